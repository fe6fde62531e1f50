#include "fuzzers/coverage_report.h"

#include <algorithm>

#include "harness/drive/state_coverage.h"
#include "harness/scenario/triples.h"

namespace synspect {
namespace {

using namespace scenario;

std::string line(const Triple& triple) {
  return std::string{to_string(triple.from)} + " by " + std::string{to_string(triple.event)} +
         " to " + std::string{to_string(triple.to)};
}

}  // namespace

std::string describe_triples(std::span<const std::uint64_t> counts) {
  std::string missing;
  std::size_t reached = 0;
  for (std::size_t i = 0; i < kTriples; ++i) {
    if (counts[i] != 0) {
      ++reached;
    } else {
      missing += "  " + line(triples()[i]) + "\n";
    }
  }
  return std::to_string(reached) + " of " + std::to_string(kTriples) + " triples; not reached:\n" +
         missing;
}

std::string describe_figure_5(std::span<const std::uint64_t> counts) {
  std::string lines;
  std::size_t reached = 0;
  for (const auto& [arrow, times] : drive::figure_5_reached(counts)) {
    reached += times != 0 ? 1 : 0;
    std::string number = std::to_string(times);
    number.insert(0, 9 - std::min<std::size_t>(9, number.size()), ' ');
    lines += number + "  " + line(arrow) + "\n";
  }
  return std::to_string(reached) + " of " + std::to_string(figure_5().size()) +
         " arrows of figure 5:\n" + lines;
}

}  // namespace synspect
