#include "harness/worker/labour.h"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string_view>

#include "harness/worker/process.h"

namespace synspect::worker {
namespace {

[[noreturn]] void leave_without_channel(Page& page) {
  page.raise(Page::kChannelLost);
  _exit(1);
}

// Tasks as the parent hands them out: numbers of 32 bits.
class Tasks {
 public:
  Tasks(int channel, Page& page) : channel_{channel}, page_{page} {}

  // False: there will be no more. Before it waits, what was answered is sent.
  bool next(std::uint32_t& task, Post& post) {
    while (size_ - start_ < sizeof task) {
      post.flush();
      std::memmove(octets_.data(), octets_.data() + start_, size_ - start_);
      size_ -= start_;
      start_ = 0;
      const ssize_t got = recv(channel_, octets_.data() + size_, octets_.size() - size_, 0);
      if (got < 0 && errno == EINTR) continue;
      if (got == 0) return false;
      if (got < 0) leave_without_channel(page_);
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

void work(int channel, Page& page, const Hire& hire, Post& post) {
  std::unique_ptr<Labour> labour;
  try {
    labour = hire(page);
  } catch (const Refused& refused) {
    return post.put({FrameKind::kRefused, 0, refused.payload()});
  }
  post.put({FrameKind::kReady, 0, {}});
  Tasks tasks{channel, page};
  for (std::uint32_t task = 0; tasks.next(task, post);) {
    forget_words();
    post.begin(task);
    labour->perform(task, post);
  }
  forget_words();
  labour.reset();
  post.put({FrameKind::kBye, 0, {}});
}

}  // namespace

void Post::piece(const Frame& frame) {
  if (page_.raised(Page::kForked)) _exit(1);  // the page tells
  put(frame);
  page_.steps.fetch_add(1, std::memory_order_relaxed);
}

void Post::put(const Frame& frame) {
  const auto head = head_of(frame);
  if (page_.outbox_size + head.size() + frame.payload.size() > kOutbox) flush();
  if (head.size() + frame.payload.size() > kOutbox) {
    if (send_all(channel_, head) && send_all(channel_, frame.payload)) return;
    leave_without_channel(page_);
  }
  std::byte* to = page_.outbox.data() + page_.outbox_size;
  std::memcpy(to, head.data(), head.size());
  if (!frame.payload.empty()) {
    std::memcpy(to + head.size(), frame.payload.data(), frame.payload.size());
  }
  // Whole frames only: a signal may come at any time.
  page_.outbox_size += static_cast<std::uint32_t>(head.size() + frame.payload.size());
}

void Post::flush() {
  const std::uint32_t size = page_.outbox_size;
  if (size > kOutbox || !send_all(channel_, std::span{page_.outbox}.first(size))) {
    leave_without_channel(page_);
  }
  page_.outbox_size = 0;
}

void serve(int channel, Page& page, const Hire& hire) {
  Post post{channel, page};
  try {
    work(channel, page, hire, post);
  } catch (const std::bad_alloc&) {
    std::abort();  // the stack has used up what there is
  } catch (const std::exception& error) {
    const std::string_view what{error.what()};
    post.put({FrameKind::kFault, 0, std::as_bytes(std::span{what})});
  }
  post.flush();
}

}  // namespace synspect::worker
