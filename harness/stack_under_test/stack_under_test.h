// The one interface to every TCP that Synspect judges. Adapters live in folders beside this file.
//
// Contract. The harness owns clock and entropy. Every operation returns with the stack quiescent:
// all output that it caused is waiting in poll(). Datagrams are whole IP datagrams, without link
// headers; an adapter answers ARP and neighbour discovery itself. A stack never sees another time
// than the one last given to advance_to(). Operations are called from one thread, never from within
// one another. Two runs with the same ResetConfig and the same operations give the same results
// where Controls::deterministic is set; a self-check in the tests holds adapters to that.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/history/capabilities.h"
#include "harness/history/observation.h"
#include "harness/history/reset_config.h"
#include "harness/history/time.h"
#include "harness/history/user_call.h"

namespace synspect {

struct Refusal {  // why a reset cannot be done as asked; one line, for people
  std::string what;
  bool nonsense{};  // what was asked has no meaning: a name or a value that is not known
};

// One thing that a stack put out, in its own order.
struct StackOutput {
  enum class Kind : std::uint8_t { kDatagram, kSignal };
  Time at{};  // when the stack emitted it; never decreases, at most the last advance_to()
  Kind kind{};
  std::vector<std::byte> octets;  // kDatagram; the buffer is reused from call to call
  Handle handle{Handle::kNone};   // kSignal
  Signal signal{};                // kSignal
  CallError reason{};             // kSignal
};

struct StackFailure {
  FailureKind kind{};
  int signal_number{};
  std::vector<std::byte> report;
};

struct EndpointEntry {  // one row of the stack's connection table
  FourTuple sockets;
  TcpState state{};
};

// An opaque copy of all the state of one stack: time, handles and waiting output included. Valid
// only for the stack that made it.
class StackSnapshot {
 public:
  virtual ~StackSnapshot() = default;
};

class StackUnderTest {
 public:
  StackUnderTest() = default;
  StackUnderTest(const StackUnderTest&) = delete;
  StackUnderTest& operator=(const StackUnderTest&) = delete;
  virtual ~StackUnderTest() = default;

  // What the stack is and can do; see Capabilities for what may change when.
  [[nodiscard]] virtual const Capabilities& capabilities() const = 0;

  // Throws away all state, listeners and queued output; time is kRunStart again.
  [[nodiscard]] virtual std::expected<void, Refusal> reset(const ResetConfig& config) = 0;

  [[nodiscard]] virtual Time now() const = 0;
  // When the stack next wants advance_to(): the earliest timer, or nothing while all are off.
  // Never before now(). A stack that cannot tell answers its tick.
  [[nodiscard]] virtual std::optional<Time> next_deadline() const = 0;
  // Moves the clock forward, firing what is due up to and including `limit` in order, and returns
  // the time reached: `limit`, or earlier when output came to wait at that moment. Moving back is a
  // fault of the caller.
  [[nodiscard]] virtual Time advance_to(Time limit) = 0;

  // One datagram arrives. Anything at all may be in it, of any length up to 65,575 octets.
  virtual void inject(std::span<const std::byte> datagram) = 0;
  // Takes the oldest waiting output; false when there is none, `out` then being untouched. Signals
  // come only with Controls::events.
  [[nodiscard]] virtual bool poll(StackOutput& out) = 0;

  // One user call of either dialect. The result's spans live until the next operation.
  [[nodiscard]] virtual CallResult call(const UserCall& call) = 0;
  // Nothing for an unknown handle or without Controls::info.
  [[nodiscard]] virtual std::optional<StackInfo> info(Handle handle) const = 0;

  // Set once the stack has died or hung; from then on every operation but reset() does nothing.
  [[nodiscard]] virtual std::optional<StackFailure> failure() const { return std::nullopt; }

  // Needs Controls::knobs: changes a setting in mid-run.
  [[nodiscard]] virtual std::expected<void, Refusal> set_knob(std::string_view name,
                                                              std::string_view value);
  // Both need Controls::endpoint_table. drop() removes a connection without a segment.
  [[nodiscard]] virtual std::optional<std::vector<EndpointEntry>> endpoints() const;
  [[nodiscard]] virtual bool drop(const FourTuple& sockets);

  // The state of the connection between these sockets, for whoever counts what was reached: LISTEN
  // where there is none and a listener would take its SYN, CLOSED where nothing would. Nothing:
  // the stack cannot tell.
  [[nodiscard]] virtual std::optional<TcpState> state(const FourTuple& sockets) const;
  // Another number, above 0, once state() may answer otherwise than since the last reset() or
  // restore(): until then whoever has asked need not ask again. 0: the stack cannot tell.
  [[nodiscard]] virtual std::uint64_t state_changes() const { return 0; }

  // All three need Controls::snapshot. A snapshot may be restored any number of times. state_hash()
  // is equal for equal states.
  [[nodiscard]] virtual std::unique_ptr<StackSnapshot> snapshot() const;
  virtual void restore(const StackSnapshot& snapshot);
  [[nodiscard]] virtual std::optional<std::uint64_t> state_hash() const;
};

}  // namespace synspect
