#include <fmt/format.h>

#include "fuzzers/judged_storm.h"
#include "harness/history/history.h"
#include "harness/judge/judge.h"
#include "harness/trial/run_report.h"

namespace synspect::storm {

std::string judged(Storm storm, std::uint64_t seed, std::size_t shown) {
  judge::Judge judge;
  const std::string failure = storm(seed, judge);
  if (failure.empty() && judge.findings().empty()) return {};
  History history;  // the same run again, kept this time
  static_cast<void>(storm(seed, history));
  return fmt::format("seed {}: {}\n", seed, failure) +
         trial::describe_run(history, judge.findings(), shown);
}

}  // namespace synspect::storm
