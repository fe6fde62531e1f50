// Reports for people, on a terminal or in a log.
#pragma once

#include <string>

#include "reports/wording.h"

namespace synspect::reports {

// Clause and level, summary, where, expected, observed field by field, and the line that replays
// it.
[[nodiscard]] std::string finding_text(const gate::Assessment& all, const gate::Issue& issue,
                                       Style style);

// `replay`: one line per trace, then the findings, then the counts.
[[nodiscard]] std::string replay_text(const gate::Assessment& all, Style style, bool timings);

// `gate`: what failed, the findings, the clause table, troubles of the baseline, the counts.
[[nodiscard]] std::string gate_text(const gate::Assessment& all, Style style);

}  // namespace synspect::reports
