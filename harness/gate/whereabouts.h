// Where a run is, noted so that it can still be read when the process that ran it is dead.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>

#include "harness/drive/script_run.h"
#include "harness/history/observation.h"
#include "harness/judge/state_set.h"
#include "harness/worker/page.h"

namespace synspect::gate {

// What the stack is doing: an operation of StackUnderTest, or what comes before and after them.
enum class Operation : std::uint8_t {
  kNone,  // nothing: our own code runs
  kLoad,  // loading and making it
  kReset,
  kNextDeadline,
  kAdvance,
  kInject,
  kPoll,
  kCall,
  kInfo,
  kState,
  kSetKnob,
  kDestroy,
};
inline constexpr int kOperations = 12;
[[nodiscard]] std::string to_string(Operation operation);  // "inject()"

struct Whereabouts {
  Operation operation{};
  Operation cause{};    // the last one that gave the stack something to do
  std::uint8_t call{};  // kind of the call, where `cause` is one
  EndpointId endpoint{};
  std::uint8_t flags{};  // of the segment, where `cause` is one
  bool text{};           // ... it had payload
  std::uint32_t script_line{};
  judge::StateSet states;
  Time at{};
  std::uint64_t position{};
  std::uint64_t operations{};  // of the stacks since the run began, the last one included
  drive::ScriptVariant variant;

  // "segment:SYN", "call:close", "timer", "reset", "load", "end"
  [[nodiscard]] std::string event_class() const;
};

// Notes them in a page. A store or two per operation: it is done millions of times.
class Notes {
 public:
  explicit Notes(worker::Page& page) : page_{page} {}

  void variant(const drive::ScriptVariant& variant);  // a run begins
  void enter(Operation operation) {
    store(kNow, std::to_underlying(operation));
    store(kCount, ++operations_);
  }
  void leave() { store(kNow, 0); }
  void cause(Operation operation, EndpointId endpoint, std::uint8_t call = 0) {
    store(kCause, std::uint64_t{std::to_underlying(operation)} | std::uint64_t{call} << 8U |
                      std::uint64_t{endpoint} << 16U);
  }
  void line(std::uint32_t line) { store(kLine, line); }
  void observed(const Observation& seen);  // the position is counted here
  void states(judge::StateSet states) { store(kStates, states.bits()); }

  // To see again how a run came to its bad end: the stacks do nothing any more from their
  // `operation`-th operation on, and say that they have failed in this way.
  void stop_short(std::uint64_t operation, FailureKind how) {
    last_ = operation;
    how_ = how;
  }
  [[nodiscard]] bool stops_short() const { return last_ != 0; }
  [[nodiscard]] bool over() const { return last_ != 0 && operations_ >= last_; }
  [[nodiscard]] FailureKind how() const { return how_; }

 private:
  friend Whereabouts whereabouts_of(const std::array<std::uint64_t, worker::kNotes>& notes);
  enum Slot : std::uint8_t {
    kNow,
    kCause,
    kLine,
    kStates,
    kSegment,
    kAt,
    kPosition,
    kVariant,
    kShift,
    kCount,  // of operations
  };
  void store(Slot slot, std::uint64_t value) {
    page_.notes[slot].store(value, std::memory_order_relaxed);
  }

  worker::Page& page_;
  std::uint64_t position_{0};
  std::uint64_t operations_{0};
  std::uint64_t last_{0};  // 0: none is
  FailureKind how_{};
};

// Whatever stands there: every note was perhaps written by a stack that had lost its way.
[[nodiscard]] Whereabouts whereabouts_of(const std::array<std::uint64_t, worker::kNotes>& notes);

}  // namespace synspect::gate
