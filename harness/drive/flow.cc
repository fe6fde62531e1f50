#include "harness/drive/flow.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "harness/drive/datagram_writer.h"
#include "harness/drive/icmp_writer.h"
#include "harness/drive/ip_fields.h"
#include "harness/drive/line_options.h"
#include "harness/drive/outbound_match.h"
#include "harness/history/pattern.h"

namespace synspect::drive {
namespace {

// Ports of the script's side of passive opens, one per connection.
constexpr std::uint16_t kFirstRemotePort = 49152;

// configure() has checked that it can be read.
SocketAddress socket_of(const std::string& text) {
  return SocketAddress::parse(text).value_or(SocketAddress{});
}

std::optional<std::uint32_t> salt(const ScriptConfig& config, std::size_t end) {
  return config.extension ? std::optional{kPatternSalts[end]} : std::nullopt;
}

}  // namespace

void Flow::begin(const FourTuple& sockets, bool local_port_known) {
  exists_ = true;
  sockets_ = sockets;
  local_port_known_ = local_port_known;
  numbers_ = NumberTranslation{};
  numbers_.peer_shift = peer_shift_;
  timestamps_.forget();
  stream_isn_.reset();
}

void Flow::begin_active() {
  begin({{config_->local_ip, 0}, {config_->remote_ip, config_->connect_port}}, false);
}

void Flow::learn_peer_isn(const script::TcpPacket& packet, bool first) {
  const bool syn_ack = (packet.flags & kSyn) != 0 && (packet.flags & kAck) != 0;
  if (!first && (!syn_ack || numbers_.peer_isn_known)) return;
  numbers_.peer_isn = packet.seq;
  numbers_.peer_isn_known = true;
}

FourTuple Flow::inbound_sockets(const script::TcpPacket& packet) const {
  FourTuple sockets = sockets_;
  if (packet.ports) {
    sockets.remote.port = packet.ports->source;
    sockets.local.port = packet.ports->destination;
  }
  if (packet.extension.from) sockets.remote = socket_of(*packet.extension.from);
  if (packet.extension.to) sockets.local = socket_of(*packet.extension.to);
  return sockets;
}

std::expected<std::vector<std::byte>, std::string> Flow::inbound(const script::TcpPacket& packet) {
  const bool first = !exists_;
  if (first) {
    const auto port = static_cast<std::uint16_t>(kFirstRemotePort + passive_flows_++);
    sockets_ = {{config_->local_ip, config_->bind_port}, {config_->remote_ip, port}};
  }
  const FourTuple sockets = inbound_sockets(packet);
  if (first) begin(sockets, true);
  learn_peer_isn(packet, first);

  DatagramToWrite datagram;
  datagram.source = sockets.remote;
  datagram.destination = sockets.local;
  datagram.ttl = packet.ip.ttl.value_or(datagram.ttl);
  datagram.traffic_class = traffic_class_of(packet.ip);
  datagram.flow_label = packet.ip.flow_label.value_or(0);

  const bool syn = (packet.flags & kSyn) != 0;
  datagram.seq = packet.seq_untranslated ? packet.seq : numbers_.inbound_seq(packet.seq, syn);
  if (packet.ack_untranslated) {
    datagram.ack = packet.ack.value_or(0);
  } else if (packet.ack || (packet.flags & kAck) != 0) {
    datagram.ack = numbers_.inbound_ack(packet.ack.value_or(0), syn);
  }
  datagram.flags = packet.flags;
  datagram.reserved = packet.extension.reserved.value_or(0);
  datagram.window = packet.window.value_or(0);
  datagram.urgent_pointer = packet.urgent_pointer.value_or(0);
  datagram.bad_checksum = packet.extension.bad_checksum;
  const auto options = inbound_options(packet, {.numbers = numbers_,
                                                .timestamps = timestamps_,
                                                .ecr_scaled = config_->timestamp_echo_scaled});
  if (!options) return std::unexpected(options.error());
  datagram.options = *options;
  const std::uint32_t first_octet = stream_isn_.value_or(numbers_.peer_isn_wire()) + 1;
  const std::uint32_t position = datagram.seq + (syn ? 1 : 0) - first_octet;
  const std::vector<std::byte> payload = payload_of(packet, salt(*config_, 1), position);
  datagram.payload = payload;

  std::vector<std::byte> octets;
  write_datagram(datagram, octets);
  return octets;
}

std::vector<std::byte> Flow::icmp(const script::IcmpPacket& packet,
                                  script::IcmpNumbers numbers) const {
  std::vector<std::byte> octets;
  if (!exists_ || !local_port_known_ || !numbers_.stack_isn_known) return octets;
  const script::IcmpPacket::Quote quote = packet.quote.value_or(script::IcmpPacket::Quote{});
  write_icmp({.type = numbers.type,
              .code = numbers.code,
              .mtu = packet.mtu.value_or(0),
              .quoted = sockets_,
              .seq = numbers_.inbound_ack(quote.seq, false),
              .length = quote.length},
             octets);
  return octets;
}

FourTuple Flow::outbound_sockets(const script::TcpPacket& packet) const {
  FourTuple sockets = sockets_;
  if (!local_port_known_) sockets.local.port = 0;
  if (packet.ports) {
    sockets.local.port = packet.ports->source;
    sockets.remote.port = packet.ports->destination;
  }
  if (packet.extension.from) sockets.local = socket_of(*packet.extension.from);
  if (packet.extension.to) sockets.remote = socket_of(*packet.extension.to);
  return sockets;
}

void Flow::learn(const script::TcpPacket& packet, const DecodedSegment& segment) {
  // The first SYN tells the stack's ISN. In the extension `...(n)` on a later one does so again: it
  // begins another incarnation of the connection.
  const bool again = config_->extension && packet.seq_ignored;
  if (segment.has(kSyn) && !packet.seq_untranslated && (!numbers_.stack_isn_known || again)) {
    numbers_.stack_isn_known = true;
    numbers_.stack_isn_script = packet.seq_ignored ? 0 : packet.seq;
    numbers_.stack_isn_wire = segment.seq;
    timestamps_.forget();
  }
  if (const auto stamp = scripted_stamp(packet.options)) {
    if (const auto stamps = stamps_of(segment)) timestamps_.learn(*stamp, stamps->val);
  }
  if (segment.has(kSyn | kAck)) stream_isn_ = segment.ack - 1;
  if (!local_port_known_ && exists_) {
    sockets_.local.port = segment.source.port;
    local_port_known_ = true;
  }
}

std::vector<std::byte> Flow::outbound_payload(const script::TcpPacket& packet,
                                              const DecodedSegment& segment) const {
  const std::uint32_t first = segment.seq + (segment.has(kSyn) ? 1 : 0);
  return payload_of(packet, salt(*config_, 0), first - (numbers_.stack_isn_wire + 1));
}

std::optional<std::string> Flow::clock_mismatch(const script::TcpPacket& packet,
                                                const DecodedSegment& segment, Time at) const {
  const auto scripted = scripted_stamp(packet.options);
  const auto stamps = stamps_of(segment);
  if (config_->timestamp_tick == Duration{0} || !scripted || !stamps) return std::nullopt;
  const std::uint32_t expected = timestamps_.scaled(*scripted).value_or(stamps->val);
  const auto ticks = static_cast<std::int32_t>(stamps->val - expected);  // modulo 2^32
  const Duration off = config_->timestamp_tick * std::abs(std::int64_t{ticks});
  const Duration since{(at - kRunStart).count()};
  const Duration share{
      std::llround(static_cast<double>(since.count()) * config_->tolerance_percent / 100.0)};
  if (off <= std::max(config_->tolerance, share)) return std::nullopt;
  return "TS val: expected " + std::to_string(*scripted) + ", the stack's clock is " +
         std::to_string(*scripted + static_cast<std::uint32_t>(ticks)) + " (" +
         std::to_string(off.count()) + " us off)";
}

}  // namespace synspect::drive
