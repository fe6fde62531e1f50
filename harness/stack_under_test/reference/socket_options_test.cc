// Options: their values, and that they reach the connection.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/stack_under_test/reference/keep_alive.h"
#include "harness/stack_under_test/reference/test_bench.h"

namespace synspect::reference {
namespace {

using namespace test;
using Lines = std::vector<std::string>;

TEST(Sockets, OptionsAreSetAndRead) {
  using enum call::Option;
  struct Row {
    call::Option option;
    std::int64_t at_first;  // read
    std::vector<std::int64_t> taken, refused;
  };
  const Row rows[] = {
      {kReuseAddress, 0, {1, 0}, {}},
      {kLinger, -1, {0, 5, -1}, {-2, 1LL << 31}},
      {kReceiveBuffer, 65535, {1, 4096, 1 << 30}, {0, -1}},
      {kSendBuffer, 65536, {1, 4096, 1 << 30}, {0, -1}},
      {kKeepAlive, 0, {1, 0}, {}},
      {kNoDelay, 0, {1, 0}, {}},
      {kCork, 0, {1, 0}, {}},
      {kMaxSegment, 536, {88, 1460, 32767}, {0, 87, 32768}},
      {kKeepIdle, 7200, {1, 32767}, {0, 32768}},
      {kKeepInterval, 75, {1, 32767}, {0, 32768}},
      {kKeepCount, 9, {1, 127}, {0, 128}},
      {kUserTimeout, 0, {1, 0}, {-1, 1LL << 31}},
      {kDiffserv, 0, {4, 252}, {-1, 256}},
  };
  for (const Row& row : rows) {
    Bench bench;
    const Handle s = bench.socket();
    const auto set = [&](std::int64_t value) {
      return bench.call(call::SetOption{.socket = s, .option = row.option, .value = value});
    };
    const auto get = [&] { return bench.call(call::GetOption{.socket = s, .option = row.option}); };
    if (row.at_first >= 0) {
      EXPECT_EQ(get(), std::to_string(row.at_first)) << to_string(row.option);
    }
    for (const std::int64_t value : row.taken) {
      EXPECT_EQ(set(value), "0") << to_string(row.option) << " " << value;
      if (value >= 0) {
        EXPECT_EQ(get(), std::to_string(value)) << to_string(row.option);
      }
    }
    const std::string last = row.taken.back() < 0 ? "" : get();
    for (const std::int64_t value : row.refused) {
      EXPECT_EQ(set(value), "EINVAL") << to_string(row.option) << " " << value;
    }
    if (!last.empty()) {
      EXPECT_EQ(get(), last) << "what is refused changes nothing";
    }
  }
}

TEST(Sockets, OptionsThatItDoesNotHave) {
  Bench bench;
  const Handle s = bench.socket();
  using enum call::Option;
  EXPECT_EQ(bench.call(call::GetOption{.socket = s, .option = kTtl}), "ENOPROTOOPT");
  for (const call::Option option : {kTtl, kFastOpen}) {  // the latter by profile
    EXPECT_EQ(bench.call(call::SetOption{.socket = s, .option = option, .value = 1}),
              "ENOPROTOOPT");
  }
  EXPECT_EQ(bench.call(call::SetOption{.socket = s, .option = call::Option::kError, .value = 0}),
            "ENOPROTOOPT");
}

TEST(Sockets, NoDelayReachesTheConnection) {  // MUST-17
  const auto on = [](Handle h, int value) {
    return call::SetOption{.socket = h, .option = call::Option::kNoDelay, .value = value};
  };
  const auto writes = [](Bench& bench, Handle h) {
    for (int i = 0; i < 2; ++i) {
      EXPECT_EQ(bench.call(call::Send{.socket = h, .data = octets_of("x"), .to = {}}), "1");
    }
    return bench.out().size();
  };
  Bench held;
  const Handle c = held.connection();
  EXPECT_EQ(writes(held, c), 1U) << "SHLD-7";
  EXPECT_EQ(held.call(on(c, 1)), "0");
  EXPECT_EQ(held.out().size(), 1U);
  EXPECT_EQ(writes(held, c), 2U);
  EXPECT_EQ(held.call(on(c, 0)), "0");
  EXPECT_EQ(writes(held, c), 0U);

  Bench inherited;
  const Handle l = inherited.listener(80);
  EXPECT_EQ(inherited.call(on(l, 1)), "0");
  inherited.handshake(80);
  const Handle made = inherited.accepted(l);
  static_cast<void>(inherited.out());
  EXPECT_EQ(writes(inherited, made), 2U);
  const call::GetOption get{.socket = made, .option = call::Option::kNoDelay};
  EXPECT_EQ(inherited.call(get), "1");

  Bench before;  // the connection
  const Handle s = before.socket();
  EXPECT_EQ(before.call(on(s, 1)), "0");
  ASSERT_EQ(before.call(call::Bind{.socket = s, .address = {kOurs, 1025}}), "0");
  ASSERT_EQ(before.call(call::Connect{.socket = s, .remote = kPeer}), "EINPROGRESS");
  before.arrives("S.", kPeerIss, kIss + 1, 1025);
  static_cast<void>(before.out());
  EXPECT_EQ(writes(before, s), 2U);
}

constexpr Time kFarAway{std::chrono::hours{24}};

TEST(Sockets, UserTimeoutIsR2) {  // MUST-21, MUST-20
  const auto set = [](Handle h, std::int64_t ms) {
    return call::SetOption{.socket = h, .option = call::Option::kUserTimeout, .value = ms};
  };
  const auto ends_after = [](Bench& bench, Handle h) {
    EXPECT_EQ(bench.call(call::Send{.socket = h, .data = octets_of("x"), .to = {}}), "1");
    const Time start = bench.stack->now();
    while (bench.read(h) == "EAGAIN") static_cast<void>(bench.stack->advance_to(kFarAway));
    return std::chrono::duration_cast<std::chrono::seconds>(bench.stack->now() - start).count();
  };
  Bench standard;
  EXPECT_EQ(ends_after(standard, standard.connection()), 300);
  Bench set_late;
  const Handle c = set_late.connection();
  EXPECT_EQ(set_late.call(set(c, 5'000)), "0");
  EXPECT_EQ(ends_after(set_late, c), 5);
  Bench inherited;
  const Handle l = inherited.listener(80);
  EXPECT_EQ(inherited.call(set(l, -1)), "EINVAL");
  EXPECT_EQ(inherited.call(set(l, 7'000)), "0");
  inherited.handshake(80);
  const Handle made = inherited.accepted(l);
  const call::GetOption get{.socket = made, .option = call::Option::kUserTimeout};
  EXPECT_EQ(inherited.call(get), "7000");
  EXPECT_EQ(ends_after(inherited, made), 7);
  Bench before;  // the connection
  const Handle s = before.socket();
  EXPECT_EQ(before.call(set(s, 9'000)), "0");
  ASSERT_EQ(before.call(call::Connect{.socket = s, .remote = kPeer}), "EINPROGRESS");
  const Time start = before.stack->now();
  while (before.read(s) == "EAGAIN") static_cast<void>(before.stack->advance_to(kFarAway));
  EXPECT_EQ(before.stack->now() - start, std::chrono::seconds{9});
}

TEST(Sockets, KeepAlivesAreAnOption) {  // MUST-24, MUST-27
  using enum call::Option;
  const auto set = [](Bench& bench, Handle h, call::Option option, std::int64_t value) {
    return bench.call(call::SetOption{.socket = h, .option = option, .value = value});
  };
  const auto probed_after = [](Bench& bench) -> std::int64_t {
    const Time start = bench.stack->now();
    const Time end = bench.stack->advance_to(kFarAway);
    if (bench.out() != Lines{". 1000:1000(0) ack 5001 win 65535"}) return -1;
    return std::chrono::duration_cast<std::chrono::seconds>(end - start).count();
  };
  Bench standard;
  const Handle c = standard.connection();
  EXPECT_EQ(probed_after(standard), -1) << "MUST-25";
  Bench asked;
  const Handle a = asked.connection();
  EXPECT_EQ(set(asked, a, kKeepAlive, 1), "0");
  EXPECT_EQ(probed_after(asked), 7200);
  EXPECT_EQ(probed_after(asked), 75);
  EXPECT_EQ(set(asked, a, kKeepAlive, 0), "0");
  EXPECT_EQ(probed_after(asked), -1);
  Bench inherited;
  const Handle l = inherited.listener(80);
  EXPECT_EQ(set(inherited, l, kKeepAlive, 1), "0");
  EXPECT_EQ(set(inherited, l, kKeepIdle, 30), "0");
  inherited.handshake(80);
  const Handle made = inherited.accepted(l);
  static_cast<void>(inherited.out());
  EXPECT_EQ(inherited.call(call::GetOption{.socket = made, .option = kKeepIdle}), "30");
  EXPECT_EQ(probed_after(inherited), 30);
  const struct {
    call::Option option;
    std::int64_t value;
    const char* answer;
  } rows[] = {{kKeepIdle, 0, "EINVAL"},      {kKeepIdle, 32'768, "EINVAL"},
              {kKeepInterval, -1, "EINVAL"}, {kKeepInterval, 32'767, "0"},
              {kKeepCount, 128, "EINVAL"},   {kKeepCount, 127, "0"}};
  for (const auto& row : rows) {
    EXPECT_EQ(set(standard, c, row.option, row.value), row.answer) << row.value;
  }
  EXPECT_EQ(standard.call(call::GetOption{.socket = c, .option = kKeepCount}), "127");
  EXPECT_EQ(standard.call(call::GetOption{.socket = c, .option = kKeepIdle}), "7200");
}

TEST(Sockets, NagleIsAKnob) {
  ResetConfig how = config();
  how.knobs = {{"nagle", "off"}};
  Bench bench{how};
  const Handle c = bench.connection();
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(bench.call(call::Send{.socket = c, .data = octets_of("x"), .to = {}}), "1");
    EXPECT_EQ(bench.out().size(), 1U);
  }
  how.knobs = {{"nagle", "perhaps"}};
  EXPECT_FALSE(make_reference_stack()->reset(how));
}

}  // namespace
}  // namespace synspect::reference
