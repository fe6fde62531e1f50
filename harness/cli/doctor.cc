#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <ostream>
#include <string>
#include <system_error>
#include <vector>

#include "harness/cli/options.h"
#include "harness/cli/selection.h"
#include "harness/cli/stacks.h"
#include "harness/cli/verbs.h"

namespace synspect::cli {

// What of today's verbs cannot be done here. Verbs and stacks to come are no lack of the machine.
gate::ExitCode doctor(Arguments args, Session& session) {
  const auto options =
      parse_options("doctor", "doctor", po::options_description{"options"}, args, session);
  if (!options) return gate::ExitCode::kAsExpected;
  if (!positional(*options).empty()) throw UsageError("doctor: takes no arguments");
  bool lacking = false;
  const auto check = [&](bool there, const std::string& what, const char* without) {
    session.out << fmt::format("{:<8} {}{}\n", there ? "ok" : "lacking", what,
                               there ? "" : std::string("; without it: ") + without);
    lacking = lacking || !there;
  };
  std::error_code error;
  const auto corpus = session.around.root / kCorpus;
  check(std::filesystem::is_directory(corpus, error), "corpus " + corpus.string(),
        "gate, list traces (run through ./synspect, or set SYNSPECT_ROOT)");
  const std::vector<PlantedFault> planted = faults(session.around);
  const auto built = std::ranges::count(planted, true, &PlantedFault::built);
  // Only --stack fault:NAME needs them, so they are no lack of the machine.
  session.out << fmt::format(
      "{:<8} planted faults: {} of {} built{}\n", built == std::ssize(planted) ? "ok" : "optional",
      built, planted.size(), built == std::ssize(planted) ? "" : "; ./synspect test builds them");
  check(access(".", W_OK) == 0, "current directory can be written",
        "--output and report files with relative paths");
  return lacking ? gate::ExitCode::kEnvironment : gate::ExitCode::kAsExpected;
}

}  // namespace synspect::cli
