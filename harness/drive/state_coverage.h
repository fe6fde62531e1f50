// Which legal moves of the state machine were reached: for people as counts, for a fuzz engine as
// code. Recorded from what a stack says of itself, never by the stack.
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "harness/scenario/triples.h"

namespace synspect::drive {

// What a connection has come through, as far as coverage goes.
struct Path {
  std::uint16_t last{};      // one more than the index of its last triple; 0: none
  std::uint8_t situation{};  // what the numbers on the wire say now: see situation_of()
  std::uint8_t before{};     // the situation after the last triple
};

class StateCoverage {
 public:
  // `to` follows `from` by an event. Runs through code of its own for every legal triple, so that
  // an engine that watches edges sees state coverage.
  void reached(TcpState from, scenario::EventClass event, TcpState to, Path& path);

  void begin_run() {
    states_of_run_ = 0;
    new_in_run_ = 0;
    times_in_run_.fill(0);
  }
  // How much this run showed that no run before it had: a triple, a triple behind another, a triple
  // in a situation, in that situation behind another, or more often. For an engine of our own
  // (fuzzers/input_loop.h); what it steers by is state, not code, so that it serves any stack.
  [[nodiscard]] std::size_t new_in_run() const { return new_in_run_; }
  [[nodiscard]] bool visited_in_run(TcpState state) const {
    return ((states_of_run_ >> static_cast<unsigned>(state)) & 1U) != 0;
  }
  // How often; the index is that of scenario::triples().
  [[nodiscard]] std::uint64_t count(std::size_t triple) const { return counts_[triple]; }
  [[nodiscard]] std::uint64_t count(const scenario::Triple& triple) const {
    const std::size_t index = scenario::index_of(triple);
    return index < counts_.size() ? counts_[index] : 0;
  }
  [[nodiscard]] std::span<const std::uint64_t> counts() const { return counts_; }
  [[nodiscard]] std::size_t reached_of_all() const { return reached_; }
  // Moves that are not legal: for the judge to say what is wrong with them.
  [[nodiscard]] std::uint64_t unlisted() const { return unlisted_; }
  [[nodiscard]] const scenario::Triple& last_unlisted() const { return last_unlisted_; }

 private:
  std::array<std::uint64_t, scenario::kTriples> counts_{};
  std::size_t reached_{0};
  std::uint64_t unlisted_{0};
  scenario::Triple last_unlisted_{};
  std::uint32_t states_of_run_{0};

  void mark(std::uint64_t what);
  static constexpr std::size_t kMarks = std::size_t{1} << 18U;
  std::bitset<kMarks> marked_;  // by hash: now and then two are taken for one
  std::size_t new_in_run_{0};
  std::array<std::uint8_t, scenario::kTriples> times_in_run_{};
};

struct ArrowReached {  // an arrow of RFC 9293 figure 5, its notes included
  scenario::Triple arrow;
  std::uint64_t times{};
};
// In the order of scenario::figure_5(). The counts are one per triple, of whatever origin.
[[nodiscard]] std::vector<ArrowReached> figure_5_reached(std::span<const std::uint64_t> counts);
[[nodiscard]] inline std::vector<ArrowReached> figure_5_reached(const StateCoverage& coverage) {
  return figure_5_reached(coverage.counts());
}

}  // namespace synspect::drive
