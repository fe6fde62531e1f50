#include "harness/drive/trace_seeds.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <utility>

#include "harness/drive/pair_run.h"
#include "harness/drive/script_run.h"
#include "harness/drive/two_ends_from_history.h"
#include "harness/history/history.h"
#include "harness/scenario/encoding.h"
#include "harness/script/script.h"

namespace synspect::drive {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> traces_in(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::recursive_directory_iterator it{folder, error}, end; !error && it != end;
       it.increment(error)) {
    if (it->path().extension() == ".pkt") found.push_back(it->path());
  }
  std::ranges::sort(found);
  return found;
}

template <typename Take>
void each_pair(StackUnderTest& first, StackUnderTest& second, const Take& take) {
  History history;
  for (const PairScenario& pair : pair_scenarios()) {
    history.begin({});
    static_cast<void>(run_pair(pair, {.path = {}, .variant = {}}, first, second, history));
    if (!history.observations().empty()) take(pair.name, history);
  }
}

Seed seed_of(std::string name, LoweredScenario lowered) {
  Seed seed{.name = std::move(name), .lowered = std::move(lowered), .octets = {}};
  scenario::encode(seed.lowered.scenario, seed.octets);
  return seed;
}

}  // namespace

std::vector<Seed> seeds_of_traces(const fs::path& folder, StackUnderTest& stack) {
  std::vector<Seed> seeds;
  History history;
  for (const fs::path& path : traces_in(folder)) {
    std::ifstream in{path, std::ios::binary};
    const auto script = script::parse(std::string{std::istreambuf_iterator<char>{in}, {}});
    if (!script) continue;
    history.begin({});
    static_cast<void>(run_script(*script, {.path = path.string(), .variant = {}}, stack, history));
    if (history.observations().empty()) continue;  // it was refused
    seeds.push_back(seed_of(path.lexically_relative(folder).replace_extension().generic_string(),
                            scenario_from_history(history)));
  }
  return seeds;
}

std::vector<Seed> seeds_of_pairs(StackUnderTest& first, StackUnderTest& second) {
  std::vector<Seed> seeds;
  each_pair(first, second, [&](std::string_view name, const History& history) {
    for (const EndpointId end : {EndpointId{0}, EndpointId{1}}) {
      seeds.push_back(seed_of(std::string{name} + "-" + std::to_string(end),
                              scenario_from_history(history, end)));
    }
  });
  return seeds;
}

std::vector<Seed> seeds_of_two_ends(StackUnderTest& first, StackUnderTest& second) {
  std::vector<Seed> seeds;
  each_pair(first, second, [&](std::string_view name, const History& history) {
    seeds.push_back(seed_of(std::string{name}, two_ends_from_history(history)));
  });
  return seeds;
}

}  // namespace synspect::drive
