#include "harness/cli/keep_scenario.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <string_view>
#include <system_error>
#include <utility>

#include "harness/campaign/findings_box.h"
#include "harness/cli/input_run.h"
#include "harness/cli/output_file.h"
#include "harness/cli/repro.h"
#include "harness/cli/script_folder.h"
#include "harness/scenario/encoding.h"
#include "harness/scenario/text.h"
#include "harness/shrink/shrink.h"
#include "reports/json.h"
#include "reports/text.h"

namespace synspect::cli {
namespace {

namespace fs = std::filesystem;
using Octets = std::span<const std::uint8_t>;
using Clock = std::chrono::steady_clock;

std::string_view text_of_octets(Octets octets) {
  return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

// A hang costs the watchdog's time at every attempt: while shrinking, less has to do.
constexpr std::chrono::milliseconds kHangWhileShrinking{1'000};

std::optional<shrink::Shrunk> shrunk(const shrink::TrialRecipe& recipe,
                                     const scenario::Scenario& start, const std::string& identity,
                                     const KeepOptions& options) {
  worker::Limits limits = options.limits;
  if (identity.starts_with("hang")) {
    limits.watchdog = std::min(limits.watchdog, kHangWhileShrinking);
  }
  shrink::TrialProcess process{recipe, limits};
  const auto latest = Clock::now() + options.most_time;
  return shrink::shrink(start,
                        [&](const scenario::Scenario& scenario) {
                          return process.look(scenario::encode(scenario)).shows(identity);
                        },
                        {.runs = options.most_runs, .over = [&] {
                           return Clock::now() >= latest || (options.stop && options.stop());
                         }});
}

// The finding as the reports tell findings.
gate::Assessment assessment_of(const InputQuestion& question, const gate::Run& run,
                               const gate::Found& found, const KeepOptions& options,
                               const std::filesystem::path& folder, bool script) {
  gate::Assessment all;
  all.stack = question.stack;
  all.profile = "rfc";
  gate::Result result;
  result.path = (folder / (script ? "script.pkt" : "input.bin")).string();
  result.runs = {run};
  if (!script) result.target = question.target;
  if (!script && question.target == "differential") result.other_stack = question.other_stack;
  all.results.push_back(std::move(result));
  const bool clause = !found.finding.clause.text().empty();
  const std::string name = known_as(options.reasons, found.identity, gate::family_of(found));
  gate::Standing standing = gate::Standing::kViolation;
  if (clause) standing = gate::standing_of(found.finding.level, false);
  if (!name.empty()) standing = gate::Standing::kKnown;
  all.issues.push_back({.result = 0,
                        .run = 0,
                        .found = found,
                        .seen = static_cast<std::uint32_t>(std::min<std::uint64_t>(
                            options.repeats, std::numeric_limits<std::uint32_t>::max())),
                        .standing = standing,
                        .reason = name.empty() ? "" : options.reasons.at(name)});
  return all;
}

// Of what the baseline does not know itself.
std::vector<std::string> elsewhere_of(const gate::Issue& issue, const Reasons& known) {
  if (issue.standing == gate::Standing::kKnown) return {};
  return known_elsewhere(known, issue.found.identity);
}

// The judge speaks of the wire, a script of what is sure.
constexpr const char* kNumbersOfScript =
    "  numbers   above as on the wire; script.pkt and ladder.txt count from the initial ones, "
    "which\n"
    "            a SYN in ladder.txt names (isn N)\n";

std::string input_arguments(const InputQuestion& question, std::string_view judged) {
  std::string words = fmt::format("\"$here/input.bin\" --target {} --stack {}", question.target,
                                  reports::shell_word(lasting_name(question.stack)));
  if (question.target == "differential") {
    words += " --other-stack " + reports::shell_word(lasting_name(question.other_stack));
  }
  return fmt::format("{} {}", words, judged);
}

using Json = nlohmann::ordered_json;

// The count of a folder that is there already. False: it is not whole.
bool count_again(const fs::path& folder, const KeepOptions& options, KeptScenario& kept) {
  std::error_code error;
  if (!fs::is_regular_file(folder / "finding.json", error)) return false;
  Json finding = Json::parse(read_file(folder / "finding.json"), nullptr, false);
  if (!finding.is_object() || !finding.contains("identity")) return false;
  kept.says = told_in_a_line(finding.contains("clause") && finding["clause"].is_string()
                                 ? finding.value("clause", "")
                                 : "",
                             finding.value("expected", ""), finding.value("observed", ""));
  kept.events_before = finding.value("events_before", std::size_t{0});
  kept.events_after = finding.value("events", std::size_t{0});
  kept.runs = finding.value("shrink_runs", std::uint64_t{0});
  kept.script = fs::is_regular_file(folder / "script.pkt", error);
  const auto runs = std::max(options.repeats, finding.value("runs", std::uint64_t{0}));
  if (finding.value("runs", std::uint64_t{0}) != runs) {
    finding["runs"] = runs;
    const auto made = folder / fmt::format(".finding.json.{}", ::getpid());
    write_file(made, finding.dump(1, ' ', false, Json::error_handler_t::replace) + "\n");
    fs::rename(made, folder / "finding.json", error);
  }
  return true;
}

}  // namespace

std::string told_in_a_line(const std::string& clause, const std::string& expected,
                           const std::string& observed) {
  return clause.empty() || expected.empty()
             ? observed
             : fmt::format("expected {}; observed {}", expected, observed);
}

std::string finding_folder(const std::string& identity) {
  constexpr std::size_t kLongest = 72;
  std::string name;
  for (const char c : identity.substr(0, kLongest)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || (c == '.' && !name.empty());
    name += plain ? c : '_';
  }
  return fmt::format("{}.{:08x}", name, campaign::key_of(identity) & 0xffff'ffffU);
}

std::expected<std::vector<trial::Objection>, std::string> objections_to(
    const InputQuestion& question, Octets input, const Surroundings& around,
    const worker::Limits& limits) {
  shrink::TrialProcess process{recipe_of(question, around), limits};
  return process.look(input).objections;
}

std::expected<KeptScenario, std::string> keep_scenario_finding(
    const InputQuestion& question, Octets input, const std::string& identity,
    const fs::path& output, const Surroundings& around, const KeepOptions& options) {
  const shrink::TrialRecipe recipe = recipe_of(question, around);
  KeptScenario kept{.identity = identity, .says = {}, .folder = {}};
  std::string wanted = identity;
  if (!wanted.empty()) {
    kept.folder = output / "findings" / finding_folder(wanted);
    if (count_again(kept.folder, options, kept)) return kept;
  }

  shrink::Sight sight;
  sight.objections = *objections_to(question, input, around, options.limits);
  if (wanted.empty() && !sight.objections.empty()) wanted = sight.objections.front().identity;
  if (!sight.shows(wanted)) {
    return std::unexpected(wanted.empty() ? "the input shows nothing"
                                          : "the input does not show " + wanted);
  }
  kept.folder = output / "findings" / finding_folder(wanted);
  if (count_again(kept.folder, options, kept)) return kept;

  scenario::Shape shape = scenario::Shape::kOneEndpoint;
  if (question.target == "endpoints") shape = scenario::Shape::kTwoEndpoints;
  const scenario::Scenario start = scenario::decode(input, shape);
  const auto small = shrunk(recipe, start, wanted, options);
  // What shows it once and then not again is kept as it came.
  const scenario::Scenario& least = small ? small->scenario : start;
  kept.events_before = start.events.size();
  kept.events_after = least.events.size();
  kept.runs = small ? small->runs : 1;
  kept.complete = small && small->complete;

  const std::vector<std::uint8_t> octets = scenario::encode(least);
  // Of a family the shrunk scenario shows one, in whatever state.
  sight.objections = *objections_to(question, octets, around, options.limits);
  if (sight.shows(wanted)) kept.identity = sight.find(wanted)->identity;
  InputRun seen =
      run_input(question, octets, {.script_for = kept.identity}, around, options.limits);
  const auto found = std::ranges::find(seen.run.findings, kept.identity, &gate::Found::identity);
  if (found == seen.run.findings.end()) {
    return std::unexpected("the input shows it only now and then: " + wanted);
  }
  gate::Found told = *found;

  const ScriptFolder folder{
      question, options, around,
      output / "findings" / fmt::format(".{}.{}", finding_folder(wanted), ::getpid())};
  const fs::path& home = folder.home();
  kept.script = folder.keep_script(seen, told);
  kept.says = told_in_a_line(std::string{told.finding.clause.text()}, told.finding.expected,
                             told.finding.observed);
  write_file(home / "input.bin", text_of_octets(octets));
  write_file(home / "original.bin", text_of_octets(input));
  write_file(home / "scenario.txt", scenario::to_text(least));
  folder.keep_pictures(seen, kept.script);
  const std::string_view judged = reports::judge_flags(told.finding);
  write_file(
      home / "repro.sh",
      repro_script(kept.script
                       ? fmt::format("\"$here/script.pkt\" --stack {} {}",
                                     reports::shell_word(lasting_name(question.stack)), judged)
                       : input_arguments(question, judged),
                   options.seen_in, around));
  make_executable(home / "repro.sh");
  const gate::Assessment all =
      assessment_of(question, seen.run, told, options, kept.folder, kept.script);
  const std::vector<std::string> elsewhere = elsewhere_of(all.issues.front(), options.reasons);
  write_file(home / "finding.txt", reports::finding_text(all, all.issues.front(), {}) +
                                       rows_of_elsewhere(options.reasons, elsewhere) +
                                       (kept.script ? kNumbersOfScript : ""));
  Json finding = Json::parse(reports::finding_json(all, all.issues.front()));
  finding["stack"] = lasting_name(question.stack);
  finding["target"] = question.target;
  if (question.target == "differential") {
    finding["other_stack"] = lasting_name(question.other_stack);
  }
  finding["confirmed_script"] = kept.script;
  finding["events"] = kept.events_after;
  finding["events_before"] = kept.events_before;
  finding["shrink_runs"] = kept.runs;
  finding["shrunk"] = kept.complete;
  finding["known_elsewhere"] = elsewhere;
  write_file(home / "finding.json",
             finding.dump(1, ' ', false, Json::error_handler_t::replace) + "\n");

  // The folder is there at once, and whole; one that somebody left half made gives way.
  std::error_code error;
  fs::rename(home, kept.folder, error);
  if (error) {
    fs::remove_all(kept.folder, error);
    fs::rename(home, kept.folder, error);
  }
  if (error) {
    return std::unexpected(fmt::format("{}: {}", kept.folder.string(), error.message()));
  }
  kept.fresh = true;
  return kept;
}

}  // namespace synspect::cli
