#include "harness/gate/result.h"

#include <algorithm>
#include <utility>

namespace synspect::gate {
namespace {

int badness(drive::Verdict verdict) {
  switch (verdict) {
    case drive::Verdict::kPass:
      return 0;
    case drive::Verdict::kUnsupported:
      return 1;
    case drive::Verdict::kFail:
      return 2;
    case drive::Verdict::kError:
      return 3;
  }
  std::unreachable();
}

}  // namespace

const Run& Result::decisive() const {
  return *std::ranges::max_element(runs, {},
                                   [](const Run& run) { return badness(run.outcome.verdict); });
}

Result not_run(std::string path, std::string message, std::uint32_t line, std::uint32_t column) {
  Run run;
  run.outcome.verdict = drive::Verdict::kError;
  run.outcome.line = line;
  run.outcome.column = column;
  run.outcome.message = std::move(message);
  Result result;
  result.path = std::move(path);
  result.runs.push_back(std::move(run));
  return result;
}

}  // namespace synspect::gate
