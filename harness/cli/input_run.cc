#include "harness/cli/input_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "harness/cli/aside.h"
#include "harness/cli/nearest.h"
#include "harness/cli/stacks.h"
#include "harness/gate/run_codec.h"
#include "harness/scenario/encoding.h"
#include "reports/ladder.h"
#include "reports/pcapng.h"

namespace synspect::cli {
namespace {

// What a trial objects to without a clause, as a finding.
gate::Found found_of(const trial::Objection& objection) {
  gate::Found found{.finding = {}, .identity = objection.identity};
  judge::Finding& finding = found.finding;
  finding.kind = judge::FindingKind::kInterface;
  finding.expected = "the stack keeps to the interface by which it is driven";
  if (objection.identity.starts_with("metamorphic")) {
    finding.kind = judge::FindingKind::kMetamorphic;
    finding.expected = "both runs come out alike";
  } else if (objection.identity.starts_with("differential")) {
    finding.kind = judge::FindingKind::kDifferential;
    finding.expected = "both stacks come to the same ends";
  }
  finding.state = "-";
  finding.event_class = "none";
  finding.observed = objection.says;
  return found;
}

// Not an objection that is told as a finding.
bool kept_by_the_judge(const judge::Finding& finding) {
  using judge::FindingKind;
  return !finding.clause.text().empty() || finding.kind == FindingKind::kCrash ||
         finding.kind == FindingKind::kHang;
}

std::vector<ScriptOfFinding> scripts_of(const gate::Run& run, const trial::Kept& kept,
                                        const std::string& identity,
                                        const gate::StackFactory& make_stack) {
  const auto at = std::ranges::find(run.findings, identity, &gate::Found::identity);
  if (at == run.findings.end() || !kept_by_the_judge(at->finding)) return {};
  const auto stack = make_stack();
  auto script = script_of(*kept.history, at->finding.endpoint, at->finding.position,
                          draws(identity, "rfc", *stack), departure_of_the_reference());
  if (!script) return {};
  return {*std::move(script)};
}

// On their way from the process that runs the stack. Scripts follow the parts, kWords each.
enum Part : std::size_t { kRun, kLadder, kCapture, kParts };
enum Word : std::size_t { kText, kPlain, kConfirmed, kDeparts, kLeftOut, kWords };
constexpr std::size_t kMostScript = 1U << 20U;

void put(const ScriptOfFinding& script, Answer& to) {
  if (script.text.size() > kMostScript) return;
  to.push_back(script.text);
  to.emplace_back(script.plain ? "yes" : "");
  to.emplace_back(script.confirmed ? "yes" : "");
  to.push_back(script.departs);
  std::string lines;
  for (const std::string& what : script.left_out) lines += what + "\n";
  to.push_back(lines.substr(0, kMostScript));
}

ScriptOfFinding script_in(std::span<const std::string> words) {
  ScriptOfFinding script{.text = words[kText],
                         .plain = !words[kPlain].empty(),
                         .confirmed = !words[kConfirmed].empty(),
                         .departs = words[kDeparts]};
  for (std::string_view lines = words[kLeftOut]; !lines.empty();) {
    const std::size_t end = std::min(lines.find('\n'), lines.size() - 1);
    script.left_out.emplace_back(lines.substr(0, end));
    lines.remove_prefix(end + 1);
  }
  return script;
}

class Looker {  // in the child
 public:
  Looker(const InputQuestion& question, const InputLook& look, const shrink::TrialRecipe& recipe)
      : question_{question}, look_{look}, recipe_{recipe} {}

  Answer look(std::span<const std::uint8_t> input, gate::Notes& notes) {
    const auto trial = recipe_.make(notes);
    const scenario::Scenario scenario = scenario::decode(input, trial->shape());
    notes.variant({});
    if (!notes.stops_short()) static_cast<void>(trial->objects(scenario));
    const trial::Kept kept = trial->keep(scenario);
    const gate::Run run = run_of(*trial, kept);
    Answer parts(kParts);
    gate::Encoder to;
    gate::encode(run, to);
    parts[kRun] = {reinterpret_cast<const char*>(to.octets().data()), to.octets().size()};
    parts[kLadder] = reports::ladder_text(
        *kept.history, {.style = {look_.color}, .width = look_.width, .stack = question_.stack});
    if (parts[kLadder].size() > kMostCapture) parts[kLadder].resize(kMostCapture);
    parts[kCapture] =
        reports::pcapng(*kept.history, reports::notes_of(kept.findings), {.octets = kMostCapture});
    if (look_.script_for.empty()) return parts;
    if (notes.stops_short()) {
      for (const ScriptOfFinding& script : way_to_the_end(*kept.history)) put(script, parts);
    } else {
      for (const ScriptOfFinding& script : scripts_of(run, kept, look_.script_for, recipe_.stack)) {
        put(script, parts);
      }
    }
    return parts;
  }

 private:
  // Of the end that died, if this run came to that.
  static std::vector<ScriptOfFinding> way_to_the_end(const History& history) {
    const auto all = history.observations();
    for (const Observation& seen : all) {
      const auto* failed = std::get_if<StackFailed>(&seen.what);
      if (failed == nullptr) continue;
      const auto at = static_cast<std::uint64_t>(&seen - all.data());
      auto scripts = lowerings(history, failed->endpoint, at, at == 0 ? 0 : at - 1);
      const Departure departs = departure_of_the_reference();
      for (ScriptOfFinding& script : scripts) script.departs = departs(script.text);
      return scripts;
    }
    return {};
  }

  const InputQuestion& question_;
  const InputLook& look_;
  const shrink::TrialRecipe& recipe_;
};

}  // namespace

gate::Run run_of(const trial::Trial& trial, const trial::Kept& kept) {
  gate::Run run;
  for (const trial::Objection& objection : trial.objections()) {
    const auto at = std::ranges::find_if(kept.findings, [&](const judge::Finding& finding) {
      return finding.identity() == objection.identity;
    });
    run.findings.push_back(at == kept.findings.end() ? found_of(objection)
                                                     : gate::Found{*at, objection.identity});
  }
  const auto all = kept.history->observations();
  if (!all.empty()) run.outcome.virtual_time = all.back().at - kRunStart;
  if (!kept.broken.empty()) {
    run.outcome.verdict = drive::Verdict::kFail;
    run.outcome.message = kept.broken;
  }
  return run;
}

shrink::TrialRecipe recipe_of(const InputQuestion& question, const Surroundings& around) {
  const trial::Target* target = trial::find_target(question.target);
  if (target == nullptr || target->make == nullptr) {
    std::vector<std::string> known;
    for (const trial::Target& each : trial::targets()) {
      if (each.make != nullptr) known.emplace_back(each.name);
    }
    throw UsageError(fmt::format(
        "--target {}: {}; there are: {}", question.target,
        target == nullptr ? "no such target" : "its inputs are no scenarios", joined(known, ", ")));
  }
  return {target, stack_named(question.stack, around), stack_named(question.other_stack, around)};
}

InputRun run_input(const InputQuestion& question, std::span<const std::uint8_t> input,
                   const InputLook& look, const Surroundings& around,
                   const worker::Limits& limits) {
  const shrink::TrialRecipe recipe = recipe_of(question, around);
  const Watched watched = aside_watched(
      [&](gate::Notes& notes) { return Looker{question, look, recipe}.look(input, notes); },
      limits);
  InputRun seen;
  if (watched.answer && watched.answer->size() >= kParts) {
    const Answer& parts = *watched.answer;
    if (const auto run = gate::decode_run(std::as_bytes(std::span{parts[kRun]}))) seen.run = *run;
    seen.ladder = parts[kLadder];
    seen.capture = parts[kCapture];
    for (std::size_t at = kParts; at + kWords <= parts.size(); at += kWords) {
      seen.scripts.push_back(script_in(std::span{parts}.subspan(at, kWords)));
    }
  }
  if (watched.death) {
    seen.died = true;
    seen.run = *watched.death;
  }
  return seen;
}

}  // namespace synspect::cli
