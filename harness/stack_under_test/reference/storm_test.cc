// A hundred thousand random, mutated and half-right datagrams and calls: the stack neither stops
// nor grows, and the same seed gives the same bytes.
#include <gtest/gtest.h>

#include <random>

#include "harness/history/history.h"
#include "harness/stack_under_test/reference/test_bench.h"
#include "stack/wire/test_icmp.h"

namespace synspect::reference {
namespace {

using namespace test;

class Storm {
 public:
  explicit Storm(std::uint64_t seed) : chance_{seed} { history_.begin({}); }

  void blow(int steps) {
    for (int step = 0; step < steps; ++step) {
      if (step % 2'000 == 0) start_again();
      const std::size_t what = below(10);
      if (what < 7) {
        below(12) == 0 && !latest_.empty() ? inject_icmp() : inject();
      } else if (what < 9) {
        call();
      } else {
        const Time limit =
            bench_.stack->now() + Duration{static_cast<std::int64_t>(below(3'000'000))};
        static_cast<void>(bench_.stack->advance_to(limit));
        note(TimeAdvanced{});
      }
      drain();
    }
  }

  [[nodiscard]] std::uint64_t digest() const { return history_.digest(); }
  [[nodiscard]] std::size_t datagrams_out() const { return datagrams_out_; }
  [[nodiscard]] std::size_t most_in_one_step() const { return most_in_one_step_; }
  [[nodiscard]] std::size_t states_seen() const {
    return static_cast<std::size_t>(std::popcount(states_));
  }

 private:
  std::size_t below(std::size_t bound) { return chance_() % bound; }
  Handle some_handle() { return Handle{static_cast<int>(below(12)) + 2}; }

  template <class What>
  void note(const What& what) {
    history_.observe({.at = bench_.stack->now(), .what = what});
  }

  void start_again() {
    ASSERT_TRUE(bench_.stack->reset(config()));
    const Handle l = bench_.listener(80, 8);
    static_cast<void>(bench_.stack->call(call::Open{.local = {kOurs, 81}, .remote = {}}));
    bench_.handshake(80);
    static_cast<void>(bench_.accepted(l));
  }

  // A segment near what some connection expects, in numbers and in flags.
  void inject() {
    tcp::Datagram d;
    d.source.octets = kPeer.ip.octets;
    d.destination.octets = kOurs.octets;
    d.source_port = {static_cast<std::uint16_t>(9000 + below(4))};
    d.destination_port = {static_cast<std::uint16_t>(80 + below(3))};
    if (below(4) == 0) d.destination_port = {static_cast<std::uint16_t>(49152 + below(4))};
    tcp::Segment& s = d.segment;
    s.seq = tcp::Seq{static_cast<std::uint32_t>(kPeerIss + below(6))};
    s.ack = tcp::Seq{static_cast<std::uint32_t>(kIss + below(6))};
    if (below(20) == 0) s.ack = tcp::Seq{static_cast<std::uint32_t>(chance_())};
    s.syn = below(4) == 0;
    s.ack_flag = below(4) != 0;
    s.fin = below(6) == 0;
    s.rst = below(12) == 0;
    s.window = static_cast<std::uint16_t>(below(3) == 0 ? below(3) : below(65536));
    const std::vector<std::byte> text(below(4), std::byte{'t'});
    s.payload = text;
    std::vector<std::byte> octets;
    tcp::write_datagram(d, octets);
    if (below(5) == 0) {
      for (std::size_t edits = 1 + below(3); edits > 0; --edits) {
        octets[below(octets.size())] = static_cast<std::byte>(chance_() & 0xff);
      }
      if (below(3) == 0) octets.resize(below(octets.size() + 10));
    }
    bench_.stack->inject(octets);
    note(SegmentSeen{.direction = Direction::kToStack,
                     .fate = Fate::kDelivered,
                     .octets = octets,
                     .wire_length = static_cast<std::uint32_t>(octets.size()),
                     .segment = {}});
  }

  // Of the latest datagram that the stack sent, whole or cut, right or not quite.
  void inject_icmp() {
    std::vector<std::byte> quote = latest_;
    if (below(4) == 0) quote[below(quote.size())] = static_cast<std::byte>(chance_() & 0xff);
    std::vector<std::byte> octets =
        tcp::icmp_about(quote, {.type = static_cast<std::uint8_t>(below(2) == 0 ? 3 : below(14)),
                                .code = static_cast<std::uint8_t>(below(8)),
                                .rest = static_cast<std::uint32_t>(below(1600)),
                                .quoted = 20 + below(40)});
    if (below(8) == 0) octets.resize(below(octets.size()));
    bench_.stack->inject(octets);
    note(SegmentSeen{.direction = Direction::kToStack,
                     .fate = Fate::kDelivered,
                     .octets = octets,
                     .wire_length = static_cast<std::uint32_t>(octets.size()),
                     .segment = {}});
  }

  void call() {
    const Handle h = some_handle();
    const std::string_view text = "payload";
    constexpr call::Option kOptions[] = {call::Option::kReuseAddress, call::Option::kNoDelay,
                                         call::Option::kKeepAlive,    call::Option::kKeepIdle,
                                         call::Option::kKeepInterval, call::Option::kKeepCount,
                                         call::Option::kDiffserv};
    const call::Option option = kOptions[below(std::size(kOptions))];
    const UserCall calls[] = {
        call::Socket{.version = IpVersion::kV4},
        call::Bind{.socket = h, .address = {kOurs, static_cast<std::uint16_t>(80 + below(3))}},
        call::Listen{.socket = h, .backlog = 3},
        call::Accept{.socket = h},
        call::Connect{.socket = h, .remote = kPeer},
        call::Send{.socket = h, .data = octets_of(text), .to = {}},
        call::Receive{.socket = h, .max = below(10)},
        call::Shutdown{.socket = h, .how = static_cast<call::ShutdownHow>(below(3))},
        call::Close{.socket = h},
        call::SetOption{.socket = h, .option = option, .value = 1},
        call::Name{.socket = h},
        call::Open{.local = {kOurs, 82}, .remote = {}},
        call::Open{.local = {},
                   .remote = kPeer,
                   .active = true,
                   .existing = below(2) == 0 ? h : Handle::kNone},
        call::RfcSend{.connection = h, .data = octets_of(text)},
        call::RfcReceive{.connection = h, .max = below(10)},
        call::RfcClose{.connection = h},
        call::Abort{.connection = h},
        call::Status{.connection = h},
    };
    const UserCall& one = calls[below(std::size(calls))];
    const CallResult result = bench_.stack->call(one);
    note(CallSeen{.call = one, .result = result});
    if (const auto info = bench_.stack->info(h))
      states_ |= 1U << static_cast<unsigned>(*info->state);
  }

  void drain() {
    StackOutput output;
    std::size_t count = 0;
    while (bench_.stack->poll(output)) {
      ++count;
      if (output.kind == StackOutput::Kind::kSignal) {
        note(SignalSeen{.handle = output.handle, .signal = output.signal, .reason = output.reason});
        continue;
      }
      ++datagrams_out_;
      const DecodedSegment s = decode(output.octets);
      ASSERT_EQ(s.kind, DatagramKind::kTcp);
      ASSERT_EQ(s.tcp_checksum, ChecksumStatus::kCorrect);
      ASSERT_TRUE(s.ip_checksum_correct);
      latest_ = output.octets;
      note(SegmentSeen{.direction = Direction::kFromStack,
                       .fate = Fate::kSent,
                       .octets = output.octets,
                       .wire_length = static_cast<std::uint32_t>(output.octets.size()),
                       .segment = {}});
    }
    most_in_one_step_ = std::max(most_in_one_step_, count);
  }

  std::mt19937_64 chance_;
  Bench bench_;
  History history_;
  std::vector<std::byte> latest_;
  std::size_t datagrams_out_{0};
  std::size_t most_in_one_step_{0};
  unsigned states_{0};
};

TEST(Storm, SurvivesAndRepeatsItself) {
  Storm first{1};
  Storm second{1};
  first.blow(150'000);
  EXPECT_GT(first.datagrams_out(), 10'000u);
  EXPECT_LT(first.most_in_one_step(), 100u) << "bounded work per input";
  EXPECT_GE(first.states_seen(), 10u) << "LISTEN to TIME-WAIT";
  second.blow(150'000);
  EXPECT_EQ(first.digest(), second.digest());
}

// A flood of SYNs from everywhere: no more connections than the backlog allows.
TEST(Storm, AFloodOfSynsStaysWithinTheBacklog) {
  Bench bench;
  static_cast<void>(bench.listener(80, 16));
  for (int from = 1; from < 60'000; ++from) {
    bench.arrives("S", 77, 0, 80, {}, static_cast<std::uint16_t>(from));
  }
  EXPECT_EQ(bench.out().size(), 16u) << "one SYN,ACK each, and no more";
}

}  // namespace
}  // namespace synspect::reference
