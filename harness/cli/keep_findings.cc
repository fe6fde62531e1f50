#include "harness/cli/keep_findings.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>

#include "harness/cli/aside.h"
#include "harness/cli/keep_scenario.h"
#include "harness/cli/named_input.h"
#include "harness/cli/output_file.h"
#include "harness/cli/repro.h"
#include "harness/cli/rerun.h"
#include "harness/gate/corpus.h"
#include "harness/gate/sweep.h"
#include "reports/json.h"
#include "reports/ladder.h"
#include "reports/pcapng.h"
#include "reports/text.h"

namespace synspect::cli {
namespace {

constexpr std::size_t kMostScript = 3U << 20U;

// A folder name that reads like the identity; `taken` keeps two of them apart.
std::string folder_name(const std::string& identity, std::set<std::string>& taken) {
  constexpr std::size_t kLongest = 80;
  std::string name;
  for (const char c : identity.substr(0, kLongest)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || (c == '.' && !name.empty());
    name += plain ? c : '_';
  }
  std::string unique = name;
  for (int n = 2; !taken.insert(unique).second; ++n) unique = name + "_" + std::to_string(n);
  return unique;
}

// `file` stands beside repro.sh: the run lowered, which needs no variant, or the trace of origin,
// which does. A pair scenario has none.
std::string arguments_of(const gate::Assessment& all, const gate::Issue& issue, bool lowered,
                         const std::string& file) {
  const gate::Result& result = all.results[issue.result];
  const std::string variant = gate::to_string(result.runs[issue.run].variant);
  std::string words =
      (file.empty() ? reports::shell_word(result.path) : fmt::format("\"$here/{}\"", file)) +
      fmt::format(" --stack {} --profile {}", reports::shell_word(lasting_name(all.stack)),
                  reports::shell_word(all.profile));
  if (!lowered && variant != "plain") words += " --variant " + variant;
  if (!lowered) {
    for (const auto& [name, value] : all.macros) {
      words += " -D " + reports::shell_word(fmt::format("{}={}", name, value));
    }
  }
  return words + " " + std::string{reports::judge_flags(issue.found.finding)};
}

std::string header_of(const gate::Issue& issue, const ScriptOfFinding& script,
                      const std::string& original) {
  std::string text;
  const auto line = [&text](std::string_view name, std::string_view value) {
    text += fmt::format("// {}: {}\n", name, reports::one_line(value));
  };
  const judge::Finding& finding = issue.found.finding;
  if (!finding.clause.text().empty()) line("clauses", finding.clause.text());
  line("shows",
       told_in_a_line(std::string{finding.clause.text()}, finding.expected, finding.observed));
  line("identity", issue.found.identity);
  line("seen first in", original);
  line("portable", script.portable_words());
  if (!script.confirmed) line("not confirmed", "replayed, it draws another answer of the judge");
  for (const std::string& what : script.left_out) line("left out", what);
  return text;
}

// What is found out about a finding by a second run, in a process of its own.
enum Part : std::size_t { kScript, kConfirmed, kCapture, kLadder };
Answer pictures(const gate::Assessment& all, const Rerun* again) {
  Answer parts(4);
  parts[kCapture] =
      reports::pcapng(again->history, reports::notes_of(again->findings), {.octets = kMostCapture});
  parts[kLadder] = reports::ladder_text(again->history, {.style = {}, .stack = all.stack});
  if (parts[kLadder].size() > kMostCapture) parts[kLadder].resize(kMostCapture);
  return parts;
}

Answer look_closer(const gate::Assessment& all, const gate::Issue& issue,
                   const Surroundings& around) {
  const std::unique_ptr<Rerun> again = rerun_of(all, issue, around);
  if (!again) return {};
  Answer parts = pictures(all, again.get());
  const auto script = script_of(*again, issue.found.identity, question_of(all, issue), around);
  if (script && script->text.size() < kMostScript) {
    const gate::Result& result = all.results[issue.result];
    const std::string original = reports::replay_command(all, result, result.runs[issue.run]);
    parts[kScript] = header_of(issue, *script, original) + script->text;
    parts[kConfirmed] = script->confirmed ? "yes" : "";
  }
  return parts;
}

// Of a run that died or hung: as far as it came.
std::optional<Answer> look_up_to_the_end(const gate::Assessment& all, const gate::Issue& issue,
                                         const Surroundings& around) {
  return aside_watched([&](gate::Notes& notes) {
           const auto again = rerun(question_of(all, issue), around, &notes);
           return again ? pictures(all, again->get()) : Answer{};
         })
      .answer;
}

// A finding in a generated scenario: shrunk, like those of a campaign. What the gate knows of it
// besides goes into its finding.json.
void keep_generated(const gate::Assessment& all, const gate::Issue& issue,
                    const std::filesystem::path& folder, const Surroundings& around) {
  const gate::Result& result = all.results[issue.result];
  const gate::Run& run = result.runs[issue.run];
  if (!run.seed) return;
  KeepOptions options;
  options.repeats = issue.seen;
  options.seen_in = reports::replay_command(all, result, run);
  options.reasons = known_findings("", all.stack, around);
  const auto kept = keep_scenario_finding({.target = result.target, .stack = all.stack},
                                          generated_input(result.target, *run.seed),
                                          issue.found.identity, folder, around, options);
  if (!kept) return;
  auto finding = nlohmann::ordered_json::parse(read_file(kept->folder / "finding.json"));
  finding["standing"] = gate::to_string(issue.standing);
  finding["reason"] = issue.reason;
  write_file(kept->folder / "finding.json", finding.dump(1) + "\n");
}

bool is_deadly(const judge::Finding& finding) {
  return finding.kind == judge::FindingKind::kCrash || finding.kind == judge::FindingKind::kHang;
}

// False: there is none, as of a pair scenario.
bool keep_trace(const std::string& path, const std::filesystem::path& to,
                const Surroundings& around) {
  const auto traces = gate::find_traces(std::span{&path, 1}, around.root);
  if (traces.size() != 1 || !traces.front().problem.empty()) return false;
  const auto text = gate::read_trace(traces.front().file);
  if (text) write_file(to, *text);
  return text.has_value();
}

}  // namespace

void keep_findings(const gate::Assessment& all, const std::filesystem::path& folder,
                   const Surroundings& around, int jobs) {
  const auto looks =
      aside(static_cast<std::uint32_t>(all.issues.size()), jobs, [&](std::uint32_t i) {
        const bool generated = !all.results[all.issues[i].result].target.empty();
        return generated ? Answer{} : look_closer(all, all.issues[i], around);
      });
  const Reasons known = known_findings("", all.stack, around);
  std::set<std::string> taken;
  for (std::size_t i = 0; i < all.issues.size(); ++i) {
    const gate::Issue& issue = all.issues[i];
    const gate::Result& result = all.results[issue.result];
    if (!result.target.empty()) {
      keep_generated(all, issue, folder, around);
      continue;
    }
    const auto home = folder / "findings" / folder_name(issue.found.identity, taken);
    make_folder(home);
    write_file(home / "finding.json", reports::finding_json(all, issue));
    const auto elsewhere = issue.standing == gate::Standing::kKnown
                               ? std::vector<std::string>{}
                               : known_elsewhere(known, issue.found.identity);
    write_file(home / "finding.txt",
               reports::finding_text(all, issue, {}) + rows_of_elsewhere(known, elsewhere));
    const std::string original = reports::replay_command(all, result, result.runs[issue.run]);
    const std::optional<Answer> look =
        is_deadly(issue.found.finding) ? look_up_to_the_end(all, issue, around) : looks[i];
    if (look) {
      write_file(home / "trace.pcapng", look->at(kCapture));
      write_file(home / "ladder.txt", look->at(kLadder));
    }
    // What was lowered and not confirmed is kept, too, but what it came from is what repeats it.
    const bool made = look && !look->at(kScript).empty();
    const bool lowered = made && !look->at(kConfirmed).empty();
    if (made) write_file(home / "script.pkt", look->at(kScript));
    std::string file = "script.pkt";
    if (!lowered) {
      if (made) file = "origin.pkt";
      if (!keep_trace(result.path, home / file, around)) file.clear();
    }
    write_file(home / "repro.sh",
               repro_script(arguments_of(all, issue, lowered, file), original, around));
    make_executable(home / "repro.sh");
  }
}

}  // namespace synspect::cli
