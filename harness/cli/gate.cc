#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <ostream>
#include <utility>
#include <vector>

#include "harness/cli/aside.h"
#include "harness/cli/generated_runs.h"
#include "harness/cli/keep_findings.h"
#include "harness/cli/options.h"
#include "harness/cli/output_file.h"
#include "harness/cli/progress.h"
#include "harness/cli/rerun.h"
#include "harness/cli/selection.h"
#include "harness/cli/stacks.h"
#include "harness/cli/trace_options.h"
#include "harness/cli/verbs.h"
#include "harness/gate/update.h"
#include "harness/judge/judge.h"
#include "harness/judge/requirements.h"
#include "reports/html.h"
#include "reports/json.h"
#include "reports/junit.h"
#include "reports/markdown.h"
#include "reports/sarif.h"
#include "reports/text.h"

namespace synspect::cli {
namespace {

po::options_description gate_options() {
  po::options_description options = run_options("fail");
  add_trace_options(options);
  const auto file = [] { return po::value<std::string>()->value_name("F"); };
  options.add_options()  //
      ("baseline", file(),
       "known deviations, each with a reason and an expiry date; corpus/baselines/STACK.json "
       "(STACK.PROFILE.json with a profile) where there is one, none to go without")      //
      ("update-baseline", po::bool_switch(), "write there what three agreeing runs see")  //
      ("fuzz-runs", po::value<std::uint32_t>()->value_name("N"),
       "generated scenarios besides the corpus: N of state_machine, N/4 of endpoints; default 2000 "
       "with the whole corpus, else 0")                                    //
      ("strict", po::bool_switch(), "a broken SHOULD is a violation too")  //
      ("today", po::value<std::string>()->value_name("YYYY-MM-DD"),
       "the day by which baseline entries expire")                          //
      ("json", file(), "write the whole assessment; - is standard output")  //
      ("junit", file(), "write a JUnit report")                             //
      ("markdown", file(), "write a summary")                               //
      ("sarif", file(), "write SARIF 2.1.0")                                //
      ("html", file(), "write one page with a ladder per finding");
  return options;
}

struct Plan {
  gate::Question question;
  gate::PlayOptions play;
  gate::EngineFactory engine;
  std::vector<gate::Item> items;
  GeneratedPlan generated;
};

gate::Date today_of(const po::variables_map& options, const Surroundings& around) {
  if (!options.contains("today")) return around.today;
  const std::string text = text_of(options, "today");
  const std::optional<gate::Date> date = gate::parse_date(text);
  if (!date) throw UsageError(fmt::format("--today {}: expected YYYY-MM-DD", text));
  return *date;
}

Plan plan_of(const po::variables_map& options, const Surroundings& around) {
  Plan plan;
  gate::Question& question = plan.question;
  question.stack = text_of(options, "stack");
  question.profile = profile_of(options);
  question.judge_mode = judge_mode_of(options);
  question.strict = options["strict"].as<bool>();
  question.today = today_of(options, around);
  question.table = judge::requirements();
  question.judged = judge::judged_clauses();
  plan.play.jobs = jobs_of(options);
  plan.play.forked = isolation_of(options);
  plan.play.sweep = true;
  plan.play.macros = macros_of(options);
  question.macros = plan.play.macros;
  plan.engine = gate::stack_engine(
      stack_named(question.stack, around),
      {.profile = question.profile, .judged = question.judge_mode != gate::JudgeMode::kOff});
  const gate::Shard shard = shard_of(options);
  const std::vector<std::string> paths = positional(options);
  const std::vector<std::string> clauses = clauses_of(options);
  // With other macros a trace is another trace: nothing follows for the entries of a baseline.
  question.everything =
      paths.empty() && shard.whole() && clauses.empty() && plan.play.macros.empty();
  plan.items =
      part_of(naming(paths.empty() ? everything(around) : items_of(paths, around), clauses), shard);
  if (plan.items.empty()) throw UsageError("gate: nothing selected");
  // Scenarios are run with the profile rfc, and are all about the judge.
  const bool usual = paths.empty() && clauses.empty() && question.profile == "rfc" &&
                     question.judge_mode != gate::JudgeMode::kOff;
  const bool asked = options.contains("fuzz-runs");
  if (asked && (question.profile != "rfc" || question.judge_mode == gate::JudgeMode::kOff)) {
    throw UsageError("--fuzz-runs: with the profile rfc and the judge only");
  }
  plan.generated = {.stack = question.stack,
                    .runs = asked   ? options["fuzz-runs"].as<std::uint32_t>()
                            : usual ? kGeneratedRuns
                                    : 0,
                    .jobs = plan.play.jobs,
                    .shard = shard,
                    .forked = plan.play.forked};
  question.generated = plan.generated.runs >= kGeneratedRuns;
  return plan;
}

gate::Baseline load_baseline(const std::filesystem::path& file, gate::Reasons reasons,
                             const Surroundings& around) {
  std::expected<gate::Baseline, std::string> baseline =
      gate::parse_baseline(read_file(file), reasons);
  if (!baseline) throw UsageError(fmt::format("{}: {}", file.string(), baseline.error()));
  for (std::size_t i = 0; i < baseline->entries.size(); ++i) {
    const std::string& stack = baseline->entries[i].stack;
    if (is_stack(stack, around)) continue;
    throw UsageError(fmt::format("{}: entry {}: field \"stack\": no such stack: {}", file.string(),
                                 i + 1, stack),
                     "synspect list stacks");
  }
  return std::move(*baseline);
}

// Of the profile rfc STACK.json, of others STACK.PROFILE.json.
std::string name_of_baseline(const gate::Question& question) {
  return question.profile == "rfc" ? question.stack + ".json"
                                   : fmt::format("{}.{}.json", question.stack, question.profile);
}

// What --baseline names, else the project's own word on the stack; empty: none.
std::filesystem::path baseline_of(const po::variables_map& options, const Plan& plan,
                                  const Surroundings& around) {
  const std::string named = text_of(options, "baseline");
  if (named == "none") return {};
  if (!named.empty()) return named;
  if (plan.question.stack.find_first_of(":/") != std::string::npos) return {};  // not a plain name
  const auto own = around.root / "corpus/baselines" / name_of_baseline(plan.question);
  std::error_code error;
  return std::filesystem::is_regular_file(own, error) ? own : std::filesystem::path{};
}

gate::Assessment run_once(Plan& plan, Session& session) {
  std::vector<gate::Result> results;
  {
    Progress progress{session, "gate", plan.items.size()};
    plan.play.progress = progress.callback();
    results = gate::play(plan.items, plan.play, plan.engine);
  }
  for (gate::Result& result : play_generated(plan.generated, session.around)) {
    results.push_back(std::move(result));
  }
  return gate::assess(std::move(results), plan.question);
}

gate::ExitCode update(Plan& plan, const std::filesystem::path& file, Session& session) {
  const bool generated = plan.question.generated || plan.question.profile != "rfc";
  if (!plan.question.everything || !generated ||
      plan.question.judge_mode == gate::JudgeMode::kOff) {
    throw UsageError(
        "--update-baseline needs the whole corpus, judged: no PATH, --shard, --clause, -D, fewer "
        "--fuzz-runs or --judge=off");
  }
  std::error_code error;
  gate::Baseline old;
  if (std::filesystem::exists(file, error) && std::filesystem::file_size(file, error) != 0) {
    old = load_baseline(file, gate::Reasons::kMayBeMissing, session.around);
  }
  check_writable(file);
  std::vector<gate::Assessment> runs;
  runs.reserve(gate::kAgreeingRuns);
  for (int i = 0; i < gate::kAgreeingRuns; ++i) runs.push_back(run_once(plan, session));
  const gate::Update update = gate::update_baseline(old, runs, plan.question.today);
  write_file(file, gate::print_baseline(update.baseline));
  const std::size_t count = update.baseline.entries.size();
  session.out << fmt::format("{}: {} {}", file.string(), count, count == 1 ? "entry" : "entries");
  if (update.without_reason != 0) {
    session.out << fmt::format(", {} without a reason: fill it in", update.without_reason);
  }
  session.out << "\n";
  for (const std::string& subject : update.renewed) {
    session.out << fmt::format("had run out, renewed for {} days: {}\n", gate::kDaysUntilExpiry,
                               subject);
  }
  for (const std::string& subject : update.unsteady) {
    session.out << fmt::format("not written, only some of {} runs saw it: {}\n",
                               gate::kAgreeingRuns, subject);
  }
  gate::Facts facts = runs.front().facts;
  facts.nonconformance = !update.unsteady.empty();  // the rest is written down now
  return gate::exit_code(facts);
}

std::vector<std::string> pictures_of(const gate::Assessment& all, const Surroundings& around,
                                     int jobs) {
  const auto count = std::min(all.issues.size(), reports::kMostLadders);
  const auto answers = aside(static_cast<std::uint32_t>(count), jobs, [&](std::uint32_t i) {
    const std::unique_ptr<Rerun> run = rerun_of(all, all.issues[i], around);
    if (!run) return Answer{};
    return Answer{reports::picture_of(run->history, all.issues[i].found.identity, all.stack)};
  });
  std::vector<std::string> pictures;
  for (const auto& answer : answers) pictures.push_back(answer ? answer->front() : "");
  return pictures;
}

}  // namespace

gate::ExitCode gate_verb(Arguments args, Session& session) {
  const auto options =
      parse_options("gate", "gate [PATH...] [options]", gate_options(), args, session);
  if (!options) return gate::ExitCode::kAsExpected;
  Plan plan = plan_of(*options, session.around);
  const std::filesystem::path baseline_file = baseline_of(*options, plan, session.around);
  constexpr const char* kReports[] = {"json", "junit", "markdown", "sarif", "html"};
  if ((*options)["update-baseline"].as<bool>()) {
    if (text_of(*options, "baseline").empty() || baseline_file.empty()) {
      throw UsageError("--update-baseline needs --baseline F");
    }
    for (const char* report : {"json", "junit", "markdown", "sarif", "html", "output"}) {
      if (options->contains(report)) {
        throw UsageError(fmt::format("--{} does not go with --update-baseline", report));
      }
    }
    return update(plan, baseline_file, session);
  }
  gate::Baseline baseline;
  if (!baseline_file.empty()) {
    baseline = load_baseline(baseline_file, gate::Reasons::kRequired, session.around);
    plan.question.baseline = &baseline;
  }
  int to_output = 0;
  for (const char* report : kReports) {
    if (!options->contains(report)) continue;
    const std::string file = text_of(*options, report);
    if (file != "-") {
      check_writable(file);
    } else if (++to_output == 2) {
      throw UsageError(
          fmt::format("--{} -: another report already goes to standard output", report));
    }
  }

  const std::filesystem::path folder = text_of(*options, "output");
  if (!folder.empty()) {
    make_folder(folder);
    check_writable(folder / "report.txt");
  }

  const gate::Assessment all = run_once(plan, session);
  if (to_output == 0) {
    session.out << reports::gate_text(all, {session.around.color});
  } else {
    session.err << reports::gate_text(all, {});
  }
  if (!folder.empty()) {
    write_file(folder / "report.txt", reports::gate_text(all, {}));
    keep_findings(all, folder, session.around, plan.play.jobs);
  }
  const auto write = [&](const char* option,
                         const std::function<std::string(const gate::Assessment&)>& report) {
    if (!options->contains(option)) return;
    const std::string file = text_of(*options, option);
    if (file == "-") {
      session.out << report(all);
    } else {
      write_file(file, report(all));
    }
  };
  write("json", reports::gate_json);
  write("junit", reports::junit);
  write("markdown", reports::markdown);
  write("sarif", reports::sarif);
  write("html", [&](const gate::Assessment& whole) {
    return reports::html(whole, pictures_of(whole, session.around, plan.play.jobs));
  });
  return gate::exit_code(all.facts);
}

}  // namespace synspect::cli
