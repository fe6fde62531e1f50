// judged_scenarios one|two FIRST COUNT [EVENTS]: generates a scenario per seed, runs it under the
// judge, and prints each distinct finding with the first seed that shows it, then the coverage.
// judged_scenarios one|two SEED: runs that one and shows it whole.
// judged_scenarios one|two FOLDER: the tally of the encoded scenarios there, such as the corpus of
// an engine.
// SYNSPECT_FINDINGS=FOLDER: the first input of each distinct finding is written there.
// With one+ or two+ the scenarios are changed and crossed, as a fuzz engine would do it.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "fuzzers/chosen_stack.h"
#include "fuzzers/coverage_report.h"
#include "harness/network/prng.h"
#include "harness/scenario/encoding.h"
#include "harness/scenario/generate.h"
#include "harness/scenario/mutate.h"
#include "harness/trial/judged_trial.h"

namespace {

using synspect::scenario::Scenario;
using synspect::scenario::Shape;

void print_coverage(const synspect::drive::StateCoverage& coverage) {
  using synspect::scenario::to_string;
  std::cout << synspect::describe_triples(coverage.counts())
            << synspect::describe_figure_5(coverage.counts());
  if (coverage.unlisted() == 0) return;
  const synspect::scenario::Triple& triple = coverage.last_unlisted();
  std::cout << coverage.unlisted() << " not legal; the last: " << to_string(triple.from) << " by "
            << to_string(triple.event) << " to " << to_string(triple.to) << '\n';
}

// Encoded scenarios: a corpus of an engine.
std::vector<std::filesystem::path> files_in(const std::string& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator{folder, error}) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

Scenario read(const std::filesystem::path& file, Shape shape) {
  std::ifstream in{file, std::ios::binary};
  const std::vector<std::uint8_t> octets{std::istreambuf_iterator<char>{in}, {}};
  return synspect::scenario::decode(octets, shape);
}

class Tally {
 public:
  explicit Tally(Shape shape) : trial_{synspect::chosen_stack(), shape} {}

  void run(const std::string& name, const Scenario& scenario, bool whole) {
    ++runs_;
    if (!trial_.objects(scenario)) return;
    ++failed_;
    if (whole) std::cout << trial_.explain(scenario);
    for (const auto& objection : trial_.objections()) {
      if (!findings_.contains(objection.identity)) keep(scenario);
      ++findings_.try_emplace(objection.identity, Seen{name, 0}).first->second.count;
    }
  }
  // What is to be returned to the shell.
  int report(bool coverage) {
    for (const auto& [identity, seen] : findings_) {
      std::cout << seen.count << " times, first with " << seen.first << ": " << identity << '\n';
    }
    if (coverage) print_coverage(*trial_.coverage());
    std::cout << failed_ << " of " << runs_ << " failed\n";
    return failed_ == 0 ? 0 : 1;
  }

 private:
  struct Seen {
    std::string first;
    std::uint64_t count{};
  };

  // The input as a fuzz target reads it, for `minimize`.
  void keep(const Scenario& scenario) const {
    const char* const folder = std::getenv("SYNSPECT_FINDINGS");
    if (folder == nullptr) return;
    const auto file = std::filesystem::path{folder} / (std::to_string(findings_.size()) + ".input");
    const auto octets = synspect::scenario::encode(scenario);
    std::ofstream{file, std::ios::binary}.write(reinterpret_cast<const char*>(octets.data()),
                                                static_cast<std::streamsize>(octets.size()));
  }

  synspect::trial::JudgedTrial trial_;
  std::map<std::string, Seen> findings_;
  std::uint64_t runs_{0}, failed_{0};
};

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
                 "       judged_scenarios one|two[+] FIRST COUNT [EVENTS]\n"
                 "       judged_scenarios one|two FOLDER\n";
    return 2;
  }
  const Shape shape = name == "one" ? Shape::kOneEndpoint : Shape::kTwoEndpoints;
  Tally tally{shape};
  if (argc == 3 && !changed && std::filesystem::is_directory(argv[2])) {
    for (const auto& file : files_in(argv[2])) tally.run(file.string(), read(file, shape), false);
    return tally.report(true);
  }
  const std::uint64_t first = std::strtoull(argv[2], nullptr, 10);
  const std::uint64_t count = argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 1;
  const std::uint64_t events = argc > 4 ? std::strtoull(argv[4], nullptr, 10) : 40;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    auto scenario = synspect::scenario::generate(seed, shape, events);
    if (changed) change(scenario, seed, shape, events);
    tally.run("seed " + std::to_string(seed), scenario, count == 1);
  }
  return tally.report(count > 1);
}
