// A stack without a TCP: it answers each call as a history says it was answered, if it is asked the
// same. With it behind SocketCalls, a line for a call is tried before it is written.
#pragma once

#include "harness/history/observation.h"
#include "harness/stack_under_test/stack_under_test.h"

namespace synspect::drive {

// Equal in every argument; without `octets`, text need only be as long.
[[nodiscard]] bool same_call(const UserCall& a, const UserCall& b, bool octets = true);
// `call` on another handle.
[[nodiscard]] UserCall on_handle(UserCall call, Handle handle);

class Playback final : public StackUnderTest {
 public:
  void compare_octets(bool compare) { octets_ = compare; }
  // From now on `seen` is what is expected, on a handle that the script `knows`; else what a script
  // can say is a call on no handle at all. Null: no call is expected.
  void expect(const CallSeen* seen, bool knows = true) {
    expected_ = seen;
    if (seen != nullptr) call_ = knows ? seen->call : on_handle(seen->call, Handle::kNone);
    asked_ = false;
  }
  // The expected call was made, and nothing else.
  [[nodiscard]] bool agreed() const { return asked_ && expected_ != nullptr; }
  [[nodiscard]] bool asked() const { return asked_; }

  [[nodiscard]] const Capabilities& capabilities() const override { return capabilities_; }
  [[nodiscard]] std::expected<void, Refusal> reset(const ResetConfig&) override { return {}; }
  [[nodiscard]] Time now() const override { return kRunStart; }
  [[nodiscard]] std::optional<Time> next_deadline() const override { return std::nullopt; }
  [[nodiscard]] Time advance_to(Time limit) override { return limit; }
  void inject(std::span<const std::byte>) override {}
  [[nodiscard]] bool poll(StackOutput&) override { return false; }
  [[nodiscard]] CallResult call(const UserCall& call) override {
    if (asked_ || expected_ == nullptr || !same_call(call, call_, octets_)) expected_ = nullptr;
    asked_ = true;
    return expected_ != nullptr ? expected_->result : CallResult::failed(CallError::kNotSupported);
  }
  [[nodiscard]] std::optional<StackInfo> info(Handle) const override { return std::nullopt; }

 private:
  Capabilities capabilities_;
  const CallSeen* expected_{};
  UserCall call_;
  bool octets_{true};
  bool asked_{};
};

}  // namespace synspect::drive
