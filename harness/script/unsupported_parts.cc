#include "harness/script/unsupported_parts.h"

#include <cstddef>
#include <string>
#include <utility>

#include "harness/script/words.h"

namespace synspect::script {
namespace {

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
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    const auto* foreign = std::get_if<Unsupported>(&list.items[i]);
    if (foreign != nullptr) first.offer(place(list, i), foreign->construct);
  }
  return first.take();
}

}  // namespace synspect::script
