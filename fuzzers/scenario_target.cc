#include "fuzzers/scenario_target.h"

#include <cstdio>

namespace synspect {

void trap_on(const std::string& finding) {
  if (finding.empty()) return;
  std::fputs(finding.c_str(), stderr);
  std::fflush(stderr);
  __builtin_trap();
}

}  // namespace synspect
