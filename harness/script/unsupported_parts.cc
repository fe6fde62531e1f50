#include "harness/script/unsupported_parts.h"

#include <cstddef>
#include <string>
#include <utility>

#include "harness/script/words.h"

namespace synspect::script {
namespace {

struct NameOption {
  using Name = std::optional<std::string>;
  Name operator()(option::Nop) const { return std::nullopt; }
  Name operator()(option::Eol) const { return std::nullopt; }
  Name operator()(option::Mss) const { return std::nullopt; }
  Name operator()(option::WindowScale) const { return "TCP option wscale"; }
  Name operator()(option::SackPermitted) const { return "TCP option sackOK"; }
  Name operator()(const option::Sack&) const { return "TCP option sack"; }
  Name operator()(option::Timestamps) const { return "TCP option TS"; }
  Name operator()(const option::FastOpen& fo) const {
    return fo.experimental ? "TCP option FOEXP" : "TCP option FO";
  }
  Name operator()(const option::Generic&) const { return std::nullopt; }
  Name operator()(const Unsupported& foreign) const { return foreign.construct; }
};

// Keeps the part that stands first.
class First {
 public:
  void offer(Position at, std::string construct) {
    if (first_ && !before(at, first_->at)) return;
    first_ = Unsupported{std::move(construct), {}, at};
  }
  [[nodiscard]] std::optional<Unsupported> take() { return std::move(first_); }

 private:
  std::optional<Unsupported> first_;
};

// A script that was not read from a file has no places.
[[nodiscard]] Position place(const OptionList& list, std::size_t index) {
  return index < list.places.list.size() ? list.places.list[index] : Position{};
}

}  // namespace

std::optional<Unsupported> first_unsupported(const TcpPacket& packet) {
  First first;
  const IpInfo& ip = packet.ip;
  if (ip.ttl) first.offer(ip.ttl_at, "ip info ttl");
  if (ip.flow_label) first.offer(ip.flow_label_at, "ip info flowlabel");
  if (packet.ace) first.offer(packet.ace_at, "ACE field");
  const OptionList& list = packet.options;
  if (!list.raw_hex.empty()) first.offer(place(list, 0), "TCP options in hexadecimal");
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    if (auto name = std::visit(NameOption{}, list.items[i])) {
      first.offer(place(list, i), *std::move(name));
    }
  }
  return first.take();
}

}  // namespace synspect::script
