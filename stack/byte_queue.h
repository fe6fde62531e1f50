// Octets in order, contiguous, taken from the front and added at the back.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <span>
#include <utility>
#include <vector>

namespace synspect::tcp {

// A value; a copy has the content, not the spare room. Each octet is moved up a bounded number of
// times on average, and memory stays within four times the largest content.
class ByteQueue {
 public:
  ByteQueue() = default;
  ByteQueue(const ByteQueue& other) { append(other.view()); }
  ByteQueue(ByteQueue&& other) noexcept
      : room_{std::move(other.room_)},
        head_{std::exchange(other.head_, 0)},
        tail_{std::exchange(other.tail_, 0)} {}
  ByteQueue& operator=(const ByteQueue& other) {  // keeps the memory
    if (this == &other) return *this;
    clear();
    append(other.view());
    return *this;
  }
  ByteQueue& operator=(ByteQueue&& other) noexcept {
    room_ = std::move(other.room_);
    head_ = std::exchange(other.head_, 0);
    tail_ = std::exchange(other.tail_, 0);
    return *this;
  }
  ~ByteQueue() = default;

  [[nodiscard]] std::size_t size() const { return tail_ - head_; }
  [[nodiscard]] bool empty() const { return head_ == tail_; }
  [[nodiscard]] std::span<const std::byte> view() const { return {room_.data() + head_, size()}; }
  void append(std::span<const std::byte> octets) {
    if (octets.empty()) return;
    if (room_.size() - tail_ < octets.size()) make_room(octets.size());
    std::memcpy(room_.data() + tail_, octets.data(), octets.size());
    tail_ += octets.size();
  }
  void drop_front(std::size_t count) {  // at most size()
    head_ += count;
    if (head_ == tail_) clear();
  }
  void clear() { head_ = tail_ = 0; }
  friend bool operator==(const ByteQueue& a, const ByteQueue& b) {
    return std::ranges::equal(a.view(), b.view());
  }

 private:
  // Behind the tail, for `more` octets. The content is moved up only when as much is free in front
  // of it: so many octets have left since it was moved last.
  void make_room(std::size_t more) {
    if (head_ < size() || room_.size() - size() < more) {
      std::vector<std::byte> larger(std::max(2 * room_.size(), size() + more));
      std::ranges::copy(view(), larger.begin());
      room_ = std::move(larger);
    } else {
      std::ranges::copy(view(), room_.begin());
    }
    tail_ -= std::exchange(head_, 0);
  }

  std::vector<std::byte> room_;
  std::size_t head_{0};  // content is [head_, tail_)
  std::size_t tail_{0};
};

}  // namespace synspect::tcp
