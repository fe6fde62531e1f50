#include "harness/cli/rerun.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/cli/stacks.h"
#include "harness/drive/lower.h"
#include "harness/drive/pair_run.h"
#include "harness/drive/script_run.h"
#include "harness/gate/corpus.h"
#include "harness/judge/judge.h"

namespace synspect::cli {
namespace {

void play(const script::Script& script, const drive::ScriptRunOptions& options,
          StackUnderTest& stack, Rerun& run) {
  run.outcome = drive::run_script(script, options, stack, run.history);
}

void judged(Rerun& run) {
  judge::Judge judge;
  run.history.replay(judge);
  run.findings.assign(judge.findings().begin(), judge.findings().end());
}

std::optional<ScriptOfFinding> lowered(const Rerun& run, const judge::Finding& finding,
                                       drive::LowerOptions options, const RunQuestion& question,
                                       StackUnderTest& stack) {
  options.accused = finding.endpoint;
  options.until = static_cast<std::size_t>(finding.position);
  const auto made = drive::script_from_history(run.history, options);
  if (!made) return std::nullopt;
  ScriptOfFinding script{.text = script::print(made->script),
                         .portable = made->portable,
                         .confirmed = false,
                         .left_out = made->left_out};
  const auto parsed = script::parse(script.text);
  if (!parsed) return std::nullopt;
  Rerun again;
  play(*parsed, {.path = question.path, .profile = question.profile, .variant = {}}, stack, again);
  judged(again);
  const bool passes =
      again.outcome.verdict == drive::Verdict::kPass || finding.clause.text().empty();
  script.confirmed = passes && again.find(finding.identity()) != nullptr;
  return script;
}

}  // namespace

const judge::Finding* Rerun::find(const std::string& identity) const {
  const auto at = std::ranges::find_if(
      findings, [&](const judge::Finding& finding) { return finding.identity() == identity; });
  return at == findings.end() ? nullptr : &*at;
}

std::expected<std::unique_ptr<Rerun>, std::string> rerun(const RunQuestion& question,
                                                         const Surroundings& around) {
  const gate::StackFactory make_stack = stack_named(question.stack, around);
  drive::ScriptRunOptions options;
  options.path = question.path;
  options.profile = question.profile;
  options.variant = question.variant;
  auto run = std::make_unique<Rerun>();
  const auto scenarios = drive::pair_scenarios();
  const auto scenario = std::ranges::find(scenarios, question.path, &drive::PairScenario::name);
  if (scenario != scenarios.end()) {
    const auto first = make_stack();
    const auto second = make_stack();
    run->outcome = drive::run_pair(*scenario, options, *first, *second, run->history);
  } else {
    const auto traces = gate::find_traces(std::span{&question.path, 1}, around.root);
    if (traces.size() != 1) return std::unexpected(question.path + ": not one trace");
    if (!traces.front().problem.empty()) return std::unexpected(traces.front().problem);
    const auto text = gate::read_trace(traces.front().file);
    if (!text) return std::unexpected(text.error());
    const auto script = script::parse(*text, question.macros);
    if (!script) return std::unexpected(script.error().to_string(question.path));
    play(*script, options, *make_stack(), *run);
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

std::optional<ScriptOfFinding> script_of(const Rerun& run, const std::string& identity,
                                         const RunQuestion& question, const Surroundings& around) {
  const judge::Finding* finding = run.find(identity);
  if (finding == nullptr) return std::nullopt;
  const auto stack = stack_named(question.stack, around)();
  // The plainest first.
  std::optional<ScriptOfFinding> best;
  for (const auto& [isns, octets] : {std::pair{false, false}, {false, true}, {true, true}}) {
    auto script = lowered(run, *finding,
                          {.accused = 0, .until = {}, .keep_isns = isns, .keep_octets = octets},
                          question, *stack);
    if (!script) continue;
    if (script->portable && script->confirmed) return script;
    const bool better = script->confirmed || !best || !best->confirmed;
    if (octets && better) best = std::move(script);
  }
  return best;
}

}  // namespace synspect::cli
