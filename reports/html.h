// The whole assessment as one HTML file that needs nothing else: no script, font or network.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "harness/gate/assessment.h"
#include "harness/history/history.h"

namespace synspect::reports {

inline constexpr std::size_t kMostLadders = 200;        // findings beyond stand without a picture
inline constexpr std::size_t kMostRungsOfLadder = 400;  // of one picture, up to the finding

// The ladder of a run up to the step of that finding, as SVG.
[[nodiscard]] std::string picture_of(const History& history, const std::string& identity,
                                     const std::string& stack);

// `pictures`: of the first issues, in their order; empty where there is none.
[[nodiscard]] std::string html(const gate::Assessment& all,
                               const std::vector<std::string>& pictures);

}  // namespace synspect::reports
