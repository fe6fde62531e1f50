// Packets as text.
#include <cstddef>

#include "harness/script/print_parts.h"
#include "harness/script/words.h"

namespace synspect::script {
namespace {

constexpr std::uint64_t kSequenceMask = 0xFFFF'FFFF;

void put(std::string& out, const IpInfo& ip) {
  std::string items;
  const auto next = [&items] { items += items.empty() ? "" : ", "; };
  if (ip.ecn) items += name_of(*ip.ecn);
  if (ip.traffic_class) {
    next();
    items += "tos ";
    put_hex(items, *ip.traffic_class);
  }
  if (ip.ttl) {
    next();
    items += "ttl " + std::to_string(*ip.ttl);
  }
  if (ip.flow_label) {
    next();
    items += "flowlabel ";
    put_hex(items, *ip.flow_label);
  }
  if (!items.empty()) out += " [" + items + "]";
}

struct PutOption {
  std::string& out;
  void operator()(option::Nop) const { out += "nop"; }
  void operator()(option::Eol) const { out += "eol"; }
  void operator()(option::Mss mss) const { out += "mss " + std::to_string(mss.value); }
  void operator()(option::WindowScale scale) const {
    out += "wscale " + std::to_string(scale.shift);
  }
  void operator()(option::SackPermitted) const { out += "sackOK"; }
  void operator()(const option::Sack& sack) const {
    out += "sack";
    for (const auto& [left, right] : sack.blocks) {
      out += ' ' + std::to_string(left) + ':' + std::to_string(right);
    }
  }
  void operator()(option::Timestamps ts) const {
    out += "TS val " + (ts.val ? std::to_string(*ts.val) : "...") + " ecr " +
           std::to_string(ts.ecr) + (ts.ecr_literal ? "!" : "");
  }
  void operator()(const option::FastOpen& fo) const {
    out += fo.experimental ? "FOEXP" : "FO";
    if (!fo.cookie_hex.empty()) out += ' ' + fo.cookie_hex;
  }
  void operator()(const option::Generic& gen) const {
    out += "gen-" + std::to_string(gen.kind);
    if (!gen.body_hex.empty()) out += ' ' + gen.body_hex;
  }
  void operator()(const Unsupported& foreign) const { out += foreign.text; }
};

void put(std::string& out, const OptionList& list) {
  if (list.any) {
    out += " <...>";
  } else if (!list.raw_hex.empty()) {
    out += " <" + list.raw_hex + '>';
  } else if (!list.items.empty()) {
    out += " <";
    for (const TcpOptionItem& item : list.items) {
      if (&item != &list.items.front()) out += ',';
      std::visit(PutOption{out}, item);
    }
    out += '>';
  }
}

void put(std::string& out, const PacketExtension& extension) {
  std::string items;
  const auto next = [&items] { items += items.empty() ? "" : ", "; };
  if (extension.bad_checksum) items += "bad_checksum";
  if (extension.reserved) {
    next();
    items += "rsv " + std::to_string(*extension.reserved);
  }
  if (extension.payload_hex) {
    next();
    items += "payload " + *extension.payload_hex;
  }
  if (extension.from) {
    next();
    items += "from ";
    put_quoted(items, *extension.from);
  }
  if (extension.to) {
    next();
    items += "to ";
    put_quoted(items, *extension.to);
  }
  if (!items.empty()) out += " { " + items + " }";
}

void put_flags(std::string& out, const TcpPacket& packet) {
  const std::size_t before = out.size();
  for (const FlagLetter& flag : kFlagLetters) {
    if ((packet.flags & flag.bit) != 0) out += flag.letter;
  }
  if (packet.ace) out += static_cast<char>('0' + *packet.ace);
  if (out.size() == before) out += '-';
}

void put_sequence(std::string& out, const TcpPacket& packet) {
  if (packet.seq_ignored) {
    out += "...";
  } else {
    std::uint64_t end = std::uint64_t{packet.seq} + packet.length;
    if (packet.seq_untranslated) end &= kSequenceMask;  // only such a range may run past 2^32
    out += std::to_string(packet.seq) + ':' + std::to_string(end);
  }
  out += '(' + std::to_string(packet.length) + ')';
  if (packet.seq_untranslated) out += '!';
}

}  // namespace

void put(std::string& out, const TcpPacket& packet) {
  out += packet.direction == Direction::kInbound ? '<' : '>';
  put(out, packet.ip);
  out += ' ';
  if (packet.ports) {
    out += std::to_string(packet.ports->source) + " > " +
           std::to_string(packet.ports->destination) + ' ';
  }
  put_flags(out, packet);
  out += ' ';
  put_sequence(out, packet);
  if (packet.ack) {
    out += " ack " + std::to_string(*packet.ack);
    if (packet.ack_untranslated) out += '!';
  }
  if (packet.window) out += " win " + std::to_string(*packet.window);
  if (packet.urgent_pointer) out += " urg " + std::to_string(*packet.urgent_pointer);
  put(out, packet.options);
  put(out, packet.extension);
}

}  // namespace synspect::script
