#include <fmt/format.h>

#include <filesystem>
#include <ostream>
#include <string_view>
#include <system_error>

#include "harness/cli/fuzz_options.h"
#include "harness/cli/keep_scenario.h"
#include "harness/cli/named_input.h"
#include "harness/cli/options.h"
#include "harness/cli/output_file.h"
#include "harness/cli/verbs.h"

namespace synspect::cli {
namespace {

po::options_description minimize_options() {
  po::options_description options{"options"};
  const auto value = [](const char* name) { return po::value<std::string>()->value_name(name); };
  options.add_options()                                                                //
      ("stack", value("S"), "the stack; default: the finding's own, else reference")   //
      ("output", value("DIR"), "where findings/ID goes; default: the current folder")  //
      ("identity", value("ID"),
       "of several findings this one; default: the finding's own, else "
       "every one that the input shows")  //
      ("time", value("D")->default_value("60s"),
       "no longer than this for each finding, as in 20s, 10m, 2h")  //
      ("runs", po::value<std::uint64_t>()->default_value(100'000)->value_name("N"),
       "no more runs than these for each finding");
  add_input_options(options);
  add_isolation_options(options);
  return options;
}

std::chrono::milliseconds time_of(const po::variables_map& options) {
  const std::string text = text_of(options, "time");
  const auto time = parse_duration(text);
  if (!time) {
    throw UsageError(fmt::format("--time {}: expected a duration from 1s to 1000d", text),
                     "such as 90s, 10m, 2h or 1d");
  }
  return *time;
}

NamedInput input_of(const std::string& word, const po::variables_map& options) {
  std::error_code error;
  if (!std::filesystem::is_directory(word, error)) {
    if (names_input(word)) return input_named(word, options);
    throw UsageError(fmt::format("{}: neither the folder of a finding nor an input", word),
                     "FILE.bin or fuzz/TARGET/SEED");
  }
  auto input = input_of_finding(word, options);
  if (!input) {
    throw UsageError(fmt::format("{}: no input.bin there", word),
                     "findings of traces are not shrunk");
  }
  return *std::move(input);
}

std::string counted(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

}  // namespace

gate::ExitCode minimize(Arguments args, Session& session) {
  const auto options = parse_options("minimize", "minimize FINDING_FOLDER|INPUT [options]",
                                     minimize_options(), args, session);
  if (!options) return gate::ExitCode::kAsExpected;
  const std::vector<std::string> words = positional(*options);
  if (words.size() != 1) throw UsageError("minimize: name one folder of a finding, or one input");
  const NamedInput input = input_of(words.front(), *options);
  const worker::Limits limits = limits_of(*options);
  const std::string given = text_of(*options, "output");
  const std::filesystem::path output = given.empty() ? "." : given;
  KeepOptions keep;
  keep.limits = limits;
  keep.most_time = time_of(*options);
  keep.most_runs = (*options)["runs"].as<std::uint64_t>();
  keep.seen_in = input.shown;
  keep.reasons = known_to_campaigns("", input.question.stack, session.around);
  make_folder(output / "findings");

  std::string wanted = text_of(*options, "identity");
  if (wanted.empty()) wanted = input.identity;
  std::vector<std::string> identities{wanted};
  if (wanted.empty()) {
    identities.clear();
    const auto objections =
        objections_to(input.question, input.octets, session.around, keep.limits);
    if (!objections) throw UsageError(objections.error());
    for (const trial::Objection& each : *objections) identities.push_back(each.identity);
    if (identities.empty()) {
      session.out << fmt::format("{}: shows nothing on {}\n", input.shown, input.question.stack);
      return gate::ExitCode::kAsExpected;
    }
  }
  for (const std::string& identity : identities) {
    const auto kept =
        keep_scenario_finding(input.question, input.octets, identity, output, session.around, keep);
    if (!kept) throw UsageError(fmt::format("{}: {}", input.shown, kept.error()));
    session.out << fmt::format(
        "{}\n  {}\n  {}, of {}, in {}{}\n  {}\n  {}\n", kept->identity, kept->says,
        counted(kept->events_after, "event"), kept->events_before, counted(kept->runs, "run"),
        !kept->fresh     ? "; kept already"
        : kept->complete ? ""
                         : "; stopped before the end",
        kept->script ? "script.pkt repeats it" : "no script repeats it: repro.sh runs the input",
        kept->folder.string());
  }
  return gate::ExitCode::kNonconformance;
}

}  // namespace synspect::cli
