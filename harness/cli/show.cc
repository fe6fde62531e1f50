#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <ostream>
#include <utility>

#include "harness/cli/options.h"
#include "harness/cli/output_file.h"
#include "harness/cli/rerun.h"
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
    const std::string kind = finding.at("kind").get<std::string>();
    if (kind == "crash" || kind == "hang") {  // it would take this process with it
      throw UsageError(folder.string() + ": a " + kind + " is not run here", "see its repro.sh");
    }
  } catch (const nlohmann::json::exception& error) {
    throw UsageError(fmt::format("{}: {}", file.string(), error.what()));
  }
  question.path = (folder / "script.pkt").string();
  return question;
}

gate::ExitCode shown(const RunQuestion& question, const po::variables_map& options,
                     Session& session) {
  const auto run = rerun(question, session.around);
  if (!run) throw UsageError(run.error());
  session.out << reports::ladder_text(
      (*run)->history, {.style = {session.around.color}, .width = options["width"].as<int>()});
  const drive::Outcome& outcome = (*run)->outcome;
  if (outcome.verdict == drive::Verdict::kFail) {
    session.out << fmt::format("\nthe script fails at line {}: {}\n", outcome.line,
                               reports::one_line(outcome.message));
  }
  if (options.contains("pcapng")) {
    write_file(text_of(options, "pcapng"),
               reports::pcapng((*run)->history, reports::notes_of((*run)->findings)));
  }
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
