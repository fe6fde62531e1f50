// Words that several reports share.
#pragma once

#include <string>
#include <string_view>

#include "harness/gate/assessment.h"

namespace synspect::reports {

struct Style {
  bool color{};  // a terminal without NO_COLOR; otherwise plain ASCII
};

// "path:12:3", "path:12" or "path".
[[nodiscard]] std::string place(const std::string& path, const drive::Outcome& outcome);
// The path of the result; of a generated input with its seed, as `replay` takes it.
[[nodiscard]] std::string input_name(const gate::Result& result, const gate::Run& run);
// The line that repeats one run: "./synspect replay PATH --stack S --variant V --judge=fail".
[[nodiscard]] std::string replay_command(const gate::Assessment& all, const gate::Result& result,
                                         const gate::Run& run);
// The same for a finding in it: so that it fails, be it of a SHOULD.
[[nodiscard]] std::string replay_command(const gate::Assessment& all, const gate::Issue& issue);
[[nodiscard]] std::string_view judge_flags(const judge::Finding& finding);
[[nodiscard]] std::string shell_word(std::string_view word);  // quoted where a shell needs it

// The message of a result in one line; empty for a pass.
[[nodiscard]] std::string reason_of(const gate::Result& result);
// "MUST-34 (MUST)", or "crash" where there is no clause.
[[nodiscard]] std::string title_of(const judge::Finding& finding);
[[nodiscard]] std::string summary_of(const judge::Finding& finding);  // of the table; may be empty

// Whether it is generated scenarios rather than a trace.
[[nodiscard]] bool is_generated(const gate::Result& result);
// "3 passed, 1 failed, 0 unsupported, 0 errors": one line over all traces.
[[nodiscard]] std::string counts_line(const gate::Assessment& all);
// "2 objections of the judge (not counted: --judge=fail counts them)", and deaths; empty: there are
// none. What a verdict of `pass` leaves out, and what the exit code makes of it.
[[nodiscard]] std::string objections_line(const gate::Assessment& all);

// The verdict on a clause for people. "passes traces": the traces that name it pass, and no rule of
// the judge has looked at it, so that nothing was counted.
[[nodiscard]] std::string_view verdict_word(const gate::ClauseRow& row);
[[nodiscard]] std::string upheld_word(const gate::ClauseRow& row);  // "-": nothing counted it
// "3 of the 4 clauses of the tables put to the test, 1 of them by traces alone; 4 have a rule, 1 of
// them not exercised"
[[nodiscard]] std::string clauses_line(const gate::Assessment& all);

// One line, no control characters, for formats that are read by programs line by line.
[[nodiscard]] std::string one_line(std::string_view text);

}  // namespace synspect::reports
