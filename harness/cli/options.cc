#include "harness/cli/options.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <ostream>
#include <thread>

#include "harness/cli/nearest.h"
#include "harness/cli/stacks.h"

namespace synspect::cli {
namespace {

std::string hint_for(std::string_view verb) { return fmt::format("synspect {} --help", verb); }

std::vector<std::string> names_of(const po::options_description& options) {
  std::vector<std::string> names;
  for (const auto& option : options.options()) names.push_back("--" + option->long_name());
  return names;
}

}  // namespace

std::optional<po::variables_map> parse_options(std::string_view verb, std::string_view usage,
                                               po::options_description options,
                                               std::span<const std::string> args,
                                               Session& session) {
  options.add_options()("help", "say this");
  po::options_description all;
  all.add(options).add_options()("arg", po::value<std::vector<std::string>>());
  po::positional_options_description everything;
  everything.add("arg", -1);
  po::variables_map values;
  namespace style = po::command_line_style;
  try {
    po::store(po::command_line_parser(std::vector<std::string>(args.begin(), args.end()))
                  .options(all)
                  .positional(everything)
                  .style(style::default_style & ~style::allow_guessing)
                  .run(),
              values);
    po::notify(values);
  } catch (const po::unknown_option& error) {
    const std::string close = nearest(error.get_option_name(), names_of(options));
    throw UsageError(fmt::format("unknown option {}", error.get_option_name()),
                     close.empty() ? hint_for(verb) : "did you mean " + close + "?");
  } catch (const po::error& error) {
    throw UsageError(error.what(), hint_for(verb));
  }
  if (values.contains("help")) {
    session.out << "usage: synspect " << usage << "\n\n" << options;
    return std::nullopt;
  }
  return values;
}

std::vector<std::string> positional(const po::variables_map& options) {
  if (!options.contains("arg")) return {};
  return options["arg"].as<std::vector<std::string>>();
}

std::string text_of(const po::variables_map& options, const char* name) {
  return options.contains(name) ? options[name].as<std::string>() : std::string();
}

int jobs_of(const po::variables_map& options) {
  const std::string text = text_of(options, "jobs");
  if (text.empty()) {
    const unsigned processors = std::max(1U, std::thread::hardware_concurrency());
    return static_cast<int>(std::min<unsigned>(processors, kMaxJobs));
  }
  int jobs = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), jobs);
  if (error != std::errc{} || stop != text.data() + text.size() || jobs < 1 || jobs > kMaxJobs) {
    throw UsageError(fmt::format("--jobs {}: expected a number from 1 to {}", text, kMaxJobs));
  }
  return jobs;
}

worker::Limits limits_of(const po::variables_map& options) {
  constexpr double kLongest = 1'000'000;
  constexpr std::uint64_t kMostMemory = 1U << 20U;
  const auto number = [](const std::string& text, auto& value) {
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && stop == text.data() + text.size();
  };
  double seconds = 0;
  if (const std::string text = text_of(options, "watchdog");
      !number(text, seconds) || !(seconds >= 0) || seconds > kLongest ||
      (seconds > 0 && seconds < 0.001)) {
    throw UsageError(fmt::format(
        "--watchdog {}: expected seconds, from 0.001 to {:g}, or 0 for none", text, kLongest));
  }
  std::uint64_t mebioctets = 0;
  if (const std::string text = text_of(options, "memory");
      !number(text, mebioctets) || mebioctets > kMostMemory) {
    throw UsageError(fmt::format(
        "--memory {}: expected mebioctets, from 1 to {}, or 0 for no limit", text, kMostMemory));
  }
  return {.watchdog = std::chrono::milliseconds{static_cast<std::int64_t>(seconds * 1000)},
          .memory = mebioctets << 20U};
}

std::optional<worker::Limits> isolation_of(const po::variables_map& options) {
  const worker::Limits limits = limits_of(options);
  if (options["in-process"].as<bool>()) return std::nullopt;
  return limits;
}

gate::Shard shard_of(const po::variables_map& options) {
  if (!options.contains("shard")) return {};
  const std::string text = text_of(options, "shard");
  const std::optional<gate::Shard> shard = gate::parse_shard(text);
  if (!shard) throw UsageError(fmt::format("--shard {}: expected I/N with 1 <= I <= N", text));
  return *shard;
}

gate::JudgeMode judge_mode_of(const po::variables_map& options) {
  static const std::vector<std::string> kWords = {"off", "report", "fail"};
  const std::string text = text_of(options, "judge");
  require_one_of("--judge", text, kWords);
  if (text == "off") return gate::JudgeMode::kOff;
  return text == "fail" ? gate::JudgeMode::kFail : gate::JudgeMode::kReport;
}

std::string profile_of(const po::variables_map& options) {
  const std::string name = text_of(options, "profile");
  std::vector<std::string> names;
  for (const Named& profile : profiles()) names.push_back(profile.name);
  require_one_of("--profile", name, names);
  return name;
}

void require_one_of(std::string_view option, const std::string& value,
                    std::span<const std::string> words) {
  if (std::ranges::find(words, value) != words.end()) return;
  throw UsageError(fmt::format("{} {}: expected one of: {}", option, value, joined(words, ", ")));
}

po::options_description run_options(const char* judge_default) {
  po::options_description options{"options"};
  options.add_options()  //
      ("stack", po::value<std::string>()->default_value("reference")->value_name("S"),
       "the stack under test; see synspect list stacks")  //
      ("profile", po::value<std::string>()->default_value("rfc")->value_name("P"),
       "how the reference core behaves where the RFCs leave a choice")  //
      ("jobs", po::value<std::string>()->value_name("N"),
       "workers; as many as processors")                                                  //
      ("shard", po::value<std::string>()->value_name("I/N"), "only the I-th of N parts")  //
      ("judge", po::value<std::string>()->default_value(judge_default)->value_name("MODE"),
       "off, report, or fail: findings decide the exit code too");
  add_isolation_options(options);
  options.add_options()(
      "in-process", po::bool_switch(),
      "run the stack in this process, for a debugger: a crash or a hang ends the program, too");
  return options;
}

void add_isolation_options(po::options_description& options) {
  options.add_options()  //
      ("watchdog", po::value<std::string>()->default_value("10")->value_name("SECONDS"),
       "a stack that does not come back for so long hangs; 0: wait for ever")  //
      ("memory", po::value<std::string>()->default_value("1024")->value_name("MIB"),
       "what a stack may use, in each worker; 0: no limit");
}

}  // namespace synspect::cli
