#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <ostream>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "harness/cli/options.h"
#include "harness/cli/selection.h"
#include "harness/cli/stacks.h"
#include "harness/cli/verbs.h"
#include "harness/gate/reset_check.h"

namespace synspect::cli {
namespace {

po::options_description doctor_options() {
  po::options_description options{"options"};
  options.add_options()(
      "stack", po::value<std::string>()->value_name("S"),
      "also: does this stack keep the contract of reset()? the same run, again and again");
  add_isolation_options(options);
  return options;
}

// False: the stack breaks the contract, so that no verdict on it could be trusted.
bool keeps_reset(const std::string& name, const po::variables_map& options, Session& session) {
  using Verdict = drive::SelfCheck::Verdict;
  const drive::SelfCheck check =
      gate::check_reset_forked(stack_named(name, session.around), limits_of(options));
  switch (check.verdict) {
    case Verdict::kKept:
      session.out << fmt::format("{:<8} {}: a reset starts it anew\n", "ok", name);
      return true;
    case Verdict::kBroken:
      session.out << fmt::format("{:<8} {}: the contract of reset(): {}\n", "broken", name,
                                 check.what);
      return false;
    case Verdict::kNotTried:
      session.out << fmt::format("{:<8} {}: whether a reset starts it anew cannot be tried: {}\n",
                                 "unknown", name, check.what);
      return true;
  }
  std::unreachable();
}

}  // namespace

// What of today's verbs cannot be done here. Verbs and stacks to come are no lack of the machine.
gate::ExitCode doctor(Arguments args, Session& session) {
  const auto options =
      parse_options("doctor", "doctor [--stack S]", doctor_options(), args, session);
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
  // Only live runs need it.
  const bool tun = access("/dev/net/tun", R_OK | W_OK) == 0;
  session.out << fmt::format("{:<8} /dev/net/tun can {}be opened{}\n", tun ? "ok" : "optional",
                             tun ? "" : "not ", tun ? "" : "; without it: serve, connect");
  check(access(".", W_OK) == 0, "current directory can be written",
        "--output and report files with relative paths");
  const std::string stack = text_of(*options, "stack");
  if (!stack.empty() && !keeps_reset(stack, *options, session)) {
    return gate::ExitCode::kNonconformance;
  }
  return lacking ? gate::ExitCode::kEnvironment : gate::ExitCode::kAsExpected;
}

}  // namespace synspect::cli
