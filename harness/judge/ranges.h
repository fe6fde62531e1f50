// Which offsets arrived: a short sorted list of half-open ranges.
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

#include "harness/judge/offsets.h"

namespace synspect::judge {

class Ranges {
 public:
  void clear() {
    list_.clear();
    full_ = false;
  }

  void add(Offset first, Offset end) {
    if (first >= end) return;
    auto at = list_.begin();
    while (at != list_.end() && at->end < first) ++at;
    if (at == list_.end() || at->first > end) {
      if (list_.size() >= kMost) {  // what the peer can grow is bounded; the caller stays lenient
        full_ = true;
        return;
      }
      list_.insert(at, {first, end});
      return;
    }
    at->first = std::min(at->first, first);
    at->end = std::max(at->end, end);
    auto next = at + 1;
    while (next != list_.end() && next->first <= at->end) {
      at->end = std::max(at->end, next->end);
      next = list_.erase(next);
    }
  }

  // One past the contiguous run that holds `from`; `from` itself when it is not in.
  [[nodiscard]] Offset prefix_end(Offset from) const {
    for (const Range& range : list_) {
      if (range.first <= from && from < range.end) return range.end;
    }
    return from;
  }
  // Where the next run begins at or past `from`, which is in none; far away when there is none.
  [[nodiscard]] Offset gap_end(Offset from) const {
    for (const Range& range : list_) {
      if (range.first >= from) return range.first;
    }
    return std::numeric_limits<Offset>::max();
  }
  // One past the highest of all; 0 when there is none.
  [[nodiscard]] Offset last() const { return list_.empty() ? 0 : list_.back().end; }
  [[nodiscard]] bool one_piece() const { return list_.size() <= 1; }
  [[nodiscard]] bool full() const { return full_; }  // something was forgotten

 private:
  static constexpr std::size_t kMost = 64;
  struct Range {
    Offset first, end;
  };
  std::vector<Range> list_;
  bool full_{false};
};

}  // namespace synspect::judge
