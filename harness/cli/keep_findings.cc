#include "harness/cli/keep_findings.h"

#include <set>
#include <string>
#include <system_error>

#include "harness/cli/output_file.h"
#include "harness/gate/corpus.h"
#include "reports/json.h"
#include "reports/text.h"

namespace synspect::cli {
namespace {

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

}  // namespace

void keep_findings(const gate::Assessment& all, const std::filesystem::path& folder,
                   const Surroundings& around) {
  std::set<std::string> taken;
  for (const gate::Issue& issue : all.issues) {
    const gate::Result& result = all.results[issue.result];
    const auto home = folder / "findings" / folder_name(issue.found.identity, taken);
    make_folder(home);
    write_file(home / "finding.json", reports::finding_json(all, issue));
    write_file(home / "finding.txt", reports::finding_text(all, issue, {}));
    write_file(home / "repro.sh", "#!/bin/sh\n# Run at the root of the repository.\n" +
                                      reports::replay_command(all, result, result.runs[issue.run]) +
                                      "\n");
    for (const auto& trace : gate::find_traces(std::span{&result.path, 1}, around.root)) {
      const auto text =
          trace.problem.empty() ? gate::read_trace(trace.file) : std::unexpected(trace.problem);
      if (text) write_file(home / "script.pkt", *text);  // a pair scenario has no file
    }
  }
}

}  // namespace synspect::cli
