#include "harness/cli/fuzz_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "harness/campaign/findings_box.h"
#include "harness/cli/nearest.h"
#include "harness/cli/options.h"

namespace synspect::cli {
namespace {

using std::chrono::milliseconds;
constexpr std::uint64_t kMostRuns = 1'000'000'000'000;

po::options_description options_of_fuzz() {
  po::options_description options{"options"};
  const auto text = [](const char* name) { return po::value<std::string>()->value_name(name); };
  options.add_options()  //
      ("stack", text("S")->default_value("reference"),
       "the stack under test; see synspect list stacks")  //
      ("other-stack", text("S")->default_value("reference"),
       "what `differential` compares it with")                                         //
      ("time", text("D"), "for so long: 90s, 10m, 2h, 1d")                             //
      ("runs", text("N"), "so many executions of each target, all workers together")   //
      ("jobs", text("N"), "workers; as many as processors")                            //
      ("seed", text("N")->default_value("1"), "where the workers' seeds come from")    //
      ("corpus", text("DIR"), "inputs are read and kept in DIR/TARGET")                //
      ("output", text("DIR"), "findings and statistics; a later start goes on there")  //
      ("stop-on-finding", po::bool_switch(), "end with the first new one")             //
      ("sanitizers", po::bool_switch(), "targets built with ASan and UBSan")           //
      ("baseline", text("F"),
       "known deviations; corpus/baselines/STACK.json and campaign/STACK.json there, where there "
       "are such, none to go without")  //
      ("no-seeds", po::bool_switch(), "do not put seeds into an empty corpus");
  add_isolation_options(options);
  return options;
}

template <typename Number>
std::optional<Number> number_of(std::string_view text) {
  Number value{};
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
  return value;
}

milliseconds time_of(const std::string& text) {
  const auto time = parse_duration(text);
  if (!time) {
    throw UsageError(fmt::format("--time {}: expected a duration from 1s to 1000d", text),
                     "such as 90s, 10m, 2h or 1d");
  }
  return *time;
}

std::vector<std::string> targets_of(const po::variables_map& options) {
  std::vector<std::string> targets = positional(options);
  if (targets.empty()) {
    throw UsageError("fuzz: name at least one target", "synspect list targets");
  }
  for (const std::string& name : targets) {
    static_cast<void>(target_named(name));
    if (std::ranges::count(targets, name) > 1) {
      throw UsageError(fmt::format("fuzz: {} is named twice", name));
    }
  }
  return targets;
}

}  // namespace

std::optional<milliseconds> parse_duration(std::string_view text) {
  constexpr double kDay = 24 * 3600;
  constexpr std::array<std::pair<char, double>, 4> kUnits = {
      {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', kDay}}};
  if (text.empty()) return std::nullopt;
  const auto unit = std::ranges::find(kUnits, text.back(), &std::pair<char, double>::first);
  if (unit == kUnits.end()) return std::nullopt;
  text.remove_suffix(1);
  const auto count = number_of<double>(text);
  if (!count) return std::nullopt;
  const double seconds = *count * unit->second;
  if (!(seconds >= 1) || seconds > 1000 * kDay) return std::nullopt;
  return milliseconds{static_cast<std::int64_t>(seconds * 1000)};
}

std::string to_text(milliseconds time) {
  const std::int64_t seconds = time.count() / 1000;
  if (seconds < 60) return fmt::format("{}s", seconds);
  if (seconds < 3600) return fmt::format("{}m{:02}s", seconds / 60, seconds % 60);
  return fmt::format("{}h{:02}m{:02}s", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

std::string folder_of_stack(const std::string& stack) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  };
  if (std::ranges::all_of(stack, plain)) return stack;
  std::string name = stack.substr(0, stack.find(':')) + "-" +
                     std::filesystem::path{stack.substr(stack.find(':') + 1)}.filename().string();
  std::ranges::replace_if(name, [&](char c) { return !plain(c) && c != '.'; }, '_');
  if (stack.find('/') == std::string::npos) return name;
  return fmt::format("{}-{:08x}", name, campaign::key_of(stack) >> 32U);
}

void check_engine_flag(const std::string& flag, const std::set<std::string>& known) {
  constexpr std::array<std::string_view, 5> kPrefixes = {"merge", "minimize_crash", "cleanse_crash",
                                                         "handle_", "fork"};
  constexpr std::array<std::string_view, 24> kOwn = {"seed",
                                                     "runs",
                                                     "max_total_time",
                                                     "artifact_prefix",
                                                     "exact_artifact_path",
                                                     "jobs",
                                                     "workers",
                                                     "set_cover_merge",
                                                     "reload",
                                                     "print_final_stats",
                                                     "error_exitcode",
                                                     "timeout_exitcode",
                                                     "interrupt_exitcode",
                                                     "timeout",
                                                     "rss_limit_mb",
                                                     "close_fd_mask",
                                                     "help",
                                                     "stop_file",
                                                     "ignore_remaining_args",
                                                     "ignore_crashes",
                                                     "ignore_timeouts",
                                                     "ignore_ooms",
                                                     "run_equivalence_server",
                                                     "verbosity"};
  const std::size_t equals = flag.find('=');
  if (!flag.starts_with('-') || equals == std::string::npos || equals < 2) {
    throw UsageError(fmt::format("{}: engine flags have the form -NAME=VALUE", flag));
  }
  const std::string name = flag.substr(1, equals - 1);
  const bool own =
      std::ranges::find(kOwn, name) != kOwn.end() ||
      std::ranges::any_of(kPrefixes, [&](auto prefix) { return name.starts_with(prefix); });
  if (own) {
    throw UsageError(fmt::format("{}: the campaign needs -{} for itself", flag, name),
                     "synspect fuzz --help");
  }
  if (known.contains(name)) return;
  const std::vector<std::string> names{known.begin(), known.end()};
  const std::string close = nearest(name, names);
  throw UsageError(fmt::format("{}: the engine knows no such flag", flag),
                   close.empty() ? "" : "did you mean -" + close + "?");
}

const trial::Target& target_named(const std::string& name) {
  if (const trial::Target* target = trial::find_target(name)) return *target;
  std::vector<std::string> names;
  for (const trial::Target& target : trial::targets()) names.emplace_back(target.name);
  const std::string close = nearest(name, names);
  throw UsageError(fmt::format("{}: no such fuzz target; there are: {}", name, joined(names, ", ")),
                   close.empty() ? "synspect list targets" : "did you mean " + close + "?");
}

std::filesystem::path corpus_folder_of(const std::string& named, const std::string& stack,
                                       const Surroundings& around) {
  if (!named.empty()) return named;
  return around.root / "build/corpus" / folder_of_stack(stack);
}

std::optional<FuzzOptions> fuzz_options(std::span<const std::string> args, Session& session) {
  // Everything behind `--` belongs to the engine, whatever it looks like.
  const auto dashes = std::ranges::find(args, "--");
  const auto own = args.first(static_cast<std::size_t>(dashes - args.begin()));
  const auto options = parse_options("fuzz", "fuzz TARGET... [options] [-- ENGINE FLAGS]",
                                     options_of_fuzz(), own, session);
  if (!options) return std::nullopt;
  FuzzOptions fuzz;
  fuzz.targets = targets_of(*options);
  fuzz.stack = text_of(*options, "stack");
  fuzz.other_stack = text_of(*options, "other-stack");
  if (options->contains("time")) fuzz.time = time_of(text_of(*options, "time"));
  if (options->contains("runs")) {
    const std::string text = text_of(*options, "runs");
    fuzz.runs = number_of<std::uint64_t>(text);
    if (!fuzz.runs || *fuzz.runs == 0 || *fuzz.runs > kMostRuns) {
      throw UsageError(fmt::format("--runs {}: expected a number from 1 to {}", text, kMostRuns));
    }
  }
  fuzz.jobs = jobs_of(*options);
  const std::string seed = text_of(*options, "seed");
  if (const auto number = number_of<std::uint64_t>(seed)) {
    fuzz.seed = *number;
  } else {
    throw UsageError(fmt::format("--seed {}: expected a number of 64 bits", seed));
  }
  fuzz.limits = limits_of(*options);
  for (const char* option : {"corpus", "output"}) {
    if (options->contains(option) && text_of(*options, option).empty()) {
      throw UsageError(fmt::format("--{}: names no folder", option));
    }
  }
  fuzz.corpus = corpus_folder_of(text_of(*options, "corpus"), fuzz.stack, session.around);
  fuzz.output = text_of(*options, "output");
  if (fuzz.output.empty()) {
    fuzz.output = std::filesystem::path{"synspect-fuzz"} / folder_of_stack(fuzz.stack);
  }
  fuzz.baseline = text_of(*options, "baseline");
  fuzz.stop_on_finding = (*options)["stop-on-finding"].as<bool>();
  fuzz.sanitizers = (*options)["sanitizers"].as<bool>();
  fuzz.seeds = !(*options)["no-seeds"].as<bool>();
  if (dashes != args.end()) fuzz.engine_flags.assign(dashes + 1, args.end());
  return fuzz;
}

}  // namespace synspect::cli
