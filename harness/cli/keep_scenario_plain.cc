// Stands in for the shrinker: findings are kept as they came.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "harness/campaign/findings_box.h"
#include "harness/cli/aside.h"
#include "harness/cli/keep_plain.h"
#include "harness/cli/keep_scenario.h"
#include "harness/cli/stacks.h"
#include "harness/trial/targets.h"

namespace synspect::cli {

std::expected<std::vector<trial::Objection>, std::string> objections_to(
    const InputQuestion& question, std::span<const std::uint8_t> input, const Surroundings& around,
    const worker::Limits& /*limits*/) {
  const trial::Target* target = trial::find_target(question.target);
  if (target == nullptr || target->make == nullptr) return std::unexpected("no scenarios");
  const auto stack = stack_named(question.stack, around);
  const auto other = stack_named(question.other_stack, around);
  const auto answers = aside(1, 1, [&](std::uint32_t) {
    const auto trial = target->make(stack, other);
    Answer answer{"ran"};
    if (!trial->objects(input)) return answer;
    for (const auto& objection : trial->objections()) {
      answer.push_back(objection.identity);
      answer.push_back(objection.family);
      answer.push_back(objection.says);
    }
    return answer;
  });
  if (!answers.front()) {
    return std::vector<trial::Objection>{{"crash - input", "crash", "the stack died or hung"}};
  }
  std::vector<trial::Objection> all;
  for (std::size_t i = 1; i + 2 < answers.front()->size(); i += 3) {
    all.push_back({answers.front()->at(i), answers.front()->at(i + 1), answers.front()->at(i + 2)});
  }
  return all;
}

std::expected<KeptScenario, std::string> keep_scenario_finding(
    const InputQuestion& question, std::span<const std::uint8_t> input, const std::string& identity,
    const std::filesystem::path& output, const Surroundings& around, const KeepOptions& options) {
  const auto all = objections_to(question, input, around, options.limits);
  if (!all) return std::unexpected(all.error());
  const auto at = std::ranges::find(*all, identity, &trial::Objection::identity);
  if (at == all->end()) return std::unexpected("the input does not show it");
  auto folder = keep_plain({.identity = identity,
                            .says = at->says,
                            .kind = "finding",
                            .target = question.target,
                            .stack = question.stack,
                            .key = {},
                            .last_words = {},
                            .repeat = options.seen_in},
                           input, output);
  if (!folder) return std::unexpected(folder.error());
  KeptScenario kept;
  kept.identity = identity;
  kept.says = at->says;
  kept.folder = *folder;
  return kept;
}

std::string finding_folder(const std::string& identity) {
  std::string name = identity.substr(0, 80);
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '-' && c != '.') c = '_';
  }
  if (name.starts_with('.')) name.front() = '_';
  return fmt::format("{}_{:08x}", name, campaign::key_of(identity) >> 32U);
}

}  // namespace synspect::cli
