// The check itself is checked: each way of breaking the contract is found, by its name.
#include "harness/drive/self_check.h"

#include <gtest/gtest.h>

namespace synspect::drive {
namespace {

struct Habits {
  bool counts_on{};          // handles go on counting after a reset
  bool remembers_connect{};  // a connect() is remembered over a reset
  int first_handle{3};
  bool* mark{};             // sets it at a connect() ...
  const bool* seen_mark{};  // ... and shows whether it is set
};

class Forgetful final : public StackUnderTest {  // unless its habits say otherwise
 public:
  explicit Forgetful(const Habits& habits = {}) : habits_{habits}, next_{habits.first_handle} {
    Controls& controls = capabilities_.controls;
    controls.virtual_time = controls.socket_calls = controls.ipv4 = controls.deterministic = true;
  }
  Capabilities capabilities_;
  bool refuses{};

  [[nodiscard]] const Capabilities& capabilities() const override { return capabilities_; }
  [[nodiscard]] std::expected<void, Refusal> reset(const ResetConfig& /*config*/) override {
    if (refuses) return std::unexpected{Refusal{"not today"}};
    if (!habits_.counts_on) next_ = habits_.first_handle + (connected_ ? 100 : 0);
    now_ = kRunStart;
    return {};
  }
  [[nodiscard]] Time now() const override { return now_; }
  [[nodiscard]] std::optional<Time> next_deadline() const override { return std::nullopt; }
  [[nodiscard]] Time advance_to(Time limit) override { return now_ = limit; }
  void inject(std::span<const std::byte> /*datagram*/) override {}
  [[nodiscard]] bool poll(StackOutput& /*out*/) override { return false; }
  [[nodiscard]] CallResult call(const UserCall& call) override {
    if (std::holds_alternative<call::Connect>(call)) {
      connected_ = connected_ || habits_.remembers_connect;
      if (habits_.mark != nullptr) *habits_.mark = true;
    }
    const int disturbed = habits_.seen_mark != nullptr && *habits_.seen_mark ? 100 : 0;
    return CallResult::of(std::holds_alternative<call::Socket>(call) ? next_++ + disturbed : 0);
  }
  [[nodiscard]] std::optional<StackInfo> info(Handle /*handle*/) const override {
    return std::nullopt;
  }

 private:
  Habits habits_;
  int next_;
  bool connected_{};
  Time now_{kRunStart};
};

SelfCheck check(const Habits& habits, const Habits& of_other) {
  Forgetful stack{habits};
  Forgetful other{of_other};
  return check_reset(stack, other);
}

TEST(SelfCheck, AStackThatForgetsKeepsTheContract) {
  const SelfCheck said = check({}, {});
  EXPECT_EQ(said.verdict, SelfCheck::Verdict::kKept) << said.what;
}

TEST(SelfCheck, EachBreachHasItsName) {
  using Verdict = SelfCheck::Verdict;
  Habits counting;
  counting.counts_on = true;
  Habits remembering;
  remembering.remembers_connect = true;
  Habits other;
  other.first_handle = 4;
  const SelfCheck counts = check(counting, {});
  EXPECT_EQ(counts.verdict, Verdict::kBroken);
  EXPECT_EQ(counts.what, "the same run twice gives two histories");
  const SelfCheck remembers = check(remembering, {});
  EXPECT_EQ(remembers.verdict, Verdict::kBroken);
  EXPECT_EQ(remembers.what, "a run gives another history once another run came in between");
  const SelfCheck differs = check({}, other);
  EXPECT_EQ(differs.verdict, Verdict::kBroken);
  EXPECT_EQ(differs.what, "two instances give two histories for the same run");
}

TEST(SelfCheck, WhatTheOtherInstanceDidMustNotShow) {
  bool shared = false;
  Habits stack;
  stack.seen_mark = &shared;
  Habits other;
  other.mark = &shared;
  const SelfCheck said = check(stack, other);
  EXPECT_EQ(said.verdict, SelfCheck::Verdict::kBroken);
  EXPECT_EQ(said.what, "a run gives another history once another instance was used");
}

TEST(SelfCheck, OnlyOneInstanceIsNoBreach) {
  Forgetful stack;
  Forgetful other;
  other.refuses = true;
  EXPECT_EQ(check_reset(stack, other).verdict, SelfCheck::Verdict::kKept);
}

TEST(SelfCheck, WhatCannotBeTriedIsSaid) {
  for (const int lack : {0, 1, 2}) {
    Forgetful stack;
    if (lack == 0) stack.capabilities_.controls.deterministic = false;
    if (lack == 1) stack.capabilities_.controls.socket_calls = false;
    if (lack == 2) stack.refuses = true;
    Forgetful other;
    const SelfCheck said = check_reset(stack, other);
    EXPECT_EQ(said.verdict, SelfCheck::Verdict::kNotTried) << lack;
    EXPECT_FALSE(said.what.empty()) << lack;
  }
}

}  // namespace
}  // namespace synspect::drive
