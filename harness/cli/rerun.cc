#include "harness/cli/rerun.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "harness/cli/loosen.h"
#include "harness/cli/stacks.h"
#include "harness/drive/lower.h"
#include "harness/drive/pair_run.h"
#include "harness/drive/script_run.h"
#include "harness/gate/corpus.h"
#include "harness/gate/watched_stack.h"
#include "harness/judge/judge.h"
#include "harness/stack_under_test/reference/reference_stack.h"

namespace synspect::cli {
namespace {

void play(const script::Script& script, const drive::ScriptRunOptions& options,
          StackUnderTest& stack, Rerun& run) {
  run.outcome = drive::run_script(script, options, stack, run.history);
}

// From 1, as the driver counts.
std::string_view line_of(std::string_view text, std::uint32_t line) {
  for (; line > 1 && !text.empty(); --line) {
    text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  }
  return text.substr(0, text.find('\n'));
}

void judged(Rerun& run) {
  judge::Judge judge;
  run.history.replay(judge);
  run.findings.assign(judge.findings().begin(), judge.findings().end());
}

}  // namespace

const judge::Finding* Rerun::find(const std::string& identity) const {
  const auto at = std::ranges::find_if(
      findings, [&](const judge::Finding& finding) { return finding.identity() == identity; });
  return at == findings.end() ? nullptr : &*at;
}

std::expected<std::unique_ptr<Rerun>, std::string> rerun(const RunQuestion& question,
                                                         const Surroundings& around,
                                                         gate::Notes* notes) {
  const gate::StackFactory named = stack_named(question.stack, around);
  const auto make_stack = [&](EndpointId endpoint) {
    return notes == nullptr ? named() : gate::watched(named(), endpoint, *notes);
  };
  const auto begin = [&] {
    if (notes != nullptr) notes->variant(question.variant);
  };
  drive::ScriptRunOptions options;
  options.path = question.path;
  options.profile = question.profile;
  options.variant = question.variant;
  auto run = std::make_unique<Rerun>();
  const auto scenarios = drive::pair_scenarios();
  const auto scenario = std::ranges::find(scenarios, question.path, &drive::PairScenario::name);
  if (scenario != scenarios.end()) {
    const auto first = make_stack(0);
    const auto second = make_stack(1);
    begin();
    run->outcome = drive::run_pair(*scenario, options, *first, *second, run->history);
  } else {
    const auto traces = gate::find_traces(std::span{&question.path, 1}, around.root);
    if (traces.size() != 1) return std::unexpected(question.path + ": not one trace");
    if (!traces.front().problem.empty()) return std::unexpected(traces.front().problem);
    const auto text = gate::read_trace(traces.front().file);
    if (!text) return std::unexpected(text.error());
    const auto script = script::parse(*text, question.macros);
    if (!script) return std::unexpected(script.error().to_string(question.path));
    const auto stack = make_stack(0);
    begin();
    play(*script, options, *stack, *run);
  }
  if (run->outcome.verdict == drive::Verdict::kUnsupported ||
      run->outcome.verdict == drive::Verdict::kError) {
    return std::unexpected(fmt::format("{}: {}", question.path, run->outcome.message));
  }
  judged(*run);
  return run;
}

RunQuestion question_of(const gate::Assessment& all, const gate::Issue& issue) {
  const gate::Result& result = all.results[issue.result];
  return {result.path, all.stack, all.profile, result.runs[issue.run].variant, all.macros};
}

std::unique_ptr<Rerun> rerun_of(const gate::Assessment& all, const gate::Issue& issue,
                                const Surroundings& around) {
  const gate::Run& run = all.results[issue.result].runs[issue.run];
  const bool deadly = std::ranges::any_of(run.findings, [](const gate::Found& found) {
    return found.finding.kind == judge::FindingKind::kCrash ||
           found.finding.kind == judge::FindingKind::kHang;
  });
  if (deadly) return nullptr;
  auto again = rerun(question_of(all, issue), around);
  return again ? std::move(*again) : nullptr;
}

std::vector<ScriptOfFinding> lowerings(const History& history, EndpointId accused,
                                       std::uint64_t until,
                                       std::optional<std::uint64_t> open_from) {
  std::vector<ScriptOfFinding> all;
  int numbers = 0;
  for (const auto& [isns, octets] : {std::pair{false, false}, {false, true}, {true, true}}) {
    const auto made = drive::script_from_history(history, {.accused = accused,
                                                           .until = static_cast<std::size_t>(until),
                                                           .open_from = open_from,
                                                           .keep_isns = isns,
                                                           .keep_octets = octets});
    ++numbers;
    if (!made) continue;
    std::string last;
    for (const Looseness each : {Looseness::kTimes, Looseness::kFields, Looseness::kExact}) {
      std::string text = script::print(loosened(made->script, each));
      if (text == last) continue;
      last = text;
      all.push_back({.text = std::move(text),
                     .plain = made->portable,
                     .confirmed = false,
                     .departs = {},
                     .left_out = made->left_out,
                     .numbers = numbers});
    }
  }
  return all;
}

// The observation behind the last thing that the user or the peer did, up to `until`.
std::uint64_t behind_last_input(const History& history, EndpointId accused, std::uint64_t until) {
  const auto all = history.observations();
  std::uint64_t behind = 0;
  for (std::uint64_t i = 0; i <= until && i < all.size(); ++i) {
    const auto* call = std::get_if<CallSeen>(&all[i].what);
    const auto* segment = std::get_if<SegmentSeen>(&all[i].what);
    if ((call != nullptr && call->endpoint == accused) ||
        (segment != nullptr && segment->endpoint == accused && segment->fate == Fate::kDelivered)) {
      behind = i + 1;
    }
  }
  return std::min(behind, until);
}

// What matters first counts most.
int worth(const ScriptOfFinding& script) {
  return (script.confirmed ? 4 : 0) + (script.departs.empty() ? 2 : 0) + (script.plain ? 1 : 0);
}

std::optional<ScriptOfFinding> script_of(const History& history, EndpointId accused,
                                         std::uint64_t until, const Confirm& confirm,
                                         const Departure& departs) {
  // Open at the last step; behind the last input, where what came between is as wrong; not at all.
  const std::optional<std::uint64_t> ends[] = {until, behind_last_input(history, accused, until),
                                               std::nullopt};
  std::optional<ScriptOfFinding> best;
  for (const auto& open_from : ends) {
    int confirmed = 0;  // the numbers of the last one that was; a tighter one gains nothing
    for (ScriptOfFinding& script : lowerings(history, accused, until, open_from)) {
      if (script.numbers == confirmed) continue;
      script.confirmed = confirm(script.text);
      script.departs = script.confirmed ? departs(script.text) : "it is not confirmed";
      if (script.confirmed) confirmed = script.numbers;
      if (!best || worth(script) > worth(*best)) best = std::move(script);
      if (best->confirmed && best->portable()) return best;
    }
    if (best && best->confirmed && best->departs.empty()) return best;
  }
  return best;
}

std::string ScriptOfFinding::portable_words() const {
  if (!plain && departs.empty()) return "no: it needs the extension, --synspect=1";
  if (!departs.empty()) return "no: the reference leaves it: " + departs;
  return "yes: the public language suffices, and the reference passes it";
}

Confirm draws(const std::string& identity, const std::string& profile, StackUnderTest& stack) {
  return [identity, profile, &stack](const std::string& text) {
    const auto parsed = script::parse(text);
    if (!parsed) return false;
    Rerun again;
    play(*parsed, {.path = "script.pkt", .profile = profile, .variant = {}}, stack, again);
    judged(again);
    const judge::Finding* finding = again.find(identity);
    return finding != nullptr &&
           (again.outcome.verdict == drive::Verdict::kPass || finding->clause.text().empty());
  };
}

std::optional<ScriptOfFinding> script_of(const Rerun& run, const std::string& identity,
                                         const RunQuestion& question, const Surroundings& around) {
  const judge::Finding* finding = run.find(identity);
  if (finding == nullptr) return std::nullopt;
  const auto stack = stack_named(question.stack, around)();
  return script_of(run.history, finding->endpoint, finding->position,
                   draws(identity, question.profile, *stack), departure_of_the_reference());
}

Departure departure_of_the_reference() {
  return [](const std::string& text) -> std::string {
    const auto parsed = script::parse(text);
    if (!parsed) return "it cannot be read";
    const auto stack = make_reference_stack();
    Rerun run;
    play(*parsed, {.path = "script.pkt", .variant = {}}, *stack, run);
    judged(run);
    if (run.outcome.verdict != drive::Verdict::kPass) {
      return fmt::format("`{}`: {}", line_of(text, run.outcome.line), run.outcome.message);
    }
    if (run.findings.empty()) return {};
    return fmt::format("the judge objects to it, too: {}", run.findings.front().identity());
  };
}

}  // namespace synspect::cli
