// Octets in order, contiguous, taken from the front and added at the back.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <utility>

namespace synspect::tcp {

// A value; a copy has the content, not the spare room. Each octet is moved up a bounded number of
// times on average, and memory stays within four times the largest content.
class ByteQueue {
 public:
  ByteQueue() = default;
  ByteQueue(const ByteQueue& other) { append(other.view()); }
  ByteQueue(ByteQueue&& other) noexcept
      : room_{std::move(other.room_)},
        capacity_{std::exchange(other.capacity_, 0)},
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
    capacity_ = std::exchange(other.capacity_, 0);
    head_ = std::exchange(other.head_, 0);
    tail_ = std::exchange(other.tail_, 0);
    return *this;
  }
  ~ByteQueue() = default;

  [[nodiscard]] std::size_t size() const { return tail_ - head_; }
  [[nodiscard]] bool empty() const { return head_ == tail_; }
  [[nodiscard]] std::span<const std::byte> view() const { return {room_.get() + head_, size()}; }
  void append(std::span<const std::byte> octets) {
    if (octets.empty()) return;
    if (capacity_ - tail_ < octets.size()) make_room(octets.size());
    std::memcpy(room_.get() + tail_, octets.data(), octets.size());
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
    if (head_ < size() || capacity_ - size() < more) {
      // Without a value: all of it is written before it is read.
      capacity_ = std::max(2 * capacity_, size() + more);
      auto larger = std::make_unique_for_overwrite<std::byte[]>(capacity_);
      std::ranges::copy(view(), larger.get());
      room_ = std::move(larger);
    } else {
      std::ranges::copy(view(), room_.get());
    }
    tail_ -= std::exchange(head_, 0);
  }

  std::unique_ptr<std::byte[]> room_;
  std::size_t capacity_{0};
  std::size_t head_{0};  // content is [head_, tail_)
  std::size_t tail_{0};
};

}  // namespace synspect::tcp
