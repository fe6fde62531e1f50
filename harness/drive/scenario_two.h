// A scenario of two stacks and the network between them, which loses, repeats and holds back what
// the scenario says. At its end the faults stop and both users read and close (liveness).
#pragma once

#include <array>
#include <string>
#include <vector>

#include "harness/drive/scenario_run.h"
#include "harness/drive/scenario_user.h"
#include "harness/drive/session.h"
#include "harness/drive/state_watch.h"
#include "harness/network/network.h"

namespace synspect::drive {

class ScenarioRunner::TwoEndpoints {
 public:
  TwoEndpoints(StackUnderTest& first, StackUnderTest& second, ObservationSink& sink,
               ScenarioOptions options);

  [[nodiscard]] const std::string& run(const scenario::Scenario& scenario);
  [[nodiscard]] StateCoverage& coverage() { return coverage_; }
  void set_twist(const Twist& twist) { options_.twist = twist; }

 private:
  // Hands what an end emits to the network, after the inner sink has seen it.
  class Tap final : public ObservationSink {
   public:
    Tap(TwoEndpoints& run, ObservationSink& inner) : run_{run}, inner_{inner} {}
    void begin(const RunHeader& header) override { inner_.begin(header); }
    void observe(const Observation& seen) override;

   private:
    TwoEndpoints& run_;
    ObservationSink& inner_;
  };
  struct Orders {  // for the next datagrams of an end
    scenario::Fault::Kind kind{};
    std::uint8_t left{};
    Duration delay{};
  };
  struct End {
    End(StackUnderTest& under_test, ObservationSink& sink, EndpointId id, std::uint64_t& ids,
        StateCoverage& coverage)
        : stack{under_test}, session{stack, sink, id, ids}, user{session}, watch{stack, coverage} {}
    StackUnderTest& stack;
    IpAddress address;
    Session session;
    ScenarioUser user;
    StateWatch watch;
    Orders orders;
  };

  [[nodiscard]] bool begin(const scenario::Setup& setup);
  void play(const scenario::Call& call);
  void play(const scenario::Wait& wait);
  void play(const scenario::Fault& fault);
  void play(const scenario::Move&) {}
  void play(const scenario::Craft&) {}
  void play(const scenario::Replay&) {}

  [[nodiscard]] network::Order order(EndpointId from);
  void ask(End& end, const scenario::Call& call, std::uint8_t lane);
  void settle();
  void run_until(Time limit);
  void watch(EndpointId end, std::uint8_t lane, std::uint16_t port);
  void deliver(const network::InFlight& flight);
  void finish();
  [[nodiscard]] bool broken() const;
  [[nodiscard]] bool over() const { return broken() || deliveries_ >= kMostDeliveries; }

  // Two ends that answer each other without end fill twenty minutes with millions of datagrams. The
  // run is broken off, unjudged from there on.
  static constexpr std::uint32_t kMostDeliveries = 20'000;

  ScenarioOptions options_;
  std::string broken_;
  StateCoverage coverage_;
  std::uint64_t ids_{0};
  Tap tap_;
  std::array<End, 2> ends_;
  network::Network network_{{}, 0};
  bool partitioned_{};
  std::uint32_t deliveries_{0};
  Time now_{kRunStart};
  RunHeader header_;
};

}  // namespace synspect::drive
