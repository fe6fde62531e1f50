// The oracle. Reads observations, never a stack: one judge serves our core and a foreign one.
//
// A Judge follows one run at a time. For each endpoint that is under test it keeps, per connection,
// the set of explanations (state, numbers) that the RFCs allow for what was seen so far, and asks
// every rule of every observation. Memory is bounded by the connections open at once.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "harness/history/observation.h"
#include "harness/judge/finding.h"
#include "harness/judge/state_set.h"

namespace synspect::judge {

// How often a clause was put to the test in a run: its premise held and the stack did as it says.
struct ClauseTally {
  ClauseId clause;
  std::uint32_t upheld{};
  std::uint32_t broken{};
  // One bit per TcpState (its number) in which it was upheld, where the state was certain.
  std::uint16_t states{};
};

class Judge final : public ObservationSink {
 public:
  Judge();
  Judge(const Judge& other);  // a judge can be forked together with the stack it follows
  Judge& operator=(const Judge& other);
  ~Judge() override;

  void begin(const RunHeader& header) override;
  void observe(const Observation& seen) override;

  // Of the run since begin(), in order of position; complete once RunEnded was observed. A rule
  // reports a fault once per connection and event class.
  [[nodiscard]] std::span<const Finding> findings() const;
  // The states that the connection `sockets`, seen from `endpoint`, may be in by what was observed
  // so far, one bit per TcpState (its number); 0: nothing is known of that endpoint.
  [[nodiscard]] std::uint16_t states(EndpointId endpoint, const FourTuple& sockets) const;
  // One entry per clause with a rule, in the order of the requirement tables; zeros included.
  [[nodiscard]] std::span<const ClauseTally> tallies() const;
  // Where the connection may stand that something last reached; empty: there is none.
  [[nodiscard]] StateSet states() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// The clauses that have a rule, in the order of the requirement tables.
[[nodiscard]] std::span<const ClauseId> judged_clauses();

}  // namespace synspect::judge
