// What is known of one connection of a judged endpoint, seen from that endpoint.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "harness/history/observation.h"
#include "harness/judge/ecn_seen.h"
#include "harness/judge/expectation.h"
#include "harness/judge/octet_log.h"
#include "harness/judge/offsets.h"
#include "harness/judge/options_seen.h"
#include "harness/judge/ranges.h"
#include "harness/judge/state_set.h"
#include "harness/judge/timers_seen.h"

namespace synspect::judge {

inline constexpr std::int64_t kNoLimit = std::numeric_limits<std::int64_t>::max();

// How the last SEND wished its text to go.
enum class Push : std::uint8_t {
  kNone,    // no SEND yet, or more was announced: when it goes is the stack's affair
  kPlain,   // the interface has no PUSH flag: MUST-60, MUST-61
  kPushed,  // with the flag: 9293-3.9.1.2-a
  kHeld,    // without the flag, where there is one (MAY-15, MAY-16)
};

enum class Origin : std::uint8_t { kUnknown, kPassive, kActive };

// What one side offered on its SYN.
struct Terms {
  bool seen{};
  std::optional<std::uint16_t> mss;
  std::optional<std::uint8_t> window_scale;
  bool timestamps{};
  std::uint32_t stamp{};  // TSval
  bool fast_open{};
  bool ecn{};  // it asks for ECN, or agrees to it
};

// A number range that must not be taken, and the rule that says so.
struct Forbidden {
  Offset first{}, end{};
  Rule rule{};
  bool tested{};  // an ACK that leaves it out was seen
};

// The stack's half: what it sent and what came back.
struct SendHalf {
  bool known{};  // the ISN was seen
  std::uint32_t iss{};
  Offset nxt{};      // one past the highest number emitted
  Offset una{};      // acknowledged for certain
  Offset una_max{};  // acknowledged at most
  std::optional<Offset> fin;
  Offset edge{};       // furthest right edge ever offered by the peer
  Offset edge_low{};   // the right edge that the stack counts with, at least
  Offset edge_high{};  // ... and at most
  bool shrunk{};       // the peer took back some of its window (SHLD-15)
  Time shrunk_since{};
  Offset wl1{}, wl2{};      // SND.WL1, SND.WL2 at most (9293-3.10.7.4-5h)
  std::int64_t window{-1};  // last offered, scaled
  bool zero_seen{};         // a closed window was offered: which offer counts is the stack's affair
  std::int64_t max_window{};       // MAX.SND.WND, at least
  std::int64_t max_window_most{};  // ... and at most
  std::int64_t largest{};          // payload of one segment
  std::int64_t largest_whole{};    // ... and its options (9293-3.7.1-a)
  Offset burst_end{-1};            // end of new text emitted last, if more may follow at once
  std::int64_t burst_size{};       // ... and payload and options of that segment
  std::uint64_t burst_input{};     // ... and what set it off
  OctetLog emitted;                // 9293-3.8.6-d
  OctetLog handed_over;            // 9293-3.9.1.2-b: what SENDs gave
  Offset handed_end{1};
  bool handed_known{};                 // every SEND of this connection was seen
  Push push{};                         // of the last SEND
  bool early_text{};                   // handed over before ESTABLISHED (9293-3.10.2-d)
  bool no_delay{};                     // MUST-17: the user switched Nagle off
  std::int64_t max_segment{kNoLimit};  // the user's, on what a segment holds
  bool nagle_unknown{};                // ... or it may have come from the listener
  Offset up{};                         // SND.UP: one past the last urgent octet; 0: none was given
  Offset up_perhaps{};                 // ... or there: the end of what was taken of an urgent SEND
  Offset small_end{};                  // end of the last segment that was not full
  Time queued_since{};                 // when something was first handed over that still waits
  Offset edge_newest{};     // furthest right edge that a segment not older than others offered
  Time unanswered_since{};  // first emission since una last moved
  Time unanswered_first{};  // the same, if an ACK in doubt had moved it before
  Time una_max_at{};        // when una_max last left una behind
  bool unanswered{};
};

// The peer's half: what was delivered to the stack and what it said of it.
struct ReceiveHalf {
  bool known{};
  std::uint32_t irs{};
  Offset low{};             // the highest ACK emitted: RCV.NXT at least
  Offset sure{};            // taken for certain, though perhaps not yet acknowledged
  std::uint64_t sure_by{};  // position of the segment that moved it
  Ranges arrived;           // everything the stack may have taken
  std::optional<Offset> fin;
  bool odd_fin{};             // the peer contradicts itself: no certainty about its FIN
  Offset edge_now{};          // right edge as last emitted
  Offset edge_max{};          // furthest right edge ever emitted, scaling granularity included
  std::int64_t window{-1};    // last emitted, scaled
  std::int64_t read_since{};  // octets that the user read since: so much more may be acceptable
  Offset up{};                // RCV.UP, the furthest mark that was told
  bool up_doubtful{};         // a mark may not have been taken
  bool doubtful{};            // something above a hole may not have been taken
  bool oversized{};           // the peer sent more in a segment than the MSS that it was offered
  Offset partial_ack{-1};     // an ACK below text that should be on hand (MUST-59)
  int prompt_acks{};          // in-order text acknowledged at once, in a row (SHLD-18)
  std::int64_t user_buffer{kNoLimit};  // SO_RCVBUF
  std::int64_t largest_window{};
  OctetLog text;         // what arrived, until the user reads it
  bool text_conflict{};  // copies differed: nothing is claimed of the octets
  Offset user_read{1};
  bool emptied{};  // the user read all while the window was closed: it has to open

  void restart() {  // as new; memory is used again
    ReceiveHalf fresh;
    text.clear();
    arrived.clear();
    fresh.text = std::move(text);
    fresh.arrived = std::move(arrived);
    *this = std::move(fresh);
  }
  [[nodiscard]] Offset high() const { return arrived.prefix_end(0); }  // RCV.NXT at most
  [[nodiscard]] bool settled() const {
    return known && low == high() && arrived.one_piece() && !arrived.full();
  }
};

// A SYN that may open the four-tuple anew (MAY-2, 9293-3.10.7.4-4-synrcvd-passive).
struct Candidate {
  std::uint32_t seq{};
  Offset text{};
  bool fin{};  // behind the text; both may be kept for later (9293-3.10.7.2-e)
  bool urgent{};
  std::int64_t window{};
  Terms terms;
};

// The last timer-driven copy of the segment at the front of the queue.
struct Retransmissions {
  Offset front{-1};
  int count{};       // since something last reached the connection
  Time last{};       // of the last emission of the front
  Duration gap{};    // between the last two
  bool gap_clean{};  // that gap was a whole timeout
  int total{};
  Offset end{};         // of that emission
  Offset perhaps{-1};   // at the front if an ACK in doubt was taken
  Time perhaps_last{};  // ... and its last emission
};

// What a connection keeps outside of itself: memory that the next one may use.
struct ConnectionMemory {
  std::vector<Expectation> expected;
  std::vector<Forbidden> forbidden;
  OctetLog emitted, handed_over, text;
  Ranges arrived;
};

struct Connection {
  FourTuple sockets;
  std::uint64_t incarnation{};
  StateSet states;
  Origin origin{Origin::kUnknown};
  SendHalf snd;
  ReceiveHalf rcv;
  Terms own, peer;
  std::optional<Candidate> candidate;
  Retransmissions resent;
  RetransmissionTimerSeen timer;
  PersistSeen persist;
  EcnSeen ecn;
  OptionsSeen options;
  std::vector<Expectation> expected;
  std::vector<Forbidden> forbidden;

  Cause cause;  // what last reached it
  Time last_input{};
  Time last_call{};
  Time last_arrival{};
  Time last_text{};  // that arrived
  Time last_odd{};   // last stimulus whose answer may be rate limited
  bool odd_seen{};
  std::optional<Time> odd_open;  // what may draw an ACK came, and none was emitted since
  Time last_empty_ack{};         // emitted
  int empty_acks{};              // ... in a row, none later than 5 s after the one before
  Handle handle{Handle::kNone};
  Handle listener{Handle::kNone};
  bool owned{};            // a handle was bound to it: calls on it are seen
  int shadowed{};          // earlier lives of the four-tuple that may still wait for their ACCEPT
  bool passed_over{};      // no ACCEPT will give it
  bool closed_by_user{};   // CLOSE or shutdown of the sending side
  bool fully_closed{};     // the user can read no more (MAY-1)
  bool aborted{};          // ABORT, or close with linger 0
  bool reset_delivered{};  // a RST that may have ended it
  bool reset_certain{};    // ... that did
  bool told{};             // the user heard of the end
  bool reset_excuse{};     // a RST from the stack is allowed by something seen
  std::optional<std::uint32_t> bad_ack;      // the last segment draws a RST there that ends nothing
  bool touched{};                            // ICMP, knobs: early ends are not judged
  bool crossed{};                            // simultaneous open
  std::optional<std::uint32_t> crossed_iss;  // of an active opening that the SYN may have crossed
  bool vague{};  // too much was lost of it: only single segments are judged
  // The life in TIME-WAIT that MAY-2 replaced, and that may go on after all (9293-3.6.1-c).
  std::shared_ptr<const Connection> earlier;
  bool back_to_listen{};          // a RST sent SYN-RECEIVED back to LISTEN (3.5-e)
  std::uint64_t completed_by{};   // position of what first may have acknowledged the own SYN
  std::optional<Rule> ended_by;   // why it must be CLOSED
  std::optional<Rule> ended_in;   // ... and the clause that says so of its state
  std::optional<Rule> spared_by;  // why it must not be CLOSED
  std::uint64_t gone_since{};     // position at which it may have come to an end
  Time first_syn{};
  Time last_emitted{};
  std::optional<Duration> limit;  // R2 as the user set it (MUST-21)
  Time time_wait_from{};          // earliest possible entry
  Time time_wait_last{};          // last possible restart of 2 MSL
  Duration longest_rtt{};         // bound on any round-trip sample
  Duration longest_gap{};         // between two copies of what was at the front
  // RFC 7323. TS.Recent lies between the first two, for a segment in doubt may have set it.
  std::uint32_t peer_stamp{}, peer_stamp_most{};
  bool stamps_astray{};  // the two lie more than half of the circle apart
  std::uint32_t own_stamp_first{}, own_stamp_last{};
  Time own_stamp_at{};        // when the stack first sent the last one
  int unanswered_arrivals{};  // segments that arrived, less empty ACKs emitted
  bool reset_sent{};          // by ABORT: nothing is sent any more (9293-3.10.5-e)
  bool close_waits{};         // CLOSE with text queued in SYN-RECEIVED (9293-3.10.4-e)
  // When the user read the end of the stream: since then the peer's FIN is known to be taken.
  std::optional<Time> end_read;

  [[nodiscard]] Offset seq_of(std::uint32_t wire) const { return unwrap(wire, snd.iss, snd.nxt); }
  [[nodiscard]] std::uint32_t wire_of(Offset seq) const { return wrap(seq, snd.iss); }

  template <typename Each>
  void for_each_end(Each each) const {
    if (ended_by) each(*ended_by);
    if (ended_in) each(*ended_in);
  }
  void forget_end() {
    ended_by.reset();
    ended_in.reset();
  }

  // Of one that is gone; nothing is in it.
  [[nodiscard]] ConnectionMemory release() {
    const auto emptied = [](auto& memory) {
      memory.clear();
      return std::move(memory);
    };
    return {.expected = emptied(expected),
            .forbidden = emptied(forbidden),
            .emitted = emptied(snd.emitted),
            .handed_over = emptied(snd.handed_over),
            .text = emptied(rcv.text),
            .arrived = emptied(rcv.arrived)};
  }
  // For one that is new.
  void use(ConnectionMemory&& memory) {
    expected = std::move(memory.expected);
    forbidden = std::move(memory.forbidden);
    snd.emitted = std::move(memory.emitted);
    snd.handed_over = std::move(memory.handed_over);
    rcv.text = std::move(memory.text);
    rcv.arrived = std::move(memory.arrived);
  }

  void expect(const Expectation& wish) {
    constexpr std::size_t kMost = 32, kUsual = 8;
    if (expected.capacity() == 0) expected.reserve(kUsual);
    if (expected.size() < kMost) expected.push_back(wish);
  }
  void forget_wishes(Sight sight) {
    drop_if(expected, [sight](const Expectation& wish) { return wish.sight == sight; });
  }
  void forbid(Offset first, Offset end, Rule rule) {
    constexpr std::size_t kMost = 8;
    if (forbidden.size() < kMost && first < end) forbidden.push_back({first, end, rule, false});
  }
};

}  // namespace synspect::judge
