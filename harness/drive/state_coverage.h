// Which legal moves of the state machine were reached: for people as counts, for a fuzz engine as
// code. Recorded from what a stack says of itself, never by the stack.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "harness/scenario/triples.h"

namespace synspect::drive {

class StateCoverage {
 public:
  // `to` follows `from` by an event. Runs through code of its own for every legal triple, so that
  // an engine that watches edges sees state coverage.
  void reached(TcpState from, scenario::EventClass event, TcpState to);

  void begin_run() { states_of_run_ = 0; }
  [[nodiscard]] bool visited_in_run(TcpState state) const {
    return ((states_of_run_ >> static_cast<unsigned>(state)) & 1U) != 0;
  }
  // How often; the index is that of scenario::triples().
  [[nodiscard]] std::uint64_t count(std::size_t triple) const { return counts_[triple]; }
  [[nodiscard]] std::uint64_t count(const scenario::Triple& triple) const {
    const std::size_t index = scenario::index_of(triple);
    return index < counts_.size() ? counts_[index] : 0;
  }
  [[nodiscard]] std::size_t reached_of_all() const;
  // Moves that are not legal: for the judge to say what is wrong with them.
  [[nodiscard]] std::uint64_t unlisted() const { return unlisted_; }
  [[nodiscard]] const scenario::Triple& last_unlisted() const { return last_unlisted_; }

 private:
  std::array<std::uint64_t, scenario::kTriples> counts_{};
  std::uint64_t unlisted_{0};
  scenario::Triple last_unlisted_{};
  std::uint32_t states_of_run_{0};
};

struct ArrowReached {  // an arrow of RFC 9293 figure 5, its notes included
  scenario::Triple arrow;
  std::uint64_t times{};
};
// In the order of scenario::figure_5().
[[nodiscard]] std::vector<ArrowReached> figure_5_reached(const StateCoverage& coverage);

}  // namespace synspect::drive
