#include "harness/drive/state_coverage.h"

#include <algorithm>
#include <utility>

#include "harness/drive/moved.h"

namespace synspect::drive {
namespace {

template <class Names, auto kValue>
using Name = std::remove_pointer_t<std::tuple_element_t<std::to_underlying(kValue), Names>>;

template <std::size_t kTriple>
constexpr auto mark() {
  constexpr scenario::Triple kIt = scenario::table::kTable.all[kTriple];
  return &moved<Name<state::All, kIt.from>, Name<by::All, kIt.event>, Name<state::All, kIt.to>>;
}

using Mark = void (*)(TripleCounts&);
constexpr auto kMarks = []<std::size_t... kTriple>(std::index_sequence<kTriple...>) {
  return std::array<Mark, sizeof...(kTriple)>{mark<kTriple>()...};
}(std::make_index_sequence<scenario::kTriples>{});

}  // namespace

void StateCoverage::reached(TcpState from, scenario::EventClass event, TcpState to) {
  states_of_run_ |= 1U << std::to_underlying(from) | 1U << std::to_underlying(to);
  const std::size_t index = scenario::index_of({from, event, to});
  if (index < kMarks.size()) return kMarks[index](counts_);
  ++unlisted_;
  last_unlisted_ = {from, event, to};
}

std::size_t StateCoverage::reached_of_all() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(counts_, [](std::uint64_t n) { return n != 0; }));
}

std::vector<ArrowReached> figure_5_reached(const StateCoverage& coverage) {
  std::vector<ArrowReached> all;
  for (const scenario::Triple& arrow : scenario::figure_5()) {
    all.push_back({.arrow = arrow, .times = coverage.count(arrow)});
  }
  return all;
}

}  // namespace synspect::drive
