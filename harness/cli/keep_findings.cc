#include "harness/cli/keep_findings.h"

#include <fmt/format.h>

#include <set>
#include <string>
#include <string_view>

#include "harness/cli/aside.h"
#include "harness/cli/output_file.h"
#include "harness/cli/rerun.h"
#include "harness/gate/corpus.h"
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

// The script of the finding stands beside repro.sh.
std::string replay_of_script(const gate::Assessment& all) {
  return fmt::format(
      "./synspect replay \"$(dirname \"$0\")/script.pkt\" --stack {} --profile {} --judge=fail",
      reports::shell_word(all.stack), reports::shell_word(all.profile));
}

std::string repro(const std::string& command, const std::string& original) {
  std::string text = "#!/bin/sh\n# Run at the root of the repository.\n";
  if (command != original) text += "# Seen first in: " + reports::one_line(original) + "\n";
  return text + command + "\n";
}

std::string header_of(const gate::Issue& issue, const ScriptOfFinding& script,
                      const std::string& original) {
  std::string text;
  const auto line = [&text](std::string_view name, std::string_view value) {
    text += fmt::format("// {}: {}\n", name, reports::one_line(value));
  };
  const judge::Finding& finding = issue.found.finding;
  if (!finding.clause.text().empty()) line("clauses", finding.clause.text());
  line("shows", finding.observed);
  line("identity", issue.found.identity);
  line("seen first in", original);
  line("portable", script.portable ? "yes, the public language suffices" : "no");
  if (!script.confirmed) line("not confirmed", "replayed, it draws another answer of the judge");
  for (const std::string& what : script.left_out) line("left out", what);
  return text;
}

// What is found out about a finding by a second run, in a process of its own.
enum Part : std::size_t { kScript, kConfirmed, kCapture, kLadder };
Answer look_closer(const gate::Assessment& all, const gate::Issue& issue,
                   const Surroundings& around) {
  const std::unique_ptr<Rerun> again = rerun_of(all, issue, around);
  if (!again) return {};
  Answer parts(4);
  parts[kCapture] =
      reports::pcapng(again->history, reports::notes_of(again->findings), {.octets = kMostCapture});
  parts[kLadder] = reports::ladder_text(again->history, {.style = {}, .stack = all.stack});
  if (parts[kLadder].size() > kMostCapture) parts[kLadder].resize(kMostCapture);
  const auto script = script_of(*again, issue.found.identity, question_of(all, issue), around);
  if (script && script->text.size() < kMostScript) {
    const gate::Result& result = all.results[issue.result];
    const std::string original = reports::replay_command(all, result, result.runs[issue.run]);
    parts[kScript] = header_of(issue, *script, original) + script->text;
    parts[kConfirmed] = script->confirmed ? "yes" : "";
  }
  return parts;
}

void keep_trace(const std::string& path, const std::filesystem::path& home,
                const Surroundings& around) {
  for (const auto& trace : gate::find_traces(std::span{&path, 1}, around.root)) {
    const auto text =
        trace.problem.empty() ? gate::read_trace(trace.file) : std::unexpected(trace.problem);
    if (text) write_file(home / "script.pkt", *text);  // a pair scenario has no file
  }
}

}  // namespace

void keep_findings(const gate::Assessment& all, const std::filesystem::path& folder,
                   const Surroundings& around, int jobs) {
  const auto looks =
      aside(static_cast<std::uint32_t>(all.issues.size()), jobs,
            [&](std::uint32_t i) { return look_closer(all, all.issues[i], around); });
  std::set<std::string> taken;
  for (std::size_t i = 0; i < all.issues.size(); ++i) {
    const gate::Issue& issue = all.issues[i];
    const gate::Result& result = all.results[issue.result];
    const auto home = folder / "findings" / folder_name(issue.found.identity, taken);
    make_folder(home);
    write_file(home / "finding.json", reports::finding_json(all, issue));
    write_file(home / "finding.txt", reports::finding_text(all, issue, {}));
    const std::string original = reports::replay_command(all, result, result.runs[issue.run]);
    const std::optional<Answer>& look = looks[i];
    if (look) {
      write_file(home / "trace.pcapng", look->at(kCapture));
      write_file(home / "ladder.txt", look->at(kLadder));
    }
    if (look && !look->at(kScript).empty()) {
      write_file(home / "script.pkt", look->at(kScript));
    } else {
      keep_trace(result.path, home, around);
    }
    const bool confirmed = look && !look->at(kConfirmed).empty();
    write_file(home / "repro.sh", repro(confirmed ? replay_of_script(all) : original, original));
  }
}

}  // namespace synspect::cli
