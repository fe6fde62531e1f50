// One run again, to look at it more closely than a sweep does: its history, what the judge has
// against it, and the script that repeats it.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/cli/session.h"
#include "harness/drive/outcome.h"
#include "harness/gate/assessment.h"
#include "harness/gate/whereabouts.h"
#include "harness/history/history.h"
#include "harness/judge/finding.h"
#include "harness/script/script.h"
#include "harness/stack_under_test/stack_under_test.h"

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
// The error says why there is no such run. With `notes`, its stacks are watched.
[[nodiscard]] std::expected<std::unique_ptr<Rerun>, std::string> rerun(
    const RunQuestion& question, const Surroundings& around, gate::Notes* notes = nullptr);

// The run in which an issue was seen, in this process: one that ended in a crash or a hang is not
// repeated. Null: it cannot be had.
[[nodiscard]] std::unique_ptr<Rerun> rerun_of(const gate::Assessment& all, const gate::Issue& issue,
                                              const Surroundings& around);
[[nodiscard]] RunQuestion question_of(const gate::Assessment& all, const gate::Issue& issue);

// The script that repeats a finding.
struct ScriptOfFinding {
  std::string text;
  bool plain{};      // the public language suffices: the original tool can read it
  bool confirmed{};  // it was replayed, and the judge said the same
  // Where the reference, as a stack that does right, leaves the script, and how. Empty: it passes
  // it, and the judge has nothing to say.
  std::string departs{};
  std::vector<std::string> left_out{};
  int numbers{};  // which of the three ways below

  // A kernel that does right passes it, run by the original tool.
  [[nodiscard]] bool portable() const { return plain && departs.empty(); }
  [[nodiscard]] std::string portable_words() const;  // "yes: ...", "no: ..."
};
// A history up to observation `until` as scripts, not confirmed: without the stack's sequence
// numbers and the octets that were sent, without the numbers alone, exact; each of them the loosest
// first (loosen.h). None where it cannot be lowered. No line expects what the stack does from
// `open_from` on.
[[nodiscard]] std::vector<ScriptOfFinding> lowerings(const History& history, EndpointId accused,
                                                     std::uint64_t until,
                                                     std::optional<std::uint64_t> open_from);
// Whether the run of a script, told as text, draws what it is to draw.
using Confirm = std::function<bool(const std::string& script)>;
// Where the run of a script goes another way, and how; empty: nowhere.
using Departure = std::function<std::string(const std::string& script)>;
// Of those that are confirmed one that `departs` has nothing against, with an open end if need be,
// the plainest of them; and as loose as that allows. Not confirmed: none is. Nothing: there is
// none.
[[nodiscard]] std::optional<ScriptOfFinding> script_of(const History& history, EndpointId accused,
                                                       std::uint64_t until, const Confirm& confirm,
                                                       const Departure& departs);
// Of a run on the reference.
[[nodiscard]] Departure departure_of_the_reference();
// The run of it passes, and the judge says the same.
[[nodiscard]] Confirm draws(const std::string& identity, const std::string& profile,
                            StackUnderTest& stack);
// The same for a finding of `run`.
[[nodiscard]] std::optional<ScriptOfFinding> script_of(const Rerun& run,
                                                       const std::string& identity,
                                                       const RunQuestion& question,
                                                       const Surroundings& around);

}  // namespace synspect::cli
