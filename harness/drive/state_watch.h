// Follows the states of a few connections of one stack, from its own word, for StateCoverage.
#pragma once

#include <array>
#include <optional>

#include "harness/drive/peer_view.h"
#include "harness/drive/state_coverage.h"
#include "harness/scenario/event.h"
#include "harness/stack_under_test/stack_under_test.h"

namespace synspect::drive {

class StateWatch {
 public:
  // `view` knows how each lane stands; null: nobody does.
  StateWatch(const StackUnderTest& stack, StateCoverage& coverage, const PeerView* view = nullptr)
      : stack_{&stack}, coverage_{&coverage}, view_{view} {}

  void restart() {
    lanes_.fill({});
    changes_ = 0;
  }
  // Whether the connection of this lane is watched, from that port of the stack.
  [[nodiscard]] bool watches(std::uint8_t lane, std::uint16_t port) const {
    return lanes_[lane].on && lanes_[lane].sockets.local.port == port;
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
  void record(std::uint8_t lane, scenario::EventClass event, bool own, std::optional<TcpState> now);
  // Whether the stack says that what it last told of all lanes still holds.
  [[nodiscard]] bool unchanged();

  const StackUnderTest* stack_;
  StateCoverage* coverage_;
  const PeerView* view_;
  std::array<Watched, scenario::kLanes> lanes_{};
  std::uint64_t changes_{0};  // StackUnderTest::state_changes() when the lanes were last looked at
};

}  // namespace synspect::drive
