#include <fmt/format.h>

#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>
#include <ostream>
#include <utility>

#include "harness/cli/aside.h"
#include "harness/cli/finds_summary.h"
#include "harness/cli/input_run.h"
#include "harness/cli/named_input.h"
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
      ("stack", value("S"), "of a trace or an input: the stack to run; default reference")    //
      ("profile", value("P"), "of a trace: its profile; default rfc")                         //
      ("variant", value("V"), "of a trace: as in ipv6,isn=0x7ffffff0")                        //
      ("width", po::value<int>()->default_value(100)->value_name("N"), "columns, 80 to 240")  //
      ("pcapng", value("F"), "write the run as a capture too")                                //
      ("define,D", po::value<std::vector<std::string>>()->value_name("NAME=VALUE"),
       "a macro of the script");
  add_input_options(options);
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
    // A run that ended in a crash is not lowered: its script is the trace, run in that variant.
    const std::string kind = finding.at("kind").get<std::string>();
    const auto variant = gate::parse_variant(finding.value("variant", ""));
    const bool deadly = kind == "crash" || kind == "hang";
    if (deadly && variant && !finding.contains("target")) question.variant = *variant;
  } catch (const nlohmann::json::exception& error) {
    throw UsageError(fmt::format("{}: {}", file.string(), error.what()));
  }
  question.path = (folder / "script.pkt").string();
  return question;
}

// What the ladder cannot say of a finding: there is no step at which the judge speaks.
std::string told(const judge::Finding& finding) {
  std::string text = fmt::format("\n*** {}\n", judge::to_string(finding.kind));
  const auto row = [&text](std::string_view name, std::string_view value) {
    if (!value.empty()) text += fmt::format("  {:<9} {}\n", name, reports::one_line(value));
  };
  row("state", finding.all_states.empty() ? finding.state : finding.all_states);
  row("on", finding.event_class);
  row("expected", finding.expected);
  row("observed", finding.observed);
  for (const std::string& frame : finding.frames) row("frame", frame);
  for (const std::string& line : finding.last_words) row("it wrote", line);
  return text;
}

enum Part : std::size_t { kProblem, kLadder, kOutcome, kCapture };

Answer looked_at(const RunQuestion& question, const Surroundings& around, int width,
                 gate::Notes& notes) {
  const auto run = rerun(question, around, &notes);
  Answer parts(4);
  if (!run) {
    parts[kProblem] = run.error();
    return parts;
  }
  const History& history = (*run)->history;
  parts[kLadder] = reports::ladder_text(
      history, {.style = {around.color}, .width = width, .stack = question.stack});
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
  const Watched watched = aside_watched(
      [&](gate::Notes& notes) { return looked_at(question, session.around, width, notes); });
  const auto& look = watched.answer;
  if (!look && !watched.death) throw UsageError(question.path + ": the stack cannot be run");
  if (look && !look->at(kProblem).empty()) throw UsageError(look->at(kProblem));
  if (look) session.out << look->at(kLadder);
  if (look && !watched.death) session.out << look->at(kOutcome);
  if (watched.death) session.out << told(watched.death->findings.front().finding);
  if (!look) return gate::ExitCode::kAsExpected;
  if (options.contains("pcapng")) write_file(text_of(options, "pcapng"), look->at(kCapture));
  return gate::ExitCode::kAsExpected;
}

gate::ExitCode shown(const NamedInput& input, const po::variables_map& options, Session& session) {
  // What cannot be loaded is told before anything else.
  const auto objections = objections_to(input.question, input.octets, session.around);
  if (!objections) throw UsageError(objections.error());
  const InputRun run = run_input(
      input.question, input.octets,
      {.color = session.around.color, .width = options["width"].as<int>(), .script_for = {}},
      session.around);
  session.out << run.ladder;
  for (const gate::Found& found : run.run.findings) {
    if (found.finding.clause.text().empty()) session.out << told(found.finding);
  }
  if (options.contains("pcapng")) write_file(text_of(options, "pcapng"), run.capture);
  return gate::ExitCode::kAsExpected;
}

// What a campaign or a gate has kept, a clause at a time.
gate::ExitCode shown_list(const std::filesystem::path& folder, Session& session) {
  std::string stack;
  for (const auto& entry : std::filesystem::directory_iterator{folder / "findings"}) {
    std::error_code error;
    const auto file = entry.path() / "finding.json";
    if (!std::filesystem::is_regular_file(file, error)) continue;
    const auto finding = nlohmann::json::parse(read_file(file), nullptr, false);
    if (finding.is_object()) stack = finding.value("stack", "");
    if (!stack.empty()) break;
  }
  const Finds finds{{.stack = stack,
                     .other_stack = {},
                     .output = folder,
                     .limits = {},
                     .reasons = known_to_campaigns("", stack, session.around)},
                    session.around};
  session.out << findings_summary(finds.all(), finds.reasons(), folder,
                                  std::numeric_limits<std::size_t>::max())
              << fmt::format("\nstack {}: {}\n", stack,
                             findings_count(finds.all(), finds.reasons()));
  return gate::ExitCode::kAsExpected;
}

// A kept finding is shown by its script, if that repeats it.
bool has_script(const std::filesystem::path& folder) {
  std::error_code error;
  return std::filesystem::is_regular_file(folder / "script.pkt", error);
}

}  // namespace

gate::ExitCode show(Arguments args, Session& session) {
  const auto options =
      parse_options("show", "show FINDING_FOLDER|OUTPUT_FOLDER|TRACE|INPUT [options]",
                    show_options(), args, session);
  if (!options) return gate::ExitCode::kAsExpected;
  const std::vector<std::string> words = positional(*options);
  if (words.size() != 1)
    throw UsageError("show: name one folder of a finding or of findings, one trace or one input");
  const int width = (*options)["width"].as<int>();
  if (width < 80 || width > 240) throw UsageError("--width: expected 80 to 240");

  std::error_code error;
  const std::filesystem::path path = words.front();
  if (std::filesystem::exists(path / "finding.json", error)) {
    for (const char* name : {"stack", "profile", "variant", "define", "target", "other-stack"}) {
      if (options->contains(name)) {
        throw UsageError(fmt::format("--{}: the folder of a finding says that itself", name));
      }
    }
    if (has_script(path)) return shown(question_of_finding(path), *options, session);
    if (const auto input = input_of_finding(path, *options)) {
      return shown(*input, *options, session);
    }
    throw UsageError(fmt::format("{}: neither script.pkt nor input.bin there", path.string()));
  }
  if (std::filesystem::is_directory(path / "findings", error)) {
    return shown_list(path, session);
  }
  if (names_input(words.front())) {
    return shown(input_named(words.front(), *options), *options, session);
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
