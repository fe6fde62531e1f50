// From a history to the trace script that repeats it: the one lowering, used by findings, reports
// and everything else that hands a run to people.
#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "harness/history/history.h"
#include "harness/script/ast.h"

namespace synspect::drive {

struct LowerOptions {
  // Of a run with two endpoints: what was delivered to this one becomes inbound lines, what the
  // other did is not seen.
  EndpointId accused{0};
  // Position of an observation, such as that of a finding: what was emitted up to it becomes lines
  // even where the driver would let the run go on to see it.
  std::optional<std::size_t> until;
  // With `until`: the script ends there, and what the stack does from this observation on is left
  // to the judge: no line expects it, so that a stack that does right passes.
  std::optional<std::size_t> open_from{};
  // Write `--local_isn` lines, so that the numbers on the wire are the same. Without them the
  // script may get along with the public language. A line that must be raw keeps them all the same.
  bool keep_isns{true};
  // Without: text is written as the public language has it, so many octets and no matter which.
  // What was sent then differs from the history, and a finding about octets is lost.
  bool keep_octets{true};
};

struct Lowered {
  script::Script script;
  // Per event of the script, the position of the observation that it repeats; for an event that
  // stands for none (a wait, O_NONBLOCK), of the one it belongs to.
  std::vector<std::size_t> origins;
  bool portable{};                    // the public language suffices
  std::vector<std::string> left_out;  // what has no line, a sentence each; empty: nothing
};

// The script of what one endpoint met and did: inbound lines for what was delivered to it, outbound
// lines for what it emitted, calls with their results, all at the times of the history. Numbers are
// relative where the language can say them so. A run of it on the same stack, with the profile of
// the history, passes and gives the same history. The error is a sentence: there is nothing to
// lower.
[[nodiscard]] std::expected<Lowered, std::string> script_from_history(
    const History& history, const LowerOptions& options = {});

}  // namespace synspect::drive
