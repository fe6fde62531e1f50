#include "harness/cli/look_at_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
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

LookedAt not_kept(const InputOrigin& origin, const std::string& why) {
  LookedAt one;
  one.target = origin.target;
  one.key = origin.key.value_or(0);
  one.error = why;
  return one;
}

LookedAt kept_plain(PlainFinding finding, const InputOrigin& origin, const Octets& input,
                    const std::filesystem::path& output) {
  finding.target = origin.target;
  finding.stack = origin.stack;
  finding.repeat = command_of(origin);
  if (origin.key) finding.key = fmt::format("{:016x}", *origin.key);
  auto folder = keep_plain(finding, input, output);
  return {.identity = finding.identity,
          .family = finding.identity,
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

// libFuzzer shows the input, which is kept anyway, and ends with numbers.
std::vector<std::string> without_input(std::vector<std::string> lines) {
  std::erase_if(lines, [](const std::string& line) {
    constexpr std::string_view kNoise[] = {
        "MS: ", "0x", "\\", "stat::", "NOTE: libFuzzer", "Combine libFuzzer", "artifact_prefix="};
    const std::size_t start = std::min(line.find_first_not_of(" \t"), line.size());
    return std::ranges::any_of(
        kNoise, [&](std::string_view noise) { return line.substr(start).starts_with(noise); });
  });
  return lines;
}

// The target itself on the file: with sanitizers it sees what the program does not.
LookedAt by_engine(const InputOrigin& origin, const Octets& input,
                   const std::filesystem::path& output, const worker::Limits& limits) {
  const auto patience =
      std::chrono::ceil<std::chrono::seconds>(limits.watchdog) * 2 + std::chrono::seconds{30};
  campaign::Command command{origin.program, origin.flags, origin.environment};
  // With a box an objection is no death: those were asked about before.
  const std::filesystem::path box = output / ".look";
  std::error_code error;
  std::filesystem::create_directories(box, error);
  if (error) return not_kept(origin, "cannot make " + box.string() + ": " + error.message());
  command.environment.emplace_back("SYNSPECT_FINDINGS", box.string());
  command.arguments.push_back(origin.file.string());
  const campaign::Ran ran = campaign::run_to_end(command, patience);
  if (ran.in_time && !ran.exit.signalled && ran.exit.number == 0) {
    return kept_plain({.identity = "unrepeatable " + origin.target,
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
  const std::vector<std::string> lines = without_input(gate::lines_that_matter(ran.words));
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

// Makes its folder, or finds the one that stands for it.
void keep(LookedAt& one, const InputQuestion& question, const Octets& input,
          const std::filesystem::path& output, const Reasons& known, const KeptGroups& kept_groups,
          const Surroundings& around, const worker::Limits& limits) {
  // One of a family is as good as another, unless the baseline knows some of them.
  const bool mixed = std::ranges::any_of(
      known, [&](const auto& entry) { return entry.first.starts_with(one.family + " "); });
  if (const auto at = kept_groups.find(group_of(one.identity)); mixed && at != kept_groups.end()) {
    one.identity = at->second.identity;
    one.folder = at->second.folder;
    return;
  }
  KeepOptions options;
  options.limits = limits;
  options.seen_in = "fuzz " + one.target;
  options.reasons = known;
  const auto kept = keep_scenario_finding(question, input, mixed ? one.identity : one.family,
                                          output, around, options);
  if (!kept) {
    one.error = kept.error();
    return;
  }
  one.folder = kept->folder;
  one.identity = kept->identity;
  if (!kept->says.empty()) one.says = kept->says;
}

std::vector<LookedAt> looked_at(const InputOrigin& origin, const std::filesystem::path& output,
                                const Reasons& known, const KeptGroups& kept,
                                const Surroundings& around, const worker::Limits& limits) {
  const auto input = campaign::read_input(origin.file);
  if (!input) return {not_kept(origin, input.error())};
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
    LookedAt one{.identity = objection.identity,
                 .family = objection.family,
                 .says = objection.says,
                 .target = origin.target,
                 .folder = {},
                 .key = key,
                 .error = {}};
    if (const std::string name = known_as(known, one.identity, one.family); !name.empty()) {
      one.identity = name;
      one.says = known.at(name);
    } else {
      keep(one, question, *input, output, known, kept, around, limits);
    }
    all.push_back(std::move(one));
  }
  if (!named) all.push_back(by_engine(origin, *input, output, limits));
  return all;
}

}  // namespace

std::vector<LookedAt> look_at_input(const InputOrigin& origin, const std::filesystem::path& output,
                                    const Reasons& known, const KeptGroups& kept,
                                    const Surroundings& around, const worker::Limits& limits) {
  try {
    return looked_at(origin, output, known, kept, around, limits);
  } catch (const std::exception& error) {  // a full disk, a stack that cannot be loaded any more
    return {not_kept(origin, error.what())};
  }
}

std::string group_of(const std::string& identity) {
  std::size_t end = 0;
  for (int words = 0; words < 3 && end < identity.size(); ++words) {
    end = std::min(identity.find(' ', end + 1), identity.size());
  }
  return identity.substr(0, end);
}

std::string encode(const std::vector<LookedAt>& all) {
  Json json = Json::array();
  for (const LookedAt& one : all) {
    json.push_back(
        {one.identity, one.family, one.says, one.target, one.folder.string(), one.key, one.error});
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<std::vector<LookedAt>> decode_looked_at(const std::string& text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_array()) return std::nullopt;
  std::vector<LookedAt> all;
  try {
    for (const Json& one : json) {
      const auto text_at = [&](std::size_t i) { return one.at(i).get<std::string>(); };
      all.push_back({text_at(0), text_at(1), text_at(2), text_at(3), text_at(4),
                     one.at(5).get<std::uint64_t>(), text_at(6)});
    }
  } catch (const Json::exception&) {
    return std::nullopt;
  }
  return all;
}

}  // namespace synspect::cli
