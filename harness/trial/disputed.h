// Clauses about which the judge and the reference disagree in generated scenarios, and why the
// judge is thought to be wrong. A campaign passes over them, so that it finds what is new; the
// program judged_scenarios shows them all. An entry goes when the judge is mended: this list is a
// debt.
#pragma once

#include <algorithm>
#include <iterator>
#include <string_view>

namespace synspect::trial {

struct Disputed {
  std::string_view clause;
  std::string_view why;
};

inline constexpr Disputed kDisputed[] = {
    {"SHLD-18",
     "segments that arrive at one instant and are answered in pairs count as not delayed"},
    {"SHLD-29", "a late copy of the ACK that shut the window is taken for a new beginning"},
    {"SHLD-30", "the FIN sent again against a shut window is taken for a probe"},
    {"9293-3.8.6.1-c",
     "after shutdown of the reading side nothing is read that recv() passes over"},
    {"9293-3.8.5-c", "an urgent mark at the very end of what the user handed over"},
    {"9293-3.8.6.2.1-a", "the last portion of a SEND without PUSH waits for the override timer"},
    {"9293-3.7.4-a", "the last portion of a SEND under TCP_NODELAY"},
};

[[nodiscard]] constexpr bool disputed(std::string_view clause) {
  return std::ranges::find(kDisputed, clause, &Disputed::clause) != std::end(kDisputed);
}

}  // namespace synspect::trial
