// What RTO a conforming sender may have computed (RFC 6298 2), seen from outside. Which segments it
// timed is its own affair as long as each round trip gives a sample (6298-3-b): SRTT and RTTVAR are
// kept as ranges that hold every choice.
#pragma once

#include <algorithm>

#include "harness/history/time.h"

namespace synspect::judge {

class RtoBounds {
 public:
  // A round trip between `least` and `most` was measured, for certain or perhaps.
  void take(Duration least, Duration most, bool certain) {
    Range next;
    bool some = false;
    const auto add = [&](const Range& range) {
      next = some ? hull(next, range) : range;
      some = true;
    };
    const bool blank = may_be_blank_ || may_start_anew_;
    if (measured_) add(updated(least, most));
    if (blank) add(first_of(least, most));
    if (!certain && measured_) add(now_);
    smallest_ = measured_ ? std::min(smallest_, least) : least;
    one_sample_ = certain && !measured_;
    before_ = certain && !blank ? least_rto() : Duration{0};
    if (certain) may_be_blank_ = may_start_anew_ = false;
    measured_ = true;
    now_ = next;
  }
  // Timestamps give other samples and other gains (7323-4.2-1): nothing is claimed any more.
  void forget() { *this = RtoBounds{}, measured_ = true; }
  // 6298-5-b: after several backoffs the next sample may act as the first.
  void may_start_anew() { may_start_anew_ = true; }

  [[nodiscard]] bool blank() const { return !measured_; }  // for certain without a sample
  [[nodiscard]] bool known() const { return !may_be_blank_; }
  [[nodiscard]] bool one_sample() const { return one_sample_; }  // 6298-2.2 alone gives the RTO
  // With the gains of 6298-2.3-b, not raised to a minimum; 0 where nothing is known.
  [[nodiscard]] Duration least_rto() const { return known() ? rto(now_.var_least) : Duration{0}; }
  // With any gains: never below the smallest sample. 6298-2.2 leaves no choice.
  [[nodiscard]] Duration least_with_any_gains() const {
    if (!known()) return Duration{0};
    return one_sample_ ? least_rto() : smallest_;
  }
  [[nodiscard]] Duration most_rto() const { return now_.srtt_most + 4 * now_.var_most; }
  // What breaking one step alone would give: SRTT before RTTVAR (6298-2.3-a), and the RTO not
  // computed anew after the last sample (6298-2.3-c).
  [[nodiscard]] Duration least_wrong_order() const { return rto(now_.swapped_least); }
  [[nodiscard]] Duration least_before() const { return before_; }

 private:
  struct Range {
    Duration srtt_least{}, srtt_most{}, var_least{}, var_most{}, swapped_least{};
  };
  [[nodiscard]] Duration rto(Duration var) const { return now_.srtt_least + 4 * var; }
  static Range first_of(Duration least, Duration most) {
    return {least, most, least / 2, most / 2, least / 2};
  }
  static Range hull(const Range& x, const Range& y) {
    return {std::min(x.srtt_least, y.srtt_least), std::max(x.srtt_most, y.srtt_most),
            std::min(x.var_least, y.var_least), std::max(x.var_most, y.var_most),
            std::min(x.swapped_least, y.swapped_least)};
  }
  [[nodiscard]] Range updated(Duration least, Duration most) const {
    const Duration apart = std::max({Duration{0}, least - now_.srtt_most, now_.srtt_least - most});
    const Duration far = std::max(most - now_.srtt_least, now_.srtt_most - least);
    const Duration swapped = apart * 7 / 8;
    return {(7 * now_.srtt_least + least) / 8, (7 * now_.srtt_most + most) / 8,
            (3 * now_.var_least + apart) / 4, (3 * now_.var_most + far) / 4,
            (3 * now_.swapped_least + swapped) / 4};
  }

  Range now_;
  Duration smallest_{}, before_{};
  bool measured_{}, may_be_blank_{true}, may_start_anew_{}, one_sample_{};
};

}  // namespace synspect::judge
