#include "harness/cli/run.h"

#include <fmt/format.h>

#include <exception>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "harness/cli/nearest.h"
#include "harness/cli/verbs.h"
#include "harness/gate/engine.h"
#include "harness/worker/pool.h"

namespace synspect::cli {
namespace {

using gate::ExitCode;

struct Verb {
  const char* name;
  const char* does;
  ExitCode (*run)(Arguments, Session&);  // null: not available yet
};

constexpr Verb kVerbs[] = {
    {"gate", "run the whole corpus on a stack; new violations fail", gate_verb},
    {"replay", "run trace scripts, or inputs of fuzz targets", replay},
    {"list", "stacks, clauses, traces, profiles, features, faults, targets", list},
    {"explain", "what a clause asks, and which traces test it", explain},
    {"show", "one run as a ladder: a kept finding, a trace, an input", show},
    {"minimize", "a finding of a fuzz target, made as small as it can be", minimize},
    {"doctor", "what this machine lacks", doctor},
    {"fuzz", "a fuzz campaign: chance against a stack, under the judge", fuzz},
    {"judge", nullptr, nullptr},
    {"sweep", nullptr, nullptr},
    {"record", nullptr, nullptr},
    {"explore", nullptr, nullptr},
    {"report", nullptr, nullptr},
    {"corpus", "the inputs of fuzz targets: list, add, minimize", corpus},
    {"serve", "the stack as a live TCP on a TUN device: echo, discard, chargen, http", serve},
    {"connect", "one connection from the stack as a live TCP: a pipe, or a file over HTTP",
     connect},
};

std::vector<std::string> verb_names() {
  std::vector<std::string> names = {"help", "version"};
  for (const Verb& verb : kVerbs) {
    if (verb.run != nullptr) names.emplace_back(verb.name);
  }
  return names;
}

std::string usage() {
  std::string text = "usage: synspect VERB ...\n\n";
  for (const Verb& verb : kVerbs) {
    if (verb.run != nullptr) text += fmt::format("  {:<9} {}\n", verb.name, verb.does);
  }
  text += fmt::format("  {:<9} {}\n", "version", "the version of this program");
  text +=
      "\nsynspect VERB --help lists the options of a verb. From a checkout, ./synspect builds the\n"
      "program first; ./synspect test builds everything and runs all tests, ./synspect setup only\n"
      "installs the packages.\n\n"
      "Exit codes of every verb: 0 as expected; 1 new nonconformance; 2 usage error or bad input;\n"
      "3 an unexpected pass, or a stale or expired baseline entry; 4 nothing could be run because\n"
      "the environment or the stack lacks something (a mix of unsupported and passed is 0); 5 a\n"
      "fault of Synspect itself. Of several, the first in the order 5, 2, 1, 3, 4 wins.\n";
  return text;
}

[[noreturn]] void unknown_verb(const std::string& name) {
  const std::vector<std::string> names = verb_names();
  const std::string close = nearest(name, names);
  throw UsageError(fmt::format("unknown verb '{}'; verbs: {}", name, joined(names, ", ")),
                   close.empty() ? "synspect help" : "did you mean '" + close + "'?");
}

ExitCode dispatch(const std::vector<std::string>& words, Session& session) {
  if (words.empty()) {
    session.err << usage();
    return ExitCode::kUsage;
  }
  const std::string& name = words.front();
  if (name == "help" || name == "--help" || name == "-h") {
    session.out << usage();
    return ExitCode::kAsExpected;
  }
  if (name == "version" || name == "--version") {
    session.out << "synspect " << SYNSPECT_VERSION << "\n";
    return ExitCode::kAsExpected;
  }
  for (const Verb& verb : kVerbs) {
    if (name != verb.name) continue;
    if (verb.run == nullptr) throw UsageError(fmt::format("{}: not available yet", name));
    return verb.run(std::span{words}.subspan(1), session);
  }
  unknown_verb(name);
}

ExitCode tell(std::ostream& err, const char* what, const std::string& hint, bool lacking) {
  err << "synspect: " << what;
  if (!hint.empty()) err << " (" << hint << ")";
  err << "\n";
  return lacking ? ExitCode::kEnvironment : ExitCode::kUsage;
}

}  // namespace

int run(std::span<const char* const> args, std::ostream& out, std::ostream& err,
        const Surroundings& around) {
  ExitCode code{};
  try {
    Session session{out, err, around};
    code = dispatch({args.begin(), args.end()}, session);
    out.flush();
    if (!out) throw UsageError("cannot write standard output");
  } catch (const UsageError& error) {
    const bool lacking = dynamic_cast<const EnvironmentError*>(&error) != nullptr;
    code = tell(err, error.what(), error.hint(), lacking);
  } catch (const gate::CannotLoad& error) {
    const bool lacking = error.why == gate::CannotLoad::Why::kEnvironment;
    code = tell(err, error.what(), error.hint, lacking);
  } catch (const worker::Interrupted& error) {
    err << "synspect: interrupted, nothing is reported: " << error.what() << "\n";
    return 128 + error.signal_number;  // as the shell has it
  } catch (const Stopped& stopped) {
    out.flush();
    return 128 + stopped.signal_number;
  } catch (const std::exception& error) {
    err << "synspect: a fault of its own: " << error.what() << "\n";
    code = ExitCode::kOwnFault;
  }
  return std::to_underlying(code);
}

int run(std::span<const char* const> args, std::ostream& out, std::ostream& err) {
  return run(args, out, err, surroundings_of_process());
}

}  // namespace synspect::cli
