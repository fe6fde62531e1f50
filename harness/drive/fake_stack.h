// A stack for tests of the driver: it emits what the test says, when the test says, and answers
// calls from a table. No TCP in it.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/drive/datagram_writer.h"
#include "harness/stack_under_test/stack_under_test.h"

namespace synspect::drive {

class FakeStack final : public StackUnderTest {
 public:
  FakeStack() {
    capabilities_.stack = "fake";
    Controls& controls = capabilities_.controls;
    controls.virtual_time = controls.socket_calls = controls.ipv4 = true;
  }

  // --- what the test sets up
  Capabilities capabilities_;
  std::vector<std::pair<Time, DatagramToWrite>> plan;  // in order of time
  std::deque<CallResult> answers;                      // in order of calls; then handle 3 or 0
  std::optional<TcpState> state{TcpState::kEstablished};
  bool endless{};  // every inject makes output for ever

  // --- what it saw
  std::vector<std::vector<std::byte>> injected;
  std::vector<std::string> calls;

  [[nodiscard]] const Capabilities& capabilities() const override { return capabilities_; }
  [[nodiscard]] std::expected<void, Refusal> reset(const ResetConfig& config) override {
    if (config.profile != "rfc") return std::unexpected(Refusal{"no profile " + config.profile});
    return {};
  }
  [[nodiscard]] Time now() const override { return now_; }
  [[nodiscard]] std::optional<Time> next_deadline() const override {
    return next_ < plan.size() ? std::optional{plan[next_].first} : std::nullopt;
  }
  [[nodiscard]] Time advance_to(Time limit) override {
    if (next_ < plan.size() && plan[next_].first <= limit) limit = plan[next_].first;
    return now_ = std::max(now_, limit);
  }
  void inject(std::span<const std::byte> datagram) override {
    injected.emplace_back(datagram.begin(), datagram.end());
  }
  [[nodiscard]] bool poll(StackOutput& out) override {
    if (endless && !injected.empty()) {
      out.octets.clear();
      write_datagram(DatagramToWrite{}, out.octets);
      return true;
    }
    if (next_ >= plan.size() || plan[next_].first > now_) return false;
    out.at = plan[next_].first;
    out.kind = StackOutput::Kind::kDatagram;
    out.octets.clear();
    write_datagram(plan[next_++].second, out.octets);
    return true;
  }
  [[nodiscard]] CallResult call(const UserCall& call) override {
    calls.emplace_back(name_of(call));
    if (!answers.empty()) {
      const CallResult answer = answers.front();
      answers.pop_front();
      return answer;
    }
    return CallResult::of(std::holds_alternative<call::Socket>(call) ? 3 : 0);
  }
  [[nodiscard]] std::optional<StackInfo> info(Handle handle) const override {
    if (handle == Handle::kNone) return std::nullopt;
    StackInfo info;
    info.state = state;
    return info;
  }

 private:
  Time now_{kRunStart};
  std::size_t next_{0};
};

}  // namespace synspect::drive
