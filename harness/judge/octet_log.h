// The octets of one stream by offset, as far back as they are still of interest.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

#include "harness/judge/octet_pages.h"
#include "harness/judge/offsets.h"
#include "harness/judge/ranges.h"

namespace synspect::judge {

class OctetLog {
 public:
  enum class Match { kSame, kDifferent, kUnknown };

  void clear() {
    octets_.clear();
    known_.clear();
    first_ = 1;
    base_ = 1;
    lost_ = false;
  }

  // Remembers `text` at `at`. False when an octet known already has another value; the old stays.
  bool put(Offset at, std::span<const std::byte> text) {
    if (text.empty()) return true;
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
    for (Offset where = at; where < end;) {
      const Offset known = fresh ? where : known_.prefix_end(where);
      const Offset gap = fresh ? end : std::min(end, known_.gap_end(known));
      if (known < gap) {
        octets_.put(index(known), text.subspan(static_cast<std::size_t>(known - at),
                                               static_cast<std::size_t>(gap - known)));
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
      const auto part =
          text.subspan(static_cast<std::size_t>(where - at), static_cast<std::size_t>(end - where));
      if (!octets_.holds(index(where), part)) return Match::kDifferent;
      where = end;
    }
    return all ? Match::kSame : Match::kUnknown;
  }

  // Nothing below `offset` will be asked for again.
  void forget_below(Offset offset) {
    if (offset - first_ < kStep) return;
    base_ += static_cast<Offset>(octets_.drop_front(index(offset)));
    first_ = offset;
  }

 private:
  static constexpr Offset kMost = Offset{1} << 20;
  static constexpr Offset kStep = Offset{1} << 16;
  [[nodiscard]] std::size_t index(Offset at) const { return static_cast<std::size_t>(at - base_); }

  OctetPages octets_;
  Ranges known_;
  Offset first_{1};
  Offset base_{1};    // of index 0 of the pages; at or before the first
  bool lost_{false};  // more than is kept: nothing is claimed any more
};

}  // namespace synspect::judge
