// judged_scenarios one|two FIRST COUNT [EVENTS]: generates a scenario per seed, runs it under the
// judge, and prints each distinct finding with the first seed that shows it, then the coverage.
// judged_scenarios one|two SEED: runs that one and shows it whole.
// With one+ or two+ the scenarios are changed and crossed, as a fuzz engine would do it.
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <map>
#include <string>
#include <string_view>

#include "fuzzers/scenario_campaign.h"
#include "harness/network/prng.h"
#include "harness/scenario/generate.h"
#include "harness/scenario/mutate.h"

namespace {

using synspect::ScenarioCampaign;
using synspect::scenario::Shape;

struct Seen {
  std::uint64_t first{}, count{};
};

void print_coverage(synspect::drive::StateCoverage& coverage) {
  using namespace synspect::scenario;
  std::cout << coverage.reached_of_all() << " of " << kTriples << " triples; not reached:\n";
  for (std::size_t i = 0; i < kTriples; ++i) {
    if (coverage.count(i) != 0) continue;
    const Triple& triple = triples()[i];
    std::cout << "  " << to_string(triple.from) << " by " << to_string(triple.event) << " to "
              << to_string(triple.to) << '\n';
  }
  if (coverage.unlisted() == 0) return;
  const Triple& triple = coverage.last_unlisted();
  std::cout << coverage.unlisted() << " not legal; the last: " << to_string(triple.from) << " by "
            << to_string(triple.event) << " to " << to_string(triple.to) << '\n';
}

// What an engine makes in many steps, made of one seed.
void change(synspect::scenario::Scenario& scenario, std::uint64_t seed, Shape shape,
            std::uint64_t events) {
  using namespace synspect::scenario;
  synspect::network::Prng chance{seed};
  for (std::uint64_t steps = 1 + chance.below(16); steps > 0; --steps) {
    if (!chance.one_in(8)) {
      mutate(scenario, chance.next());
      continue;
    }
    Scenario child;
    cross(scenario, generate(chance.next(), shape, events), chance.next(), child);
    scenario = child;
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::string_view name = argc >= 3 ? argv[1] : "";
  const bool changed = name.ends_with('+');
  if (changed) name.remove_suffix(1);
  if (name != "one" && name != "two") {
    std::cerr << "usage: judged_scenarios one|two[+] SEED\n"
                 "       judged_scenarios one|two[+] FIRST COUNT [EVENTS]\n";
    return 2;
  }
  const Shape shape = name == "one" ? Shape::kOneEndpoint : Shape::kTwoEndpoints;
  const std::uint64_t first = std::strtoull(argv[2], nullptr, 10);
  const std::uint64_t count = argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 1;
  const std::uint64_t events = argc > 4 ? std::strtoull(argv[4], nullptr, 10) : 40;
  ScenarioCampaign campaign{synspect::chosen_stack(), shape};
  std::map<std::string, Seen> findings;
  std::uint64_t failed = 0;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    auto scenario = synspect::scenario::generate(seed, shape, events);
    if (changed) change(scenario, seed, shape, events);
    const std::string words = campaign.run(scenario);
    if (words.empty()) continue;
    ++failed;
    if (count == 1) std::cout << words;
    if (campaign.judge().findings().empty()) std::cout << "seed " << seed << " broke off\n";
    for (const auto& finding : campaign.judge().findings()) {
      Seen& seen = findings.try_emplace(finding.identity(), Seen{seed, 0}).first->second;
      ++seen.count;
    }
  }
  for (const auto& [identity, seen] : findings) {
    std::cout << seen.count << " times, first with seed " << seen.first << ": " << identity << '\n';
  }
  if (count > 1) print_coverage(campaign.coverage());
  std::cout << failed << " of " << count << " seeds failed\n";
  return failed == 0 ? 0 : 1;
}
