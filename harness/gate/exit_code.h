// Exit codes of every verb (README).
#pragma once

#include <cstdint>

namespace synspect::gate {

enum class ExitCode : std::uint8_t {
  kAsExpected = 0,
  kNonconformance = 1,  // new: not covered by the baseline
  kUsage = 2,           // a usage error, a malformed script, nothing selected
  kBaseline = 3,        // an unexpected pass, a stale or an expired entry
  kEnvironment = 4,     // nothing could be run here
  kOwnFault = 5,        // of Synspect itself
};

struct Facts {  // what came up in one start of the program
  bool own_fault{};
  bool usage{};
  bool nonconformance{};
  bool baseline{};
  bool nothing_ran{};
};

// Of several, the first in the order 5, 2, 1, 3, 4 wins.
[[nodiscard]] constexpr ExitCode exit_code(const Facts& facts) {
  if (facts.own_fault) return ExitCode::kOwnFault;
  if (facts.usage) return ExitCode::kUsage;
  if (facts.nonconformance) return ExitCode::kNonconformance;
  if (facts.baseline) return ExitCode::kBaseline;
  if (facts.nothing_ran) return ExitCode::kEnvironment;
  return ExitCode::kAsExpected;
}

}  // namespace synspect::gate
