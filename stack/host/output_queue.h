// Datagrams on their way out: one run of octets, used again once it has been read empty.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "stack/reused_list.h"

namespace synspect::tcp {

class OutputQueue {
 public:
  // Room for the next datagram, to be filled in at once.
  [[nodiscard]] std::byte* add(std::size_t size) {
    if (next_ == ends_.size()) {
      clear();
    } else if (2 * start_of(next_) > used()) {
      close_gap();
    }
    const std::size_t end = used() + size;
    if (octets_.size() < end) octets_.resize(std::max(end, 2 * octets_.size()));
    ends_.push_back(end);
    return octets_.data() + (end - size);
  }

  // Oldest first; the view lives until the next add().
  [[nodiscard]] std::optional<std::span<const std::byte>> take() {
    if (next_ == ends_.size()) return std::nullopt;
    const std::size_t from = start_of(next_);
    return std::span<const std::byte>{octets_}.subspan(from, ends_[next_++] - from);
  }
  // Nothing waits any more; more memory than most need is given back.
  void discard() {
    clear();
    if (octets_.size() > kMostKept) octets_ = {};
  }
  [[nodiscard]] std::size_t waiting() const { return ends_.size() - next_; }
  [[nodiscard]] std::span<const std::byte> waiting_octets() const {
    return std::span<const std::byte>{octets_}.first(used()).subspan(start_of(next_));
  }

  friend bool operator==(const OutputQueue& a,
                         const OutputQueue& b) {  // what waits, not the memory
    if (a.waiting() != b.waiting() || !std::ranges::equal(a.waiting_octets(), b.waiting_octets())) {
      return false;
    }
    for (std::size_t i = 0; i < a.waiting(); ++i) {
      const std::size_t end_of_a = a.ends_[a.next_ + i] - a.start_of(a.next_);
      const std::size_t end_of_b = b.ends_[b.next_ + i] - b.start_of(b.next_);
      if (end_of_a != end_of_b) return false;
    }
    return true;
  }

 private:
  static constexpr std::size_t kMostKept = 65'536;
  void clear() {
    ends_.clear();
    next_ = 0;
  }
  [[gnu::cold]] void close_gap() {  // more waste than content
    const std::size_t taken = start_of(next_);
    std::ranges::copy(waiting_octets(), octets_.begin());
    ends_.drop_front(next_);
    for (std::size_t& end : ends_) end -= taken;
    next_ = 0;
  }
  [[nodiscard]] std::size_t used() const { return start_of(ends_.size()); }
  [[nodiscard]] std::size_t start_of(std::size_t index) const {
    return index == 0 ? 0 : ends_[index - 1];
  }

  std::vector<std::byte> octets_;  // used() of them; what lies behind is spare
  ReusedList<std::size_t> ends_;   // of each datagram in octets_
  std::size_t next_{0};            // the first that has not been taken
};

}  // namespace synspect::tcp
