// Known deviations of a stack, each with a reason and a day on which somebody looks again.
//
//     {"version": 1, "entries": [
//       {"stack": "lwip", "clause": "MUST-34", "outcome": "finding", "subject": "<identity>",
//        "reason": "...", "link": "https://...", "expires": "2026-12-31"},
//       {"stack": "lwip", "clause": "MUST-40", "outcome": "fail", "subject": "corpus/traces/a.pkt",
//        "reason": "...", "link": "", "expires": "2026-12-31"}]}
//
// `subject` is the identity of a finding, or the path of a trace (the name of a scenario) whose
// verdict is fail. `clause` is empty for crashes, hangs and traces that name none.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "harness/gate/date.h"
#include "harness/gate/header.h"

namespace synspect::gate {

enum class KnownOutcome : std::uint8_t { kFinding, kFail };
[[nodiscard]] std::string_view to_string(KnownOutcome outcome);  // "finding", "fail"

struct BaselineEntry {
  std::string stack;
  std::string clause;
  KnownOutcome outcome{};
  std::string subject;
  std::string reason;
  std::string link;
  Date expires{};

  [[nodiscard]] bool same_subject(const BaselineEntry& other) const {
    return stack == other.stack && outcome == other.outcome && subject == other.subject;
  }
};

struct Baseline {
  std::vector<BaselineEntry> entries;
};

inline constexpr int kBaselineVersion = 1;

// Entries that --update-baseline has just written have no reason yet. They gate nothing until
// somebody gives one; only the next update may read them.
enum class Reasons : std::uint8_t { kRequired, kMayBeMissing };

// The error names entry and field in one line.
[[nodiscard]] std::expected<Baseline, std::string> parse_baseline(
    std::string_view json, Reasons reasons, FindClause find = &judge::find_requirement);
// Sorted by stack, clause, outcome and subject; ends in a newline.
[[nodiscard]] std::string print_baseline(Baseline baseline);

}  // namespace synspect::gate
