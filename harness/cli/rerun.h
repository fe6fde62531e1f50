// One run again, to look at it more closely than a sweep does: its history, what the judge has
// against it, and the script that repeats it.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/cli/session.h"
#include "harness/drive/outcome.h"
#include "harness/gate/assessment.h"
#include "harness/history/history.h"
#include "harness/judge/finding.h"
#include "harness/script/script.h"

namespace synspect::cli {

struct Rerun {
  History history;
  drive::Outcome outcome;
  std::vector<judge::Finding> findings;

  [[nodiscard]] const judge::Finding* find(const std::string& identity) const;
};

// Which run: a trace or a pair scenario by its path, on which stack, how.
struct RunQuestion {
  std::string path;
  std::string stack;
  std::string profile;
  drive::ScriptVariant variant;
  script::Macros macros;
};
// The error says why there is no such run.
[[nodiscard]] std::expected<std::unique_ptr<Rerun>, std::string> rerun(const RunQuestion& question,
                                                                       const Surroundings& around);

// The run in which an issue was seen, in this process: one that ended in a crash or a hang is not
// repeated. Null: it cannot be had.
[[nodiscard]] std::unique_ptr<Rerun> rerun_of(const gate::Assessment& all, const gate::Issue& issue,
                                              const Surroundings& around);
[[nodiscard]] RunQuestion question_of(const gate::Assessment& all, const gate::Issue& issue);

// The script that repeats a finding.
struct ScriptOfFinding {
  std::string text;
  bool portable{};   // the public language suffices: a kernel can replay it with the original tool
  bool confirmed{};  // it was replayed, and the judge said the same
  std::vector<std::string> left_out;
};
// Lowers `run` for the finding of that identity, several ways: without the stack's sequence numbers
// and the octets that were sent, where that makes the script portable and the judge still says the
// same; else the most exact that it confirms. Nothing when the history cannot be lowered.
[[nodiscard]] std::optional<ScriptOfFinding> script_of(const Rerun& run,
                                                       const std::string& identity,
                                                       const RunQuestion& question,
                                                       const Surroundings& around);

}  // namespace synspect::cli
