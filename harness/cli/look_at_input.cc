#include "harness/cli/look_at_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <system_error>

#include "harness/campaign/corpus_folder.h"
#include "harness/campaign/engine_probe.h"
#include "harness/campaign/findings_box.h"
#include "harness/cli/keep_plain.h"
#include "harness/cli/keep_scenario.h"
#include "harness/gate/loss.h"
#include "harness/judge/finding.h"
#include "harness/trial/targets.h"
#include "reports/wording.h"

namespace synspect::cli {
namespace {

using Octets = std::vector<std::uint8_t>;
using Json = nlohmann::ordered_json;

std::string command_of(const InputOrigin& origin) {
  std::string text;
  for (const auto& [name, value] : origin.environment) {
    if (!value.empty()) text += name + "=" + reports::shell_word(value) + " ";
  }
  text += reports::shell_word(origin.program.string());
  for (const std::string& flag : origin.flags) text += " " + reports::shell_word(flag);
  return text;
}

LookedAt kept_plain(PlainFinding finding, const InputOrigin& origin, const Octets& input,
                    const std::filesystem::path& output) {
  finding.target = origin.target;
  finding.stack = origin.stack;
  finding.repeat = command_of(origin);
  if (origin.key) finding.key = fmt::format("{:016x}", *origin.key);
  auto folder = keep_plain(finding, input, output);
  return {.identity = finding.identity,
          .says = finding.says,
          .target = origin.target,
          .folder = folder ? *folder : std::filesystem::path{},
          .key = origin.key.value_or(campaign::key_of(finding.identity)),
          .error = folder ? "" : folder.error()};
}

// The line of a report that names the fault.
std::string verdict_of(const std::vector<std::string>& lines) {
  for (const std::string_view mark : {"SUMMARY: ", "ERROR: ", "runtime error: "}) {
    for (const std::string& line : lines) {
      if (const std::size_t at = line.find(mark); at != std::string::npos) return line.substr(at);
    }
  }
  return lines.empty() ? "it died" : lines.back();
}

// The target itself on the file: with sanitizers it sees what the program does not.
LookedAt by_engine(const InputOrigin& origin, const Octets& input,
                   const std::filesystem::path& output, const worker::Limits& limits) {
  const auto patience =
      std::chrono::ceil<std::chrono::seconds>(limits.watchdog) * 2 + std::chrono::seconds{30};
  campaign::Command command{origin.program, origin.flags, origin.environment};
  command.arguments.push_back(origin.file.string());
  const campaign::Ran ran = campaign::run_to_end(command, patience);
  if (ran.in_time && !ran.exit.signalled && ran.exit.number == 0) {
    const std::string name =
        origin.key ? fmt::format("{:016x}", *origin.key) : origin.file.filename().string();
    return kept_plain({.identity = fmt::format("unrepeatable {} {}", origin.target, name),
                       .says = "a worker saw something on this input that a second run does not "
                               "show: the stack is not deterministic, or depends on earlier runs",
                       .kind = "unrepeatable",
                       .target = {},
                       .stack = {},
                       .key = {},
                       .last_words = {},
                       .repeat = {}},
                      origin, input, output);
  }
  constexpr int kTimeout = 70;
  judge::Finding finding;
  const bool hang = !ran.in_time || (!ran.exit.signalled && ran.exit.number == kTimeout);
  finding.kind = hang ? judge::FindingKind::kHang : judge::FindingKind::kCrash;
  finding.state = "-";
  finding.event_class = origin.target;
  if (!hang) finding.frames = gate::top_frames(ran.words);
  const std::vector<std::string> lines = gate::lines_that_matter(ran.words);
  return kept_plain({.identity = finding.identity(),
                     .says = hang ? "it does not come back" : verdict_of(lines),
                     .kind = std::string{judge::to_string(finding.kind)},
                     .target = {},
                     .stack = {},
                     .key = {},
                     .last_words = lines,
                     .repeat = {}},
                    origin, input, output);
}

}  // namespace

std::vector<LookedAt> look_at_input(const InputOrigin& origin, const std::filesystem::path& output,
                                    const Surroundings& around, const worker::Limits& limits) {
  const auto input = campaign::read_input(origin.file);
  if (!input) {
    LookedAt unread;
    unread.target = origin.target;
    unread.key = origin.key.value_or(0);
    unread.error = input.error();
    return {unread};
  }
  const trial::Target* target = trial::find_target(origin.target);
  if (target == nullptr || target->make == nullptr) {
    return {by_engine(origin, *input, output, limits)};
  }
  const InputQuestion question{origin.target, origin.stack, origin.other_stack};
  std::vector<LookedAt> all;
  bool named = false;
  const auto objections = objections_to(question, *input, around, limits);
  const std::vector<trial::Objection> none;
  for (const trial::Objection& objection : objections ? *objections : none) {
    const std::uint64_t key = campaign::key_of(objection.identity);
    if (origin.key && key != *origin.key) continue;
    named = true;
    KeepOptions options;
    options.limits = limits;
    options.seen_in = "fuzz " + origin.target;
    const auto kept =
        keep_scenario_finding(question, *input, objection.identity, output, around, options);
    all.push_back({.identity = objection.identity,
                   .says = objection.says,
                   .target = origin.target,
                   .folder = kept ? kept->folder : std::filesystem::path{},
                   .key = key,
                   .error = kept ? "" : kept.error()});
  }
  if (!named) all.push_back(by_engine(origin, *input, output, limits));
  return all;
}

std::string encode(const std::vector<LookedAt>& all) {
  Json json = Json::array();
  for (const LookedAt& one : all) {
    json.push_back({one.identity, one.says, one.target, one.folder.string(), one.key, one.error});
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<std::vector<LookedAt>> decode_looked_at(const std::string& text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_array()) return std::nullopt;
  std::vector<LookedAt> all;
  try {
    for (const Json& one : json) {
      all.push_back({one.at(0).get<std::string>(), one.at(1).get<std::string>(),
                     one.at(2).get<std::string>(), one.at(3).get<std::string>(),
                     one.at(4).get<std::uint64_t>(), one.at(5).get<std::string>()});
    }
  } catch (const Json::exception&) {
    return std::nullopt;
  }
  return all;
}

}  // namespace synspect::cli
