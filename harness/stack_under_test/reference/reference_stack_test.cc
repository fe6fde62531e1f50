// The contract of the interface: reset, time, snapshots, refusals.
#include "harness/stack_under_test/reference/reference_stack.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/stack_under_test/reference/test_bench.h"

namespace synspect::reference {
namespace {

using namespace test;
using std::chrono::seconds;

TEST(Reset, RefusesByName) {
  const struct {
    void (*spoil)(ResetConfig&);
    const char* word;
  } rows[] = {
      {[](ResetConfig& c) { c.profile = "plan9"; }, "plan9"},
      {[](ResetConfig& c) { c.knobs = {{"net.ipv4.tcp_sack", "1"}}; }, "net.ipv4.tcp_sack"},
      {[](ResetConfig& c) { c.addresses.clear(); }, "address"},
      {[](ResetConfig& c) { c.mtu = 1279; }, "1279"},
      {[](ResetConfig& c) { c.mtu = 65536; }, "65536"},
      {[](ResetConfig& c) {
         c.addresses.resize(1);
         c.mtu = 67;
       },
       "67"},
      {[](ResetConfig& c) { c.msl = Duration{0}; }, "MSL"},
  };
  const auto stack = make_reference_stack();
  for (const auto& row : rows) {
    ResetConfig how = config();
    row.spoil(how);
    const auto done = stack->reset(how);
    ASSERT_FALSE(done) << row.word;
    EXPECT_THAT(done.error().what, testing::HasSubstr(row.word));
  }
  EXPECT_TRUE(stack->reset(config()));
}

TEST(Reset, ConfigIsHeeded) {
  ResetConfig how = config();
  how.addresses = {kOurs};
  how.mtu = 576;
  how.msl = seconds{7};
  how.forced_isns = {42};
  Bench bench{how};
  EXPECT_EQ(bench.stack->capabilities().timing.msl, seconds{7});
  static_cast<void>(bench.listener(80));
  bench.arrives("S", kPeerIss, 0, 80);
  EXPECT_EQ(bench.out().at(0), "S. 42:42(0) ack 5001 win 65535 <mss 536>");
  static_cast<void>(bench.stack->advance_to(kRunStart + seconds{1}));
  ASSERT_TRUE(bench.stack->reset(how));
  EXPECT_EQ(bench.stack->now(), kRunStart);
  EXPECT_FALSE(bench.stack->next_deadline());
  EXPECT_TRUE(bench.out().empty());
  bench.arrives("S", kPeerIss, 0, 80);
  EXPECT_EQ(bench.out().at(0).substr(0, 1), "R") << "the listener is gone";
}

TEST(Time, StopsAtTheFirstInstantThatPutsOut) {
  Bench bench;
  const Handle s = bench.socket();
  ASSERT_EQ(bench.call(call::Connect{.socket = s, .remote = kPeer}), "EINPROGRESS");
  static_cast<void>(bench.out());
  EXPECT_EQ(bench.stack->next_deadline(), kRunStart + seconds{1});
  EXPECT_EQ(bench.stack->advance_to(kRunStart + seconds{1} - Duration{1}),
            kRunStart + seconds{1} - Duration{1});
  EXPECT_TRUE(bench.out().empty());
  EXPECT_EQ(bench.stack->advance_to(kRunStart + seconds{100}), kRunStart + seconds{1});
  StackOutput output;
  ASSERT_TRUE(bench.stack->poll(output));
  EXPECT_EQ(output.at, kRunStart + seconds{1});
  EXPECT_EQ(decode(output.octets).to_string(), "S 1000:1000(0) win 65535 <mss 1460>");
  EXPECT_EQ(bench.stack->advance_to(kRunStart + seconds{100}), kRunStart + seconds{3});
}

TEST(TimeDeathTest, NeverBack) {
  Bench bench;
  static_cast<void>(bench.stack->advance_to(kRunStart + seconds{1}));
  EXPECT_DEATH(static_cast<void>(bench.stack->advance_to(kRunStart)), "");
}

TEST(Poll, LeavesTheCallersValueAloneWhenThereIsNothing) {
  Bench bench;
  StackOutput output;
  output.octets.resize(3);
  EXPECT_FALSE(bench.stack->poll(output));
  EXPECT_EQ(output.octets.size(), 3u);
}

TEST(Capabilities, WhatIsNotThereIsRefused) {
  Bench bench;
  const Controls& can = bench.stack->capabilities().controls;
  EXPECT_FALSE(can.knobs);
  EXPECT_THAT(bench.stack->set_knob("x", "1").error().what, testing::HasSubstr("x"));
  EXPECT_FALSE(can.endpoint_table);
  EXPECT_FALSE(bench.stack->endpoints());
  EXPECT_FALSE(bench.stack->drop({}));
  EXPECT_FALSE(bench.stack->failure());
}

TEST(Snapshot, RestoredStateGoesOnTheSame) {
  Bench bench;
  const Handle s = bench.connection();
  ASSERT_EQ(bench.call(call::Send{.socket = s, .data = octets_of("waits"), .to = {}}), "5");
  const auto saved = bench.stack->snapshot();
  const auto hash = bench.stack->state_hash();
  const auto go_on = [&] {
    std::vector<std::string> lines;
    bench.arrives(".", kPeerIss + 1, kIss + 1, 80, "text");
    static_cast<void>(bench.stack->advance_to(bench.stack->now() + seconds{5}));
    lines.push_back(bench.read(s));
    lines.push_back(bench.call(call::Close{.socket = s}));
    static_cast<void>(bench.stack->advance_to(bench.stack->now() + seconds{50}));
    for (const std::string& line : bench.out()) lines.push_back(line);
    return lines;
  };
  const auto first = go_on();
  const auto end = bench.stack->state_hash();
  EXPECT_NE(end, hash);
  for (int again = 0; again < 2; ++again) {
    bench.stack->restore(*saved);
    EXPECT_EQ(bench.stack->state_hash(), hash);
    EXPECT_EQ(go_on(), first);
    EXPECT_EQ(bench.stack->state_hash(), end);
  }
  EXPECT_THAT(first, testing::Contains("P. 1001:1006(5) ack 5001 win 65535"))
      << "waiting output too";
}

TEST(StateHash, EveryOperationThatChangesSomethingShows) {
  Bench a;
  Bench b;
  EXPECT_EQ(a.stack->state_hash(), b.stack->state_hash());
  static_cast<void>(a.socket());
  EXPECT_NE(a.stack->state_hash(), b.stack->state_hash());
  static_cast<void>(b.socket());
  EXPECT_EQ(a.stack->state_hash(), b.stack->state_hash());
  ASSERT_EQ(a.call(call::Bind{.socket = Handle{3}, .address = {kOurs, 80}}), "0");
  EXPECT_NE(a.stack->state_hash(), b.stack->state_hash());
}

}  // namespace
}  // namespace synspect::reference
