#include "harness/gate/watched_stack.h"

#include <utility>

namespace synspect::gate {
namespace {

class Within {  // one operation
 public:
  Within(Notes& notes, Operation operation) : notes_{notes} { notes_.enter(operation); }
  Within(const Within&) = delete;
  Within& operator=(const Within&) = delete;
  ~Within() { notes_.leave(); }
  [[nodiscard]] bool over() const { return notes_.over(); }

 private:
  Notes& notes_;
};

class WatchedStack final : public StackUnderTest {
 public:
  WatchedStack(std::unique_ptr<StackUnderTest> stack, EndpointId endpoint, Notes& notes)
      : stack_{std::move(stack)}, endpoint_{endpoint}, notes_{notes} {}
  ~WatchedStack() override {
    notes_.variant({});  // of no run
    notes_.cause(Operation::kDestroy, endpoint_);
    const Within now{notes_, Operation::kDestroy};
    stack_.reset();
  }

  const Capabilities& capabilities() const noexcept override { return stack_->capabilities(); }

  std::expected<void, Refusal> reset(const ResetConfig& config) noexcept override {
    notes_.cause(Operation::kReset, endpoint_);
    const Within now{notes_, Operation::kReset};
    if (now.over()) return {};
    return stack_->reset(config);
  }
  Time now() const noexcept override { return stack_->now(); }
  std::optional<Time> next_deadline() const noexcept override {
    const Within now{notes_, Operation::kNextDeadline};
    if (now.over()) return std::nullopt;
    return stack_->next_deadline();
  }
  Time advance_to(Time limit) noexcept override {
    notes_.cause(Operation::kAdvance, endpoint_);
    const Within now{notes_, Operation::kAdvance};
    if (now.over()) return limit;
    return stack_->advance_to(limit);
  }
  void inject(std::span<const std::byte> datagram) noexcept override {
    notes_.cause(Operation::kInject, endpoint_);
    const Within now{notes_, Operation::kInject};
    if (now.over()) return;
    stack_->inject(datagram);
  }
  bool poll(StackOutput& out) noexcept override {
    const Within now{notes_, Operation::kPoll};
    if (now.over()) return false;
    return stack_->poll(out);
  }
  CallResult call(const UserCall& call) noexcept override {
    notes_.cause(Operation::kCall, endpoint_, static_cast<std::uint8_t>(call.index()));
    const Within now{notes_, Operation::kCall};
    if (now.over()) return CallResult::failed(CallError::kFault);
    return stack_->call(call);
  }
  std::optional<StackInfo> info(Handle handle) const noexcept override {
    const Within now{notes_, Operation::kInfo};
    if (now.over()) return std::nullopt;
    return stack_->info(handle);
  }
  std::optional<StackFailure> failure() const noexcept override {
    if (notes_.over()) return StackFailure{notes_.how(), 0, {}};
    return stack_->failure();
  }
  std::expected<void, Refusal> set_knob(std::string_view name,
                                        std::string_view value) noexcept override {
    notes_.cause(Operation::kSetKnob, endpoint_);
    const Within now{notes_, Operation::kSetKnob};
    if (now.over()) return {};
    return stack_->set_knob(name, value);
  }
  std::optional<std::vector<EndpointEntry>> endpoints() const noexcept override {
    return stack_->endpoints();
  }
  bool drop(const FourTuple& sockets) noexcept override { return stack_->drop(sockets); }
  std::optional<TcpState> state(const FourTuple& sockets) const noexcept override {
    const Within now{notes_, Operation::kState};
    if (now.over()) return std::nullopt;
    return stack_->state(sockets);
  }
  std::uint64_t state_changes() const noexcept override { return stack_->state_changes(); }
  std::unique_ptr<StackSnapshot> snapshot() const noexcept override { return stack_->snapshot(); }
  void restore(const StackSnapshot& snapshot) noexcept override { stack_->restore(snapshot); }
  std::optional<std::uint64_t> state_hash() const noexcept override { return stack_->state_hash(); }

 private:
  std::unique_ptr<StackUnderTest> stack_;
  EndpointId endpoint_;
  Notes& notes_;
};

}  // namespace

std::unique_ptr<StackUnderTest> watched(std::unique_ptr<StackUnderTest> stack, EndpointId endpoint,
                                        Notes& notes) {
  return std::make_unique<WatchedStack>(std::move(stack), endpoint, notes);
}

}  // namespace synspect::gate
