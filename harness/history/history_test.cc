#include "harness/history/history.h"

#include <gtest/gtest.h>

#include <string>

#include "harness/history/decode/test_datagrams.h"

namespace synspect {
namespace {

std::span<const std::byte> octets_of(const std::string& text) {
  return std::as_bytes(std::span{text});
}

// A run with one of everything; the views die with the call, as in a real one.
void record(History& history, std::size_t text_size = 100) {
  history.begin({.source = "a test", .endpoints = {{}}, .seed = {}, .clock_uncertainty = {}});
  const auto note = [&](int at, auto what) {
    history.observe({.at = kRunStart + Duration{at}, .script_line = 3, .what = what});
  };
  auto datagram = test::from_hex(test::kText6);
  SegmentSeen segment{.endpoint = 0,
                      .direction = Direction::kToStack,
                      .fate = Fate::kDelivered,
                      .datagram = 1,
                      .copy = 0,
                      .octets = datagram,
                      .wire_length = static_cast<std::uint32_t>(datagram.size()),
                      .segment = decode(datagram)};
  note(1, segment);
  std::string text(text_size, 'x');
  call::Send send{.socket = Handle{4}, .data = octets_of(text), .to = {}};
  note(2, CallSeen{.endpoint = 0, .call = send, .result = CallResult::of(100)});
  CallResult received = CallResult::of(5);
  received.data = octets_of(text).first(5);
  note(3, CallSeen{.endpoint = 0, .call = call::Receive{.socket = Handle{4}}, .result = received});
  StackInfo info;
  info.snd_nxt = 17;
  note(4, InfoSeen{.endpoint = 0, .handle = Handle{4}, .info = &info});
  std::string knob = "net.ipv4.tcp_sack";
  note(5, KnobSet{.endpoint = 0, .name = knob, .value = "0"});
  note(6, StackFailed{.endpoint = 0, .kind = FailureKind::kHang, .report = octets_of(text)});
  note(7, TimeAdvanced{});
  note(8, RunEnded{});
  std::ranges::fill(datagram, std::byte{0xee});
  std::ranges::fill(text, '!');
  std::ranges::fill(knob, '!');
  info = {};
}

TEST(History, KeepsWhatItWasShown) {
  for (const std::size_t size : {std::size_t{100}, std::size_t{40'000}}) {  // a chunk, oversize
    History history;
    record(history, size);
    const auto seen = history.observations();
    ASSERT_EQ(seen.size(), 8u);
    const auto& segment = std::get<SegmentSeen>(seen[0].what);
    EXPECT_TRUE(std::ranges::equal(segment.octets, test::from_hex(test::kText6)));
    EXPECT_EQ(segment.segment.payload.data(), segment.octets.data() + 60) << "re-based";
    const auto& send = std::get<call::Send>(std::get<CallSeen>(seen[1].what).call);
    EXPECT_TRUE(std::ranges::equal(send.data, octets_of(std::string(size, 'x'))));
    EXPECT_TRUE(
        std::ranges::equal(std::get<CallSeen>(seen[2].what).result.data, octets_of("xxxxx")));
    EXPECT_EQ(std::get<InfoSeen>(seen[3].what).info->snd_nxt, 17u);
    EXPECT_EQ(std::get<KnobSet>(seen[4].what).name, "net.ipv4.tcp_sack");
    EXPECT_EQ(std::get<StackFailed>(seen[5].what).report.size(), size);
    EXPECT_EQ(history.header().source, "a test");
  }
}

TEST(History, EqualRunsHaveEqualDigestsWhereverTheyLie) {
  History a;
  History b;
  record(b, 50);
  record(b, 20'000);
  record(a);
  record(b);  // reused: other addresses, left-over octets
  EXPECT_EQ(a.digest(), b.digest());
  EXPECT_EQ(a.digest(), a.digest());
}

TEST(History, DigestIsTheSameOnEveryMachine) {
  History history;
  record(history);
  EXPECT_EQ(history.digest(), 13'195'759'999'823'256'203u);
}

TEST(History, EveryFieldCountsInTheDigest) {
  const auto digest_of = [](const Observation& seen) {
    History history;
    history.begin({});
    history.observe(seen);
    return history.digest();
  };
  const SignalSeen base{.endpoint = 0, .handle = Handle{1}, .signal = Signal::kReset, .reason = {}};
  const auto at = [&](int time, std::uint32_t line, SignalSeen s) {
    return digest_of({.at = kRunStart + Duration{time}, .script_line = line, .what = s});
  };
  const std::uint64_t digest = at(1, 1, base);
  EXPECT_NE(at(2, 1, base), digest);
  EXPECT_NE(at(1, 2, base), digest);
  auto other = base;
  other.endpoint = 1;
  EXPECT_NE(at(1, 1, other), digest);
  other = base;
  other.handle = Handle{2};
  EXPECT_NE(at(1, 1, other), digest);
  other = base;
  other.reason = CallError::kReset;
  EXPECT_NE(at(1, 1, other), digest);
  EXPECT_NE(digest_of({.what = TimeAdvanced{}}), digest_of({.what = RunEnded{}}));
  const std::string ab = "ab";
  const auto knob = [&](std::size_t split) {
    return digest_of({.what = KnobSet{.name = std::string_view{ab}.substr(0, split),
                                      .value = std::string_view{ab}.substr(split)}});
  };
  EXPECT_NE(knob(0), knob(1)) << "texts do not run together";
}

TEST(History, ReplayIsTheSameRun) {
  History first;
  History second;
  record(first);
  first.replay(second);
  EXPECT_EQ(second.digest(), first.digest());
  EXPECT_EQ(second.header().source, first.header().source);
}

TEST(History, ManyChunks) {
  History history;
  for (int round = 0; round < 2; ++round) {
    history.begin({});
    for (int i = 0; i < 1000; ++i) {
      const std::string text(static_cast<std::size_t>(i % 600), static_cast<char>('a' + i % 26));
      history.observe({.what = StackFailed{.report = octets_of(text)}});
    }
    for (int i = 0; i < 1000; ++i) {
      const auto& failed =
          std::get<StackFailed>(history.observations()[static_cast<std::size_t>(i)].what);
      ASSERT_TRUE(std::ranges::equal(failed.report,
                                     octets_of(std::string(static_cast<std::size_t>(i % 600),
                                                           static_cast<char>('a' + i % 26)))));
    }
  }
}

}  // namespace
}  // namespace synspect
