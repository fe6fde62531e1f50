// A plug-in that errs in mid-run: the failure says how, nothing more happens, a reset heals it.
#include "harness/stack_under_test/plugin/plugin_stack.h"

#include <gtest/gtest.h>

#include <array>

#include "harness/stack_under_test/plugin/test_plugin.h"

namespace synspect {
namespace {

using namespace plugin::test;
using std::chrono::seconds;

ResetConfig config() {
  ResetConfig c;
  c.addresses = {IpAddress::v4(192, 0, 2, 1)};
  return c;
}

std::string said(const StackUnderTest& stack) {
  const auto failure = stack.failure();
  if (!failure) return "well";
  EXPECT_EQ(failure->kind, FailureKind::kProtocolError);
  return {reinterpret_cast<const char*>(failure->report.data()), failure->report.size()};
}

constexpr std::array<std::byte, 20> kDatagram{};

TEST(PluginStack, Obeys) {
  const synspect_stack_v1 table = obedient();
  const auto stack = make_plugin_stack(table);
  ASSERT_TRUE(stack->reset(config()));
  StackOutput out;
  EXPECT_FALSE(stack->poll(out));
  EXPECT_EQ(stack->advance_to(kRunStart + seconds{1}), kRunStart + seconds{1});
  stack->inject(kDatagram);
  ASSERT_TRUE(stack->poll(out));
  EXPECT_EQ(out.octets.size(), 3u);
  EXPECT_EQ(out.at, kRunStart + seconds{1});
  EXPECT_EQ(stack->call(call::Socket{}).value, 3);
  EXPECT_EQ(stack->call(call::Name{Handle{3}}).error, CallError::kNotSupported);
  EXPECT_EQ(stack->info(Handle{3})->state, TcpState::kListen);
  EXPECT_FALSE(stack->info(Handle{4}));
  EXPECT_EQ(stack->state({}), TcpState::kListen);
  EXPECT_FALSE(stack->next_deadline());
  EXPECT_FALSE(stack->set_knob("a", "b"));
  EXPECT_EQ(said(*stack), "well");
}

TEST(PluginStack, RefusesWhatItLacks) {
  const synspect_stack_v1 table = obedient();
  const auto stack = make_plugin_stack(table);
  ResetConfig isn = config();
  isn.forced_isns = {1};
  EXPECT_EQ(stack->reset(isn).error().what, "test: its initial sequence number cannot be set");
  ResetConfig msl = config();
  msl.msl = seconds{1};
  EXPECT_EQ(stack->reset(msl).error().what, "test: its MSL cannot be set");
}

TEST(PluginStack, RefusalsInItsOwnWords) {
  synspect_stack_v1 table = obedient();
  table.reset = [](synspect_instance*, const synspect_config*) { return 1; };
  EXPECT_EQ(make_plugin_stack(table)->reset(config()).error().what,
            "test: refused, and it does not say why");
  table.last_error = [](const synspect_instance*) { return "no \xff today"; };
  EXPECT_EQ(make_plugin_stack(table)->reset(config()).error().what, "test: no ? today");
  table.create = []() -> synspect_instance* { return nullptr; };
  EXPECT_EQ(make_plugin_stack(table)->reset(config()).error().what,
            "test: it makes no further instance");
}

// A table that was built with the first header ends before state(): what lies behind is not read.
TEST(PluginStack, AnOldTableCannotTellTheState) {
  synspect_stack_v1 table = obedient();
  table.size = offsetof(synspect_stack_v1, state);
  const auto stack = make_plugin_stack(table);
  ASSERT_TRUE(stack->reset(config()));
  EXPECT_FALSE(stack->state({}));
  table.size = sizeof table;
  table.state = nullptr;
  EXPECT_FALSE(stack->state({}));
  table.state = [](const synspect_instance*, const synspect_address* local,
                   const synspect_address* remote) {
    return local->port == 80 && remote->octets[3] == 9 ? SYNSPECT_FIN_WAIT_2 : -1;
  };
  const FourTuple known{{IpAddress::v4(192, 0, 2, 1), 80}, {IpAddress::v4(192, 0, 2, 9), 9000}};
  EXPECT_EQ(stack->state(known), TcpState::kFinWait2);
  EXPECT_FALSE(stack->state({})) << "-1: it cannot tell";
  EXPECT_EQ(said(*stack), "well");
}

struct Row {
  const char* says;  // after "test broke the plug-in interface: "
  void (*change)(synspect_stack_v1&);
};

// One of each operation; whichever errs, all of them must be harmless afterwards.
void use(StackUnderTest& stack) {
  StackOutput out;
  static_cast<void>(stack.call(call::Socket{}));
  static_cast<void>(stack.info(Handle{3}));
  static_cast<void>(stack.state({}));
  static_cast<void>(stack.advance_to(stack.now() + seconds{1}));
  static_cast<void>(stack.next_deadline());
  stack.inject(kDatagram);
  for (int taken = 0; stack.poll(out); ++taken) ASSERT_LT(taken, 20'000);
}

TEST(PluginStack, FailuresAreNamed) {
  const Row rows[] = {
      {"time runs backwards: advance_to() reached -1 us after 0 us",
       [](auto& t) {
         t.advance_to = [](synspect_instance*, std::int64_t) { return std::int64_t{-1}; };
       }},
      {"advance_to() reached 1000001 us, beyond the limit 1000000 us",
       [](auto& t) { t.advance_to = [](synspect_instance*, std::int64_t to) { return to + 1; }; }},
      {"next_deadline() is 999999 us, before the current 1000000 us",
       [](auto& t) { t.next_deadline = [](const synspect_instance* s) { return s->now_us - 1; }; }},
      {"a datagram of 65576 octets, more than 65575",
       [](auto& t) {
         t.poll_output = [](synspect_instance*, synspect_output* out) {
           out->length = SYNSPECT_MOST_OCTETS + 1;
           return 1;
         };
       }},
      {"more than 10000 outputs without a cause",
       [](auto& t) { t.poll_output = [](synspect_instance*, synspect_output*) { return 1; }; }},
      {"an output of 1000001 us, not within 0 us and 1000000 us",
       [](auto& t) {
         t.poll_output = [](synspect_instance*, synspect_output* out) {
           ++out->at_us;
           return 1;
         };
       }},
      {"an output of kind 2",
       [](auto& t) {
         t.poll_output = [](synspect_instance*, synspect_output* out) {
           out->kind = 2;
           return 1;
         };
       }},
      {"poll_output() returned 2, not 0 or 1",
       [](auto& t) { t.poll_output = [](synspect_instance*, synspect_output*) { return 2; }; }},
      {"the signal number 11",
       [](auto& t) {
         t.poll_output = [](synspect_instance*, synspect_output* out) {
           out->kind = SYNSPECT_OUTPUT_SIGNAL;
           out->signal = 11;
           return 1;
         };
       }},
      {"the error number 111 as the reason of a signal",
       [](auto& t) {
         t.poll_output = [](synspect_instance*, synspect_output* out) {
           out->kind = SYNSPECT_OUTPUT_SIGNAL;
           out->reason = 111;
           return 1;
         };
       }},
      {"socket: the error number 111",
       [](auto& t) {
         t.call = [](synspect_instance*, const synspect_call*, synspect_result* out) {
           out->error = 111;
         };
       }},
      {"info(): the state 11",
       [](auto& t) {
         t.info = [](const synspect_instance*, std::int32_t, synspect_info* out) {
           out->known = SYNSPECT_INFO_STATE;
           out->state = 11;
           return 1;
         };
       }},
      {"state(): the state 11",
       [](auto& t) {
         t.state = [](const synspect_instance*, const synspect_address*, const synspect_address*) {
           return 11;
         };
       }},
      {"describe(): name or controls changed by a reset",
       [](auto& t) {
         t.describe = [](const synspect_instance* s, synspect_description* out) {
           plugin::test::describe(s, out);
           if (s != nullptr) out->controls |= SYNSPECT_CAN_IPV6;
         };
       }},
  };
  for (const Row& row : rows) {
    synspect_stack_v1 table = obedient();
    row.change(table);
    const auto stack = make_plugin_stack(table);
    for (int run = 0; run < 2; ++run) {  // a reset heals; the second run ends like the first
      ASSERT_TRUE(stack->reset(config())) << row.says;
      use(*stack);
      EXPECT_EQ(said(*stack), std::string{"test broke the plug-in interface: "} + row.says);
      const Time then = stack->now();
      use(*stack);
      EXPECT_EQ(stack->now(), then) << row.says;
      EXPECT_EQ(stack->call(call::Socket{}).error, CallError::kNotSupported) << row.says;
    }
  }
}

TEST(PluginStack, TimeOfOutputNeverDecreases) {
  synspect_stack_v1 table = obedient();
  table.poll_output = [](synspect_instance* s, synspect_output* out) {
    if (s->waiting == 0) return 0;
    out->at_us = --s->waiting;
    return 1;
  };
  const auto stack = make_plugin_stack(table);
  ASSERT_TRUE(stack->reset(config()));
  static_cast<void>(stack->advance_to(kRunStart + seconds{1}));
  stack->inject(kDatagram);
  stack->inject(kDatagram);
  StackOutput out;
  EXPECT_TRUE(stack->poll(out));
  EXPECT_FALSE(stack->poll(out));
  EXPECT_NE(said(*stack).find("an output of 0 us, not within 1 us"), std::string::npos);
}

}  // namespace
}  // namespace synspect
