// The octets of one stream by offset, as far back as they are still of interest.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

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
    auto to = octets_.begin() + static_cast<std::ptrdiff_t>(at - first_);
    if (at >= known_.last()) {  // all of it new, as a rule
      std::ranges::copy(text, to);
    } else {
      for (std::size_t i = 0; i < text.size(); ++i, ++to) {
        const Offset where = at + static_cast<Offset>(i);
        if (known_.prefix_end(where) == where) *to = text[i];
      }
    }
    known_.add(at, end);
    return match != Match::kDifferent;
  }

  [[nodiscard]] Match compare(Offset at, std::span<const std::byte> text) const {
    if (lost_) return Match::kUnknown;
    bool all = true;
    for (std::size_t i = 0; i < text.size();) {
      const Offset where = at + static_cast<Offset>(i);
      if (where >= known_.last()) return Match::kUnknown;
      const Offset end = where < first_ ? where : known_.prefix_end(where);
      if (end == where) {
        all = false;
        ++i;
        continue;
      }
      for (; i < text.size() && at + static_cast<Offset>(i) < end; ++i) {
        const auto index = static_cast<std::size_t>(at + static_cast<Offset>(i) - first_);
        if (octets_[index] != text[i]) return Match::kDifferent;
      }
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
  std::vector<std::byte> octets_;
  Ranges known_;
  Offset first_{1};
  bool lost_{false};  // more than is kept: nothing is claimed any more
};

}  // namespace synspect::judge
