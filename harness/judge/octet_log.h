// The octets of one stream by offset, as far back as they are still of interest.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "harness/judge/offsets.h"
#include "harness/judge/ranges.h"

namespace synspect::judge {

// Memory that comes into being without a value: one octet at the far edge of a window must not cost
// the clearing of all below it.
class OctetStore {
 public:
  OctetStore() = default;
  OctetStore(const OctetStore& other) { append_all(other); }
  OctetStore(OctetStore&& other) noexcept
      : room_{std::move(other.room_)},
        size_{std::exchange(other.size_, 0)},
        capacity_{std::exchange(other.capacity_, 0)} {}
  OctetStore& operator=(const OctetStore& other) {
    if (this == &other) return *this;
    size_ = 0;
    append_all(other);
    return *this;
  }
  OctetStore& operator=(OctetStore&& other) noexcept {
    room_ = std::move(other.room_);
    size_ = std::exchange(other.size_, 0);
    capacity_ = std::exchange(other.capacity_, 0);
    return *this;
  }
  ~OctetStore() = default;

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::byte* at(std::size_t index) { return room_.get() + index; }
  [[nodiscard]] const std::byte* at(std::size_t index) const { return room_.get() + index; }
  void clear() { size_ = 0; }
  void grow_to(std::size_t size) {
    if (size > capacity_) {
      capacity_ = std::max(size, 2 * capacity_);
      std::unique_ptr<std::byte[]> larger = std::make_unique_for_overwrite<std::byte[]>(capacity_);
      if (size_ != 0) std::memcpy(larger.get(), room_.get(), size_);
      room_ = std::move(larger);
    }
    size_ = std::max(size_, size);
  }
  void drop_front(std::size_t count) {
    count = std::min(count, size_);
    size_ -= count;
    if (size_ != 0) std::memmove(room_.get(), room_.get() + count, size_);
  }

 private:
  void append_all(const OctetStore& other) {
    grow_to(other.size_);
    if (other.size_ != 0) std::memcpy(room_.get(), other.room_.get(), other.size_);
  }

  std::unique_ptr<std::byte[]> room_;
  std::size_t size_{0};
  std::size_t capacity_{0};
};

class OctetLog {
 public:
  enum class Match { kSame, kDifferent, kUnknown };

  void clear() {
    octets_.clear();
    known_.clear();
    first_ = 1;
    lost_ = false;
  }

  // Remembers `text` at `at`. False when an octet known already has another value; the old stays.
  bool put(Offset at, std::span<const std::byte> text) {
    const bool fresh = at >= known_.last();  // the common case: nothing to compare with
    const Match match = fresh ? Match::kUnknown : compare(at, text);
    const Offset end = at + static_cast<Offset>(text.size());
    if (lost_ || end <= first_) return match != Match::kDifferent;
    if (end - first_ > kMost) {
      lost_ = true;
      return match != Match::kDifferent;
    }
    if (at < first_) {  // what is no longer, or never was, of interest
      text = text.subspan(static_cast<std::size_t>(first_ - at));
      at = first_;
    }
    octets_.grow_to(static_cast<std::size_t>(end - first_));
    for (Offset where = at; where < end;) {
      const Offset known = fresh ? where : known_.prefix_end(where);
      const Offset gap = fresh ? end : std::min(end, known_.gap_end(known));
      if (known < gap) {
        std::memcpy(octets_.at(static_cast<std::size_t>(known - first_)),
                    text.data() + (known - at), static_cast<std::size_t>(gap - known));
      }
      where = std::max(known, gap);
    }
    known_.add(at, end);
    return match != Match::kDifferent;
  }

  [[nodiscard]] Match compare(Offset at, std::span<const std::byte> text) const {
    if (lost_) return Match::kUnknown;
    bool all = true;
    const Offset last = at + static_cast<Offset>(text.size());
    for (Offset where = at; where < last;) {
      const Offset end = where < first_ ? where : std::min(last, known_.prefix_end(where));
      if (end == where) {
        all = false;
        where = std::min(last, where < first_ ? first_ : known_.gap_end(where));
        continue;
      }
      const std::byte* const from = text.data() + (where - at);
      const std::byte* const kept = octets_.at(static_cast<std::size_t>(where - first_));
      if (std::memcmp(from, kept, static_cast<std::size_t>(end - where)) != 0) {
        return Match::kDifferent;
      }
      where = end;
    }
    return all ? Match::kSame : Match::kUnknown;
  }

  // Nothing below `offset` will be asked for again.
  void forget_below(Offset offset) {
    if (offset - first_ < kStep) return;
    octets_.drop_front(static_cast<std::size_t>(offset - first_));
    first_ = offset;
  }

 private:
  static constexpr Offset kMost = Offset{1} << 20;
  static constexpr Offset kStep = Offset{1} << 16;
  OctetStore octets_;
  Ranges known_;
  Offset first_{1};
  bool lost_{false};  // more than is kept: nothing is claimed any more
};

}  // namespace synspect::judge
