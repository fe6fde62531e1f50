// One stack in a run: the only place that calls it, advances its clock and records what it did.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/history/observation.h"
#include "harness/stack_under_test/stack_under_test.h"

namespace synspect::drive {

// A datagram that the stack emitted, kept until somebody takes it.
struct Captured {
  Time at{};
  std::uint64_t datagram{};  // SegmentSeen::datagram of its record
  std::vector<std::byte> octets;
  DecodedSegment segment;  // views `octets`
};

// More output than this without time passing, or more timer expiries within one advance, and the
// stack is taken to be in an endless loop.
inline constexpr int kMaxOutputsAtOnce = 20'000;
inline constexpr int kMaxTimersPerAdvance = 1'000'000;

class Session {
 public:
  // `stack` and `sink` must outlive the session; datagram ids are drawn from `ids`, so that two
  // sessions of one run share the numbering.
  Session(StackUnderTest& stack, ObservationSink& sink, EndpointId endpoint, std::uint64_t& ids)
      : stack_{&stack}, sink_{&sink}, endpoint_{endpoint}, ids_{&ids} {}

  // For a driver that learns from the sink alone: captured() and signals() stay empty.
  void keep_nothing() { keeps_ = false; }
  // The stack was reset: another run begins.
  void restart();

  [[nodiscard]] Time now() const { return now_; }
  [[nodiscard]] std::optional<Time> next_deadline() const { return stack_->next_deadline(); }
  void set_script_line(std::uint32_t line) { line_ = line; }

  // Moves time to `to`, stopping on the way at every instant at which the stack emits.
  void advance_to(Time to);
  // The same, but returns true as soon as something more was captured.
  [[nodiscard]] bool advance_until_output(Time limit);

  CallResult call(const UserCall& call);  // the result's data live until the next call()
  void inject(std::span<const std::byte> datagram, std::uint64_t id, std::uint16_t copy);
  // A new datagram of the driver's own.
  void inject(std::span<const std::byte> datagram) { inject(datagram, ++*ids_, 0); }
  [[nodiscard]] std::optional<StackInfo> info(Handle handle);

  // What the stack emitted and nobody has taken, oldest first.
  [[nodiscard]] std::deque<Captured>& captured() { return captured_; }
  [[nodiscard]] const std::deque<Captured>& captured() const { return captured_; }
  [[nodiscard]] const std::deque<StackOutput>& signals() const { return signals_; }
  // Why the run cannot go on: the stack died, or does not become quiescent. Empty: all is well.
  [[nodiscard]] const std::string& broken() const { return broken_; }

 private:
  void drain();
  struct Passing {  // a datagram on its way in or out
    Time at{};
    Direction direction{};
    std::uint64_t id{};
    std::uint16_t copy{};
    std::span<const std::byte> octets;
  };
  // Where `kept` is not null, what was decoded goes there, too.
  void record_datagram(const Passing& datagram, DecodedSegment* kept);
  template <class What>
  void record(Time at, const What& what);

  StackUnderTest* stack_;
  ObservationSink* sink_;
  EndpointId endpoint_;
  std::uint64_t* ids_;
  Time now_{kRunStart};
  std::uint32_t line_{0};
  bool keeps_{true};
  std::size_t emitted_{0};  // datagrams, since the run began
  std::deque<Captured> captured_;
  std::deque<StackOutput> signals_;
  std::string broken_;
  StackOutput output_;  // reused
  std::vector<std::byte> delivered_;
};

}  // namespace synspect::drive
