#include "harness/worker/frame.h"

#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
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

bool send_frame(int channel, const Frame& frame) {
  Head head{.magic = kMagic,
            .kind = std::to_underlying(frame.kind),
            .task = frame.task,
            .length = static_cast<std::uint32_t>(frame.payload.size())};
  std::array<iovec, 2> parts{
      {{&head, sizeof head},
       {const_cast<std::byte*>(frame.payload.data()), frame.payload.size()}}};  // only read
  while (parts[0].iov_len + parts[1].iov_len > 0) {
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    const ssize_t sent = sendmsg(channel, &message, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    auto rest = static_cast<std::size_t>(sent);
    for (iovec& part : parts) {
      const std::size_t taken = rest < part.iov_len ? rest : part.iov_len;
      part.iov_base = static_cast<std::byte*>(part.iov_base) + taken;
      part.iov_len -= taken;
      rest -= taken;
    }
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
