// Versioned JSON, for programs. Keys once given keep their meaning within a version.
#pragma once

#include <string>

#include "harness/gate/assessment.h"

namespace synspect::reports {

inline constexpr int kReplayVersion = 1;
inline constexpr int kGateVersion = 1;

// `replay --format jsonl`: {"version": 1, ...}, then one object per trace in input order. The same
// bytes from run to run unless `timings` asks for "wall_us".
[[nodiscard]] std::string replay_jsonl(const gate::Assessment& all, bool timings);

// `gate --json`: the whole assessment as one object.
[[nodiscard]] std::string gate_json(const gate::Assessment& all);

// finding.json of a kept finding.
[[nodiscard]] std::string finding_json(const gate::Assessment& all, const gate::Issue& issue);

}  // namespace synspect::reports
