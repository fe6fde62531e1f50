// The octets of one stream by offset, as far back as they are still of interest.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "harness/judge/offsets.h"
#include "harness/judge/ranges.h"

namespace synspect::judge {

// Octets that come into being without a value: one octet at the far edge of a window must not cost
// the clearing of all below it.
struct Unset : std::allocator<std::byte> {
  template <class T>
  struct rebind {
    using other = Unset;
  };
  template <class T>
  void construct(T* at) noexcept {
    ::new (static_cast<void*>(at)) T;
  }
  template <class T, class... From>
  void construct(T* at, From&&... from) {
    ::new (static_cast<void*>(at)) T(std::forward<From>(from)...);
  }
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
    const Match match = compare(at, text);
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
    if (octets_.size() < static_cast<std::size_t>(end - first_)) {
      octets_.resize(static_cast<std::size_t>(end - first_));
    }
    for (Offset where = at; where < end;) {
      const Offset known = known_.prefix_end(where);
      const Offset gap = std::min(end, known_.gap_end(known));
      if (known < gap) {
        const auto from = text.begin() + static_cast<std::ptrdiff_t>(known - at);
        std::copy_n(from, gap - known,
                    octets_.begin() + static_cast<std::ptrdiff_t>(known - first_));
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
      const std::byte* const kept = octets_.data() + (where - first_);
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
    const auto count = static_cast<std::size_t>(offset - first_);
    octets_.erase(octets_.begin(),
                  octets_.begin() + static_cast<std::ptrdiff_t>(std::min(count, octets_.size())));
    first_ = offset;
  }

 private:
  static constexpr Offset kMost = Offset{1} << 20;
  static constexpr Offset kStep = Offset{1} << 16;
  std::vector<std::byte, Unset> octets_;
  Ranges known_;
  Offset first_{1};
  bool lost_{false};  // more than is kept: nothing is claimed any more
};

}  // namespace synspect::judge
