// Follows the states of a few connections of one stack, from its own word, for StateCoverage.
#pragma once

#include <array>
#include <optional>

#include "harness/drive/state_coverage.h"
#include "harness/scenario/event.h"
#include "harness/stack_under_test/stack_under_test.h"

namespace synspect::drive {

class StateWatch {
 public:
  StateWatch(const StackUnderTest& stack, StateCoverage& coverage)
      : stack_{&stack}, coverage_{&coverage} {}

  void restart() { lanes_.fill({}); }
  // How the connection of this lane stands now, for what is recorded next.
  void set_situation(std::uint8_t lane, std::uint8_t situation) {
    lanes_[lane].path.situation = situation;
  }
  // From now on the connection of this lane is the one between `sockets`.
  void watch(std::uint8_t lane, const FourTuple& sockets);
  // An event is over that was about `lane`: it and every other lane that moved are recorded.
  void after(scenario::EventClass event, std::uint8_t lane);
  void after_time();

 private:
  struct Watched {
    bool on{};
    FourTuple sockets;
    std::optional<TcpState> state;
    Path path;
  };
  void record(Watched& lane, scenario::EventClass event, bool own, std::optional<TcpState> now);

  const StackUnderTest* stack_;
  StateCoverage* coverage_;
  std::array<Watched, scenario::kLanes> lanes_{};
};

}  // namespace synspect::drive
