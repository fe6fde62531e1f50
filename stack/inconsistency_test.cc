// The predicate itself: it accepts every state that steps reach, refuses each planted fault, and
// holds under random events (step() stops the process where it does not).
#include <gtest/gtest.h>

#include <functional>

#include "stack/test_tcb.h"

namespace synspect::tcp {
namespace {

struct Fault {
  const char* name;
  State state;
  std::function<void(Tcb&)> plant;
};
const Fault kFaults[] = {
    {"FIN queued in ESTABLISHED", State::kEstablished, [](Tcb& t) { t.fin_queued = true; }},
    {"SYN unacknowledged in ESTABLISHED", State::kEstablished, [](Tcb& t) { t.syn_acked = false; }},
    {"peer FIN forgotten", State::kCloseWait, [](Tcb& t) { t.fin_received = false; }},
    {"2MSL timer missing", State::kTimeWait, [](Tcb& t) { t.time_wait_due.reset(); }},
    {"2MSL timer too early", State::kFinWait2, [](Tcb& t) { t.time_wait_due = Instant{}; }},
    {"timer off with a SYN out", State::kSynSent, [](Tcb& t) { t.retransmission.due.reset(); }},
    {"timer on with nothing out", State::kEstablished,
     [](Tcb& t) { t.retransmission.due = Instant{}; }},
    {"window beyond the buffer", State::kEstablished, [](Tcb& t) { t.rcv_wnd = {65536}; }},
    {"SND.NXT ahead of the queue", State::kLastAck,
     [](Tcb& t) { t.snd_nxt = t.snd_nxt + SeqLen{1}; }},
    {"SND.UNA past SND.NXT", State::kFinWait1, [](Tcb& t) { t.snd_una = t.snd_nxt + SeqLen{1}; }},
    {"FIN of TIME-WAIT unacknowledged", State::kTimeWait,
     [](Tcb& t) { t.snd_una = t.snd_una - SeqLen{1}; }},
    {"RTO of zero", State::kFinWait1, [](Tcb& t) { t.retransmission.rto = Duration{}; }},
    {"RTO above the limit", State::kFinWait1,
     [](Tcb& t) { t.retransmission.rto = std::chrono::minutes{2}; }},
    {"text to send in CLOSED", State::kClosed, [](Tcb& t) { t.send_queue.append(kText); }},
    {"urgent mark behind the user", State::kEstablished,
     [](Tcb& t) { t.rcv_up = t.rcv_nxt - SeqLen{1}; }},
    {"urgent mark beyond the FIN", State::kCloseWait,
     [](Tcb& t) { t.rcv_up = t.rcv_nxt + SeqLen{1}; }},
    {"an ACK waits without its timer", State::kEstablished,
     [](Tcb& t) { t.delayed_ack.segments = 1; }},
    {"an ACK waits after the FIN", State::kCloseWait,
     [](Tcb& t) { t.delayed_ack = {.due = Instant{}, .segments = 1, .octets = 1}; }},
    {"held text at RCV.NXT", State::kEstablished, [](Tcb& t) { t.held.hold(t.rcv_nxt, kText); }},
    {"held text beyond the window", State::kEstablished,
     [](Tcb& t) { t.held.hold(t.rcv_nxt + t.rcv_wnd, kText); }},
    {"held FIN outside the window", State::kFinWait2,
     [](Tcb& t) { t.held.hold_fin(t.rcv_nxt + t.rcv_wnd); }},
    {"held text after the FIN", State::kCloseWait,
     [](Tcb& t) { t.held.hold(t.rcv_nxt + SeqLen{9}, kText); }},
    {"text received in SYN-SENT", State::kSynSent, [](Tcb& t) { t.receive_queue.append(kText); }},
    {"passive SYN-SENT", State::kSynSent, [](Tcb& t) { t.origin = Origin::kPassive; }},
    {"snd_wnd above its maximum", State::kEstablished, [](Tcb& t) { t.snd_wnd = {9000}; }},
};

TEST(Inconsistency, AcceptsEveryStateAndRefusesEveryFault) {
  for (const std::uint32_t base : kBases) {
    for (const State state : kStates) {
      EXPECT_STREQ(inconsistency(in_state(state, base).tcb), nullptr) << to_string(state);
    }
    for (const Fault& fault : kFaults) {
      Tcb tcb = in_state(fault.state, base).tcb;
      const std::uint64_t sound = hash(tcb);
      fault.plant(tcb);
      EXPECT_NE(inconsistency(tcb), nullptr) << fault.name;
      EXPECT_NE(hash(tcb), sound) << fault.name;
    }
  }
}

// Every field that the short cut looks at, one at a time, with nothing out and with text out.
TEST(Inconsistency, ShortCutFindsWhatTheFullListFinds) {
  const std::function<void(Tcb&)> changes[] = {
      [](Tcb& t) { t.state = State::kCloseWait; },
      [](Tcb& t) { t.state = State::kEstablished; },
      [](Tcb& t) { t.delayed_ack = {.due = Instant{}, .segments = 1, .octets = 1}; },
      [](Tcb& t) { t.state = State::kFinWait2; },
      [](Tcb& t) { t.syn_acked = false; },
      [](Tcb& t) { t.fin_queued = true; },
      [](Tcb& t) { t.fin_sent = true; },
      [](Tcb& t) { t.probe_out = true; },
      [](Tcb& t) { t.fin_received = !t.fin_received; },
      [](Tcb& t) { t.congestion.recovering = true; },
      [](Tcb& t) { t.congestion.cwnd = 0; },
      [](Tcb& t) { t.rcv_up = t.rcv_nxt - SeqLen{1}; },
      [](Tcb& t) { t.recover = t.snd_una; },
      [](Tcb& t) { t.resend_next = Seq{1}; },
      [](Tcb& t) { t.ecn.echoing = true; },
      [](Tcb& t) { t.ecn.unreported = true; },
      [](Tcb& t) { t.ecn.reduced = true, t.ecn.reduced_at = t.snd_nxt + SeqLen{1}; },
      [](Tcb& t) { t.ecn.reduced_at = Seq{1}; },
      [](Tcb& t) { t.ecn.held = true; },
      [](Tcb& t) { t.persist.due = Instant{}; },
      [](Tcb& t) { t.persist.r2_start = Instant{}; },
      [](Tcb& t) { t.persist.interval = Duration{1}; },
      [](Tcb& t) { t.persist.unanswered = 1; },
      [](Tcb& t) { t.override_due = Instant{}; },
      [](Tcb& t) { t.time_wait_due = Instant{}; },
      [](Tcb& t) { t.send_queue.append(kText); },
      [](Tcb& t) { t.snd_nxt = t.snd_nxt + SeqLen{1}; },
      [](Tcb& t) { t.profile.edit().send_buffer = 0; },
      [](Tcb& t) { t.pushed = 1'000'000; },
      [](Tcb& t) { t.urgent = 1'000'000; },
      [](Tcb& t) { t.held.hold(t.rcv_nxt, kText); },
      [](Tcb& t) { t.receive_queue.append(std::vector<std::byte>(70'000)); },
      [](Tcb& t) { t.rcv_wnd = {65'536}; },
      [](Tcb& t) { t.snd_wnd = {0}; },
      [](Tcb& t) { t.max_snd_wnd = {0}; },
      [](Tcb& t) { t.snd_mss = 0; },
      [](Tcb& t) { t.retransmission.rto = Duration{}; },
      [](Tcb& t) { t.retransmission.rto = std::chrono::minutes{2}; },
      [](Tcb& t) { t.retransmission.due.reset(); },
      [](Tcb& t) { t.retransmission.due = Instant{}; },
      [](Tcb& t) { t.retransmission.r2_start.reset(); },
      [](Tcb& t) { t.retransmission.r2_start = Instant{}; },
      [](Tcb& t) { t.retransmission.timed_end = t.snd_una; },
      [](Tcb& t) { t.retransmission.timed_end = t.snd_nxt + SeqLen{1}; },
      [](Tcb& t) { t.delayed_ack.due = Instant{}; },
      [](Tcb& t) { t.delayed_ack.segments = 1; },
  };
  std::size_t refused = 0;
  for (const auto& [state, text_out] :
       {std::pair{State::kEstablished, false}, std::pair{State::kEstablished, true},
        std::pair{State::kCloseWait, false}, std::pair{State::kCloseWait, true}}) {
    for (const auto& change : changes) {
      Bench bench = in_state(state, 0xffff'fffa);
      if (text_out) bench.calls(SendCall{.data = kText});
      change(bench.tcb);
      const char* const wrong = inconsistency_in_full(bench.tcb);
      EXPECT_STREQ(inconsistency(bench.tcb), wrong);
      refused += wrong == nullptr ? 0 : 1;
    }
  }
  EXPECT_GE(refused, 4 * std::size(changes) - 32) << "few of them are no faults";
}

struct Random {  // xorshift64
  std::uint64_t state;
  std::uint32_t below(std::uint32_t limit) {
    state ^= state << 13U;
    state ^= state >> 7U;
    state ^= state << 17U;
    return static_cast<std::uint32_t>((state >> 11U) % limit);
  }
};

Segment random_segment(Random& random, const Bench& bench) {
  Segment segment = bench.next();
  const auto near = [&](Seq seq) { return seq + SeqLen{random.below(9)} - SeqLen{4}; };
  if (random.below(2) == 0) segment.seq = near(segment.seq);
  if (random.below(8) == 0) segment.seq = segment.seq + bench.tcb.rcv_wnd;
  // Above a hole: anywhere in the window, or near its front so that holes are filled.
  if (random.below(4) == 0)
    segment.seq = segment.seq + SeqLen{random.below(bench.tcb.rcv_wnd.n + 1)};
  if (random.below(4) == 0) segment.seq = segment.seq + SeqLen{random.below(40)};
  if (random.below(2) == 0) segment.ack = near(segment.ack);
  if (random.below(4) == 0) segment.ack = near(bench.tcb.snd_una);
  segment.ack_flag = random.below(16) != 0;
  segment.syn = random.below(12) == 0;
  segment.fin = random.below(6) == 0;
  segment.rst = random.below(24) == 0;
  segment.urg = random.below(8) == 0;
  segment.urgent_pointer =
      static_cast<std::uint16_t>(random.below(random.below(4) == 0 ? 65536 : 40));
  const std::uint16_t windows[] = {0, static_cast<std::uint16_t>(random.below(40)), 65535, 65535};
  segment.window = windows[random.below(4)];
  if (random.below(8) == 0)
    segment.options.user_timeout = static_cast<std::uint16_t>(random.below(3));
  segment.payload = std::span{kText}.first(random.below(kText.size() + 1));
  return segment;
}

TuneCall random_tuning(Random& random) {
  TuneCall call{.receive_buffer = random.below(100),
                .send_buffer = random.below(100),
                .most_text = static_cast<std::uint16_t>(random.below(3) * 8)};
  if (random.below(2) == 0) call.cork = random.below(2) == 0;
  return call;
}

void random_event(Random& random, Bench& bench) {
  std::array<std::byte, 64> buffer{};
  switch (random.below(14)) {
    case 0:
      bench.calls(SendCall{.data = std::span{kText}.first(random.below(17)),
                           .urgent = random.below(4) == 0});
      if (random.below(8) == 0) bench.calls(NagleCall{.on = random.below(2) == 0});
      return;
    case 1:
      bench.calls(ReceiveCall{.buffer = std::span{buffer}.first(random.below(65))});
      return;
    case 2:
      if (random.below(3) == 0) bench.close();
      return;
    case 3:
      if (random.below(8) == 0) bench.calls(AbortCall{});
      return;
    case 4:
      bench.calls(OpenCall{.active = random.below(2) == 0});
      return;
    case 5:
      bench.fire();
      return;
    case 6: {
      constexpr std::uint32_t kMtus[] = {0, 67, 68, 90, 1300};
      bench.errs({.trouble = static_cast<NetworkTrouble>(random.below(9)),
                  .seq = bench.tcb.snd_una + SeqLen{random.below(20)} - SeqLen{1},
                  .size = 1040,
                  .mtu = kMtus[random.below(5)]});
      return;
    }
    case 7:
      if (random.below(4) != 0) return;
      bench.calls(
          KeepAliveCall{.on = random.below(4) != 0, .idle = Duration{random.below(2) * 300}});
      if (random.below(4) == 0) bench.calls(random_tuning(random));
      return;
    default:
      bench.now += Duration{random.below(400'000)};
      bench.arrives(random_segment(random, bench));
      return;
  }
}

TEST(Inconsistency, NeverArisesUnderRandomEvents) {
  std::array<int, 11> visits{};
  int held = 0;
  for (std::uint64_t seed = 1; seed <= 6000; ++seed) {
    Random random{seed * 0x9e37'79b9'7f4a'7c15U};
    Bench bench = in_state(kStates[seed % 11], kBases[seed % 3]);
    bench.tcb.profile.edit().receive_buffer = seed % 2 == 0 ? 48 : 65535;
    bench.tcb.profile.edit().send_buffer = 64;
    bench.tcb.profile.edit().blind_syn = seed % 5 != 0;
    bench.tcb.profile.edit().user_timeout_option = seed % 4 == 0;
    if (bench.tcb.rcv_wnd.n > bench.tcb.profile->receive_buffer) {
      bench.tcb.rcv_wnd = {bench.tcb.profile->receive_buffer};
    }
    for (int i = 0; i < 60; ++i) {
      const Tcb before = bench.tcb;
      random_event(random, bench);
      // One event has bounded effects; the bounds on memory are part of inconsistency().
      ASSERT_LE(bench.effects.transmit.size(), bench.tcb.profile->max_burst + 2U) << seed;
      ASSERT_LE(bench.effects.notices.size(), 6U) << seed;
      held += bench.tcb.held.empty() ? 0 : 1;
      ++visits[static_cast<std::size_t>(bench.tcb.state)];
      const bool goes_on = synchronized(before.state) && synchronized(bench.tcb.state);
      if (goes_on) {  // neither stream runs backwards, and the right edge never moves left
                      // (SHLD-14)
        ASSERT_FALSE(synspect::tcp::before(bench.tcb.snd_nxt, before.snd_nxt)) << seed;
        ASSERT_FALSE(synspect::tcp::before(bench.tcb.snd_una, before.snd_una)) << seed;
        ASSERT_FALSE(synspect::tcp::before(bench.tcb.rcv_nxt + bench.tcb.rcv_wnd,
                                           before.rcv_nxt + before.rcv_wnd))
            << seed;
      }
    }
  }
  EXPECT_GT(held, 1000);
  for (const State state : kStates) {
    EXPECT_GT(visits[static_cast<std::size_t>(state)], 100) << to_string(state);
  }
}

}  // namespace
}  // namespace synspect::tcp
