// The whole assessment as one HTML file that needs nothing else: no script, font or network.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "harness/gate/assessment.h"
#include "harness/history/history.h"

namespace synspect::reports {

inline constexpr std::size_t kMostLadders = 200;        // findings beyond stand without a picture
inline constexpr std::size_t kMostRungsOfLadder = 400;  // of one picture, up to the finding

// The run that an issue was seen in, again; null: it cannot be had.
using HistoryOf = std::function<std::shared_ptr<const History>(const gate::Issue&)>;

[[nodiscard]] std::string html(const gate::Assessment& all, const HistoryOf& history_of);

}  // namespace synspect::reports
