#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <ostream>
#include <utility>

#include "harness/cli/aside.h"
#include "harness/cli/options.h"
#include "harness/cli/output_file.h"
#include "harness/cli/rerun.h"
#include "harness/cli/stacks.h"
#include "harness/cli/trace_options.h"
#include "harness/cli/verbs.h"
#include "harness/gate/sweep.h"
#include "reports/ladder.h"
#include "reports/pcapng.h"

namespace synspect::cli {
namespace {

po::options_description show_options() {
  po::options_description options{"options"};
  const auto value = [](const char* name) { return po::value<std::string>()->value_name(name); };
  options.add_options()                                                                       //
      ("stack", value("S"), "of a trace: the stack to run; default reference")                //
      ("profile", value("P"), "of a trace: its profile; default rfc")                         //
      ("variant", value("V"), "of a trace: as in ipv6,isn=0x7ffffff0")                        //
      ("width", po::value<int>()->default_value(100)->value_name("N"), "columns, 80 to 240")  //
      ("pcapng", value("F"), "write the run as a capture too")                                //
      ("define,D", po::value<std::vector<std::string>>()->value_name("NAME=VALUE"),
       "a macro of the script");
  return options;
}

// What finding.json says of the run; its script.pkt is what is run.
RunQuestion question_of_finding(const std::filesystem::path& folder) {
  const auto file = folder / "finding.json";
  RunQuestion question;
  try {
    const nlohmann::json finding = nlohmann::json::parse(read_file(file));
    question.stack = finding.at("stack").get<std::string>();
    question.profile = finding.at("profile").get<std::string>();
  } catch (const nlohmann::json::exception& error) {
    throw UsageError(fmt::format("{}: {}", file.string(), error.what()));
  }
  question.path = (folder / "script.pkt").string();
  return question;
}

enum Part : std::size_t { kProblem, kLadder, kOutcome, kCapture };

Answer looked_at(const RunQuestion& question, const Surroundings& around, int width) {
  const auto run = rerun(question, around);
  Answer parts(4);
  if (!run) {
    parts[kProblem] = run.error();
    return parts;
  }
  const History& history = (*run)->history;
  parts[kLadder] = reports::ladder_text(history, {.style = {around.color}, .width = width});
  parts[kCapture] =
      reports::pcapng(history, reports::notes_of((*run)->findings), {.octets = kMostCapture});
  const drive::Outcome& outcome = (*run)->outcome;
  if (outcome.verdict == drive::Verdict::kFail) {
    parts[kOutcome] = fmt::format("\nthe script fails at line {}: {}\n", outcome.line,
                                  reports::one_line(outcome.message));
  }
  return parts;
}

gate::ExitCode shown(const RunQuestion& question, const po::variables_map& options,
                     Session& session) {
  static_cast<void>(stack_named(question.stack, session.around));  // refused here, not aside
  const int width = options["width"].as<int>();
  const auto look = aside(1, 1, [&](std::uint32_t) {
                      return looked_at(question, session.around, width);
                    }).front();
  if (!look) throw UsageError(question.path + ": the stack cannot be run, or dies of it");
  if (!look->at(kProblem).empty()) throw UsageError(look->at(kProblem));
  session.out << look->at(kLadder) << look->at(kOutcome);
  if (options.contains("pcapng")) write_file(text_of(options, "pcapng"), look->at(kCapture));
  return gate::ExitCode::kAsExpected;
}

}  // namespace

gate::ExitCode show(Arguments args, Session& session) {
  const auto options =
      parse_options("show", "show FINDING_FOLDER|TRACE [options]", show_options(), args, session);
  if (!options) return gate::ExitCode::kAsExpected;
  const std::vector<std::string> words = positional(*options);
  if (words.size() != 1) throw UsageError("show: name one folder of a finding, or one trace");
  const int width = (*options)["width"].as<int>();
  if (width < 80 || width > 240) throw UsageError("--width: expected 80 to 240");

  std::error_code error;
  const std::filesystem::path path = words.front();
  if (std::filesystem::exists(path / "finding.json", error)) {
    for (const char* name : {"stack", "profile", "variant", "define"}) {
      if (options->contains(name)) {
        throw UsageError(fmt::format("--{}: the folder of a finding says that itself", name));
      }
    }
    return shown(question_of_finding(path), *options, session);
  }
  const auto word = [&](const char* name, const char* otherwise) {
    return options->contains(name) ? text_of(*options, name) : std::string(otherwise);
  };
  RunQuestion question{words.front(), word("stack", "reference"), word("profile", "rfc"), {}, {}};
  if (options->contains("variant")) {
    const auto variant = gate::parse_variant(word("variant", ""));
    if (!variant) throw UsageError("--variant: expected words such as ipv6,isn=0xHEX");
    question.variant = *variant;
  }
  if (options->contains("define")) question.macros = macros_of(*options);
  return shown(question, *options, session);
}

}  // namespace synspect::cli
