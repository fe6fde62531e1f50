#include "harness/worker/frame.h"

#include <sys/socket.h>

#include <bit>
#include <cerrno>
#include <cstring>
#include <utility>

namespace synspect::worker {
namespace {

struct Head {
  std::uint32_t magic{};
  std::uint32_t kind{};
  std::uint32_t task{};
  std::uint32_t length{};
};
constexpr std::uint32_t kMagic = 0x53594e57;

}  // namespace

std::array<std::byte, kHeadOctets> head_of(const Frame& frame) {
  return std::bit_cast<std::array<std::byte, kHeadOctets>>(
      Head{.magic = kMagic,
           .kind = std::to_underlying(frame.kind),
           .task = frame.task,
           .length = static_cast<std::uint32_t>(frame.payload.size())});
}

bool send_all(int channel, std::span<const std::byte> octets) {
  while (!octets.empty()) {
    const ssize_t sent = send(channel, octets.data(), octets.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    octets = octets.subspan(static_cast<std::size_t>(sent));
  }
  return true;
}

void FrameReader::feed(std::span<const std::byte> octets) {
  octets_.erase(octets_.begin(), octets_.begin() + static_cast<std::ptrdiff_t>(start_));
  start_ = 0;
  octets_.insert(octets_.end(), octets.begin(), octets.end());
}

std::optional<Frame> FrameReader::next() {
  const std::size_t waiting = octets_.size() - start_;
  if (broken_ || waiting < sizeof(Head)) return std::nullopt;
  Head head;
  std::memcpy(&head, octets_.data() + start_, sizeof head);
  broken_ = head.magic != kMagic || head.kind > std::to_underlying(FrameKind::kBye) ||
            head.length > kMostPayload;
  if (broken_ || waiting - sizeof head < head.length) return std::nullopt;
  const std::size_t from = start_ + sizeof head;
  start_ = from + head.length;
  return Frame{static_cast<FrameKind>(head.kind), head.task,
               std::span{octets_}.subspan(from, head.length)};
}

}  // namespace synspect::worker
