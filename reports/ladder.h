// A run as a ladder: who said what to whom, when, and where a requirement was broken. A function of
// a History; the judge is asked again on the way, for the states and for what it objects to.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/history/history.h"
#include "harness/judge/finding.h"
#include "reports/wording.h"

namespace synspect::reports {

// One step, in words. Endpoint 0 stands on the left; on the right endpoint 1, or the script.
struct Rung {
  enum class Kind : std::uint8_t {
    kRight,      // a segment leaves the left end
    kLeft,       // a segment reaches the left end
    kFromRight,  // a segment leaves the right end of a pair
    kToRight,    // a segment reaches the right end of a pair
    kLost,       // the network lost, repeated or held back a datagram
    kUser,       // a call of the user, a signal to the user
    kRemark,     // nothing was sent: silence, the end of the run, a dead stack
  };
  Kind kind{};
  Time at{};
  std::uint32_t script_line{};  // 0: none
  EndpointId endpoint{};
  std::string text;
  std::string state;  // of the endpoint, where the judge is certain and it is not the one before
  std::vector<judge::Finding> findings;  // that the judge has at this step
  // Of a step with findings: what number of the wire 0 stands for, by which their words count.
  std::string numbers;
};
// Segments, calls, signals, and every step at which something was found. Sequence numbers count
// from the initial ones where these were seen; others end in '!'. A SYN that begins to count names
// its own: "S 0:0(0) isn 1000".
[[nodiscard]] std::vector<Rung> rungs(const History& history);

struct LadderStyle {
  Style style;
  int width{100};       // columns, 80 at least
  std::string stack{};  // as it was asked for ("fault:NAME"); empty: as it calls itself
};
[[nodiscard]] std::string ladder_text(const History& history, const LadderStyle& look = {});

}  // namespace synspect::reports
