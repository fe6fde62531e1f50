#include "harness/worker/labour.h"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string_view>

#include "harness/worker/frame.h"
#include "harness/worker/process.h"

namespace synspect::worker {
namespace {

void send_or_leave(int channel, Page& page, const Frame& frame) {
  if (send_frame(channel, frame)) return;
  page.raise(Page::kChannelLost);
  _exit(1);
}

// Tasks as the parent hands them out: numbers of 32 bits.
class Tasks {
 public:
  Tasks(int channel, Page& page) : channel_{channel}, page_{page} {}

  // False: there will be no more.
  bool next(std::uint32_t& task) {
    while (size_ - start_ < sizeof task) {
      std::memmove(octets_.data(), octets_.data() + start_, size_ - start_);
      size_ -= start_;
      start_ = 0;
      const ssize_t got = recv(channel_, octets_.data() + size_, octets_.size() - size_, 0);
      if (got < 0 && errno == EINTR) continue;
      if (got == 0) return false;
      if (got < 0) {
        page_.raise(Page::kChannelLost);
        _exit(1);
      }
      size_ += static_cast<std::size_t>(got);
    }
    std::memcpy(&task, octets_.data() + start_, sizeof task);
    start_ += sizeof task;
    return true;
  }

 private:
  int channel_;
  Page& page_;
  std::array<std::byte, 1024> octets_{};
  std::size_t start_{0}, size_{0};
};

void work(int channel, Page& page, const Hire& hire) {
  std::unique_ptr<Labour> labour;
  try {
    labour = hire(page);
  } catch (const Refused& refused) {
    return send_or_leave(channel, page, {FrameKind::kRefused, 0, refused.payload()});
  }
  send_or_leave(channel, page, {FrameKind::kReady, 0, {}});
  Post post{channel, page};
  Tasks tasks{channel, page};
  for (std::uint32_t task = 0; tasks.next(task);) {
    forget_words();
    post.begin(task);
    labour->perform(task, post);
  }
  forget_words();
  labour.reset();
  send_or_leave(channel, page, {FrameKind::kBye, 0, {}});
}

}  // namespace

void Post::part(std::span<const std::byte> payload) {
  if (page_.raised(Page::kForked)) _exit(1);  // told by the page
  send_or_leave(channel_, page_, {FrameKind::kPart, task_, payload});
}

void Post::done(std::span<const std::byte> payload) {
  if (page_.raised(Page::kForked)) _exit(1);
  send_or_leave(channel_, page_, {FrameKind::kDone, task_, payload});
}

void serve(int channel, Page& page, const Hire& hire) {
  try {
    work(channel, page, hire);
  } catch (const std::bad_alloc&) {
    std::abort();  // the stack has used up what there is
  } catch (const std::exception& error) {
    const std::string_view what{error.what()};
    send_or_leave(channel, page, {FrameKind::kFault, 0, std::as_bytes(std::span{what})});
  }
}

}  // namespace synspect::worker
