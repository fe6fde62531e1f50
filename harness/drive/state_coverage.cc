#include "harness/drive/state_coverage.h"

#include <bit>
#include <utility>

#include "harness/drive/moved.h"
#include "harness/network/prng.h"

namespace synspect::drive {
namespace {

template <class Names, auto kValue>
using Name = std::remove_pointer_t<std::tuple_element_t<std::to_underlying(kValue), Names>>;

template <std::size_t kTriple>
constexpr auto marker() {
  constexpr scenario::Triple kIt = scenario::table::kTable.all[kTriple];
  return &moved<Name<state::All, kIt.from>, Name<by::All, kIt.event>, Name<state::All, kIt.to>>;
}

using Mark = void (*)(TripleCounts&);
constexpr auto kMarkers = []<std::size_t... kTriple>(std::index_sequence<kTriple...>) {
  return std::array<Mark, sizeof...(kTriple)>{marker<kTriple>()...};
}(std::make_index_sequence<scenario::kTriples>{});

}  // namespace

void StateCoverage::mark(std::uint64_t what) {
  const auto place = static_cast<std::size_t>(network::Prng{what}.next() % kMarks);
  // Without a branch: an engine would see an edge that depends on the inputs before.
  auto mark = marked_[place];
  new_in_run_ += mark ? 0U : 1U;
  mark = true;
}

void StateCoverage::reached(TcpState from, scenario::EventClass event, TcpState to, Path& path) {
  states_of_run_ |= 1U << std::to_underlying(from) | 1U << std::to_underlying(to);
  const std::size_t index = scenario::index_of({from, event, to});
  if (index < kMarkers.size()) {
    if (counts_[index] == 0) ++reached_;
    kMarkers[index](counts_);
    const std::uint64_t now = std::uint64_t{index} << 8U | path.situation;
    const std::uint64_t last = std::uint64_t{path.last} << 8U | path.before;
    mark(now);
    mark(std::uint64_t{1} << 60U | std::uint64_t{path.last} << 16U | index);
    mark(std::uint64_t{2} << 60U | last << 24U | now);
    constexpr std::uint8_t kMostTimes = 64;
    std::uint8_t& times = times_in_run_[index];
    if (times < kMostTimes) ++times;
    const bool step = times <= 4 || std::has_single_bit(times);  // what comes again and again
    if (step) mark(std::uint64_t{3} << 60U | std::uint64_t{times} << 16U | index);
    path.last = static_cast<std::uint16_t>(index + 1);
    path.before = path.situation;
    return;
  }
  ++unlisted_;
  last_unlisted_ = {from, event, to};
}

std::vector<ArrowReached> figure_5_reached(std::span<const std::uint64_t> counts) {
  std::vector<ArrowReached> all;
  for (const scenario::Triple& arrow : scenario::figure_5()) {
    all.push_back({.arrow = arrow, .times = counts[scenario::index_of(arrow)]});
  }
  return all;
}

}  // namespace synspect::drive
