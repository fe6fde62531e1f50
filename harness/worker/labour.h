// What a worker process does: somebody is hired in it, performs one task after the other, and
// sends the answers.
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "harness/worker/frame.h"
#include "harness/worker/page.h"

namespace synspect::worker {

class Post {  // the way to the parent
 public:
  Post(int channel, Page& page) : channel_{channel}, page_{page} {}
  void begin(std::uint32_t task) { task_ = task; }
  // A piece of the answer that must not be lost, whatever becomes of the rest.
  void part(std::span<const std::byte> payload) { piece({FrameKind::kPart, task_, payload}); }
  void done(std::span<const std::byte> payload) { piece({FrameKind::kDone, task_, payload}); }

  void put(const Frame& frame);
  void flush();

 private:
  void piece(const Frame& frame);

  int channel_;
  Page& page_;
  std::uint32_t task_{};
};

class Labour {
 public:
  Labour() = default;
  Labour(const Labour&) = delete;
  Labour& operator=(const Labour&) = delete;
  virtual ~Labour() = default;
  // Any number of post.part(), then one post.done().
  virtual void perform(std::uint32_t task, Post& post) = 0;
};

// Called in the worker.
using Hire = std::function<std::unique_ptr<Labour>(Page& page)>;

// Thrown by Hire: the work cannot be done at all. Comes out of the pool in the parent.
class Refused : public std::exception {
 public:
  explicit Refused(std::vector<std::byte> payload) : payload_{std::move(payload)} {}
  [[nodiscard]] const std::vector<std::byte>& payload() const { return payload_; }
  [[nodiscard]] const char* what() const noexcept override { return "the work is refused"; }

 private:
  std::vector<std::byte> payload_;
};

// The worker's life: hired, tasks until the channel ends, everything put away.
void serve(int channel, Page& page, const Hire& hire);

}  // namespace synspect::worker
