// --update-baseline: writes what several agreeing runs saw, and nothing else.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/gate/assessment.h"
#include "harness/gate/baseline.h"

namespace synspect::gate {

inline constexpr int kAgreeingRuns = 3;
inline constexpr int kDaysUntilExpiry = 90;

struct Update {
  Baseline baseline;
  std::vector<std::string> unsteady;  // subjects that only some of the runs saw; not written
  std::vector<std::string> renewed;   // subjects whose entry had run out and still holds
  std::size_t without_reason{};       // entries whose reason somebody must fill in
};

// `runs` are assessments of the same selection without a baseline. Entries of other stacks stay,
// and of this stack reason, link and expiry of what is still there; what had run out gets a new
// day.
[[nodiscard]] Update update_baseline(const Baseline& old, std::span<const Assessment> runs,
                                     Date today);

}  // namespace synspect::gate
