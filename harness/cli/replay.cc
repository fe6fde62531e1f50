#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <ostream>
#include <utility>
#include <vector>

#include "harness/cli/aside.h"
#include "harness/cli/keep_findings.h"
#include "harness/cli/named_input.h"
#include "harness/cli/options.h"
#include "harness/cli/output_file.h"
#include "harness/cli/progress.h"
#include "harness/cli/replay_inputs.h"
#include "harness/cli/rerun.h"
#include "harness/cli/selection.h"
#include "harness/cli/stacks.h"
#include "harness/cli/timed_engine.h"
#include "harness/cli/trace_options.h"
#include "harness/cli/verbs.h"
#include "harness/gate/sweep.h"
#include "harness/judge/requirements.h"
#include "reports/json.h"
#include "reports/ktap.h"
#include "reports/pcapng.h"
#include "reports/text.h"

namespace synspect::cli {
namespace {

using Words = std::vector<std::string>;

po::options_description replay_options() {
  po::options_description options = run_options("report");
  add_trace_options(options);
  add_input_options(options);
  options.add_options()                                                                  //
      ("parse-only", po::bool_switch(), "only say whether the scripts are well formed")  //
      ("strict", po::bool_switch(), "a broken SHOULD is a violation too")                //
      ("variant", po::value<std::string>()->value_name("V"),
       "addresses and numbers, as in ipv6,isn=0x7ffffff0,shift=0x7fffff00")  //
      ("format", po::value<std::string>()->default_value("text")->value_name("F"),
       "text, jsonl or ktap")  //
      ("pcapng", po::value<std::string>()->value_name("F"),
       "of one trace: the run as a capture")  //
      ("timings", po::bool_switch(), "add wall-clock times to the report");
  return options;
}

drive::ScriptVariant variant_of(const po::variables_map& options) {
  if (!options.contains("variant")) return {};
  const std::string text = text_of(options, "variant");
  const std::optional<drive::ScriptVariant> variant = gate::parse_variant(text);
  if (!variant) {
    throw UsageError(fmt::format(
        "--variant {}: expected words out of ipv4, ipv6, isn=0xHEX, shift=0xHEX, joined "
        "by commas; or plain",
        text));
  }
  return *variant;
}

}  // namespace

gate::ExitCode replay(Arguments args, Session& session) {
  const auto options =
      parse_options("replay", "replay PATH|INPUT... [options]", replay_options(), args, session);
  if (!options) return gate::ExitCode::kAsExpected;
  const Words paths = positional(*options);
  if (paths.empty())
    throw UsageError("replay: name a trace, a directory, a pair scenario or an input");

  static const Words kFormats = {"text", "jsonl", "ktap"};
  const std::string format = text_of(*options, "format");
  require_one_of("--format", format, kFormats);
  const bool timings = (*options)["timings"].as<bool>();

  gate::Question question;
  question.stack = text_of(*options, "stack");
  question.profile = profile_of(*options);
  question.judge_mode = judge_mode_of(*options);
  question.weigh_traces = false;
  question.strict = (*options)["strict"].as<bool>();
  question.table = judge::requirements();
  gate::PlayOptions play;
  play.jobs = jobs_of(*options);
  play.forked = isolation_of(*options);
  play.macros = macros_of(*options);
  question.macros = play.macros;
  play.variant = variant_of(*options);
  play.parse_only = (*options)["parse-only"].as<bool>();
  gate::EngineFactory engine = gate::stack_engine(
      stack_named(question.stack, session.around),
      {.profile = question.profile, .judged = question.judge_mode != gate::JudgeMode::kOff});
  if (timings) engine = timed(std::move(engine));

  const std::filesystem::path folder = text_of(*options, "output");
  const auto report_file = folder / ("report." + (format == "text" ? std::string("txt") : format));
  if (!folder.empty()) {
    make_folder(folder);
    check_writable(report_file);
  }

  const bool inputs = std::ranges::any_of(paths, names_input);
  if (inputs) {
    if (!std::ranges::all_of(paths, names_input)) {
      throw UsageError("replay: traces and inputs of fuzz targets, one after the other");
    }
    for (const char* name : {"shard", "variant", "define", "clause"}) {
      if (options->contains(name) && !(*options)[name].defaulted()) {
        throw UsageError(fmt::format("--{}: of traces, not of inputs", name));
      }
    }
    if (play.parse_only) throw UsageError("--parse-only: of traces, not of inputs");
  }
  const std::vector<gate::Item> items =
      inputs ? std::vector<gate::Item>{}
             : part_of(naming(items_of(paths, session.around), clauses_of(*options)),
                       shard_of(*options));
  if (items.empty() && !inputs) throw UsageError("replay: nothing selected");
  const std::string capture = text_of(*options, "pcapng");
  if (!capture.empty()) {
    if (paths.size() != 1 || (!inputs && items.size() != 1) || play.parse_only) {
      throw UsageError("--pcapng: for one trace or input that is run");
    }
    check_writable(capture);
  }
  gate::Assessment all;
  InputResults of_inputs;
  if (inputs) {
    of_inputs = run_inputs(paths, *options, session);
    all = gate::assess(of_inputs.results, question);
  } else {
    Progress progress{session, "replay", items.size()};
    play.progress = progress.callback();
    all = gate::assess(gate::play(items, play, engine), question);
  }

  if (!capture.empty() && inputs) {
    write_file(capture, of_inputs.captures.front());
  } else if (!capture.empty()) {
    const gate::Result& only = all.results.front();
    const RunQuestion repeated{only.path, all.stack, all.profile, play.variant, all.macros};
    const auto made = aside(1, 1, [&](std::uint32_t) {
      const auto again = rerun(repeated, session.around);
      if (!again) return Answer{};
      return Answer{reports::pcapng((*again)->history, reports::notes_of((*again)->findings),
                                    {.octets = kMostCapture})};
    });
    // What could not be run has no capture; its verdict says why.
    if (made.front()) write_file(capture, made.front()->front());
  }
  const std::string report = format == "jsonl" ? reports::replay_jsonl(all, timings)
                             : format == "ktap"
                                 ? reports::replay_ktap(all, timings)
                                 : reports::replay_text(all, {session.around.color}, timings);
  session.out << report;
  if (!folder.empty()) {
    const bool plain = format != "text" || !session.around.color;
    write_file(report_file, plain ? report : reports::replay_text(all, {}, timings));
    if (inputs) {
      keep_inputs(of_inputs, folder, *options, session);
    } else {
      keep_findings(all, folder, session.around, play.jobs);
    }
  }
  return gate::exit_code(all.facts);
}

}  // namespace synspect::cli
