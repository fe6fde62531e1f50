// A scenario of one stack and an adversarial peer.
#pragma once

#include <string>
#include <vector>

#include "harness/drive/peer_view.h"
#include "harness/drive/scenario_peer.h"
#include "harness/drive/scenario_run.h"
#include "harness/drive/scenario_user.h"
#include "harness/drive/session.h"
#include "harness/drive/state_watch.h"

namespace synspect::drive {

class ScenarioRunner::OneEndpoint {
 public:
  OneEndpoint(StackUnderTest& stack, ObservationSink& sink, ScenarioOptions options);

  [[nodiscard]] const std::string& run(const scenario::Scenario& scenario);
  [[nodiscard]] StateCoverage& coverage() { return coverage_; }
  void set_twist(const Twist& twist) { options_.twist = twist; }

 private:
  [[nodiscard]] bool begin(const scenario::Setup& setup);
  void play(const scenario::Move& move);
  void play(const scenario::Craft& craft);
  void play(const scenario::Replay& replay);
  void play(const scenario::Call& call);
  void play(const scenario::Wait& wait);
  void play(const scenario::Fault&) {}

  void inject(const DatagramToWrite& datagram);
  void watch(std::uint8_t lane);

  StackUnderTest& stack_;
  ScenarioOptions options_;
  std::string broken_;
  PeerView view_;
  std::uint64_t ids_{0};
  Session session_;
  ScenarioUser user_;
  ScenarioPeer peer_;
  StateCoverage coverage_;
  StateWatch watch_;
  RunHeader header_;
  IpAddress stack_address_, peer_address_;
  std::vector<std::byte> octets_;
  std::uint32_t injections_{0};
};

}  // namespace synspect::drive
