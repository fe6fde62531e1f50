// The Transmission Control Block (RFC 9293 3.3.1): one connection as a value. Copy it, compare it,
// fork it; there is nothing behind it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "stack/address.h"
#include "stack/byte_queue.h"
#include "stack/ecn/ecn.h"
#include "stack/maybe.h"
#include "stack/receive/reassembly.h"
#include "stack/receive/sack_report.h"
#include "stack/send/congestion.h"
#include "stack/send/scoreboard.h"
#include "stack/seq.h"
#include "stack/shared_profile.h"
#include "stack/time.h"
#include "stack/tuned.h"

namespace synspect::tcp {

enum class State : std::uint8_t {
  kClosed,
  kListen,
  kSynSent,
  kSynReceived,
  kEstablished,
  kFinWait1,
  kFinWait2,
  kCloseWait,
  kClosing,
  kLastAck,
  kTimeWait,
};
[[nodiscard]] std::string_view to_string(State state);  // the RFC's spelling
// Both sides' initial numbers are known and acknowledged: ESTABLISHED and all that follow.
[[nodiscard]] constexpr bool synchronized(State state) { return state >= State::kEstablished; }

// MUST-11: SYN-RECEIVED remembers how it came about.
enum class Origin : std::uint8_t { kPassive, kActive };

// What this connection had of Fast Open (RFC 7413).
enum class FastOpen : std::uint8_t {
  kNone,
  kTried,   // our first SYN had the option: what comes back is news of the path
  kOpened,  // the peer's SYN had a good cookie: its text was taken, and ours may follow before its
            // ACK
};

struct RetransmissionTimer {  // RFC 6298
  MaybeDuration srtt;
  Duration rttvar{};
  Duration rto{};            // in force, backoff included
  MaybeInstant due;          // empty: off (6298-5.2)
  std::uint32_t backoffs{};  // expiries since the last new ACK
  MaybeInstant r2_start;     // when what is at the front was first sent, or became the front
  // One segment at a time is timed; Karn: none that was sent twice (6298-3-a).
  std::optional<Seq> timed_end;  // its end: an ACK at or past it is the sample
  Instant timed_sent{};
  friend bool operator==(const RetransmissionTimer&, const RetransmissionTimer&) = default;
};

// Zero-window probes (RFC 9293 3.8.6.1). Runs in place of the retransmission timer, never beside
// it.
struct PersistTimer {
  MaybeInstant due;            // of the next probe; empty: off
  Duration interval{};         // between the last two probes; doubles with each (SHLD-30)
  MaybeInstant r2_start;       // the first probe that nothing has answered
  std::uint32_t unanswered{};  // probes since the peer was last heard
  friend bool operator==(const PersistTimer&, const PersistTimer&) = default;
};

struct DelayedAck {  // text taken in order and not yet acknowledged (RFC 9293 3.8.6.3)
  MaybeInstant due;
  std::uint32_t segments{};
  std::uint32_t octets{};
  friend bool operator==(const DelayedAck&, const DelayedAck&) = default;
};

struct ChallengeCount {  // challenge ACKs sent (RFC 5961 7)
  Instant since{};       // when the first of them left
  std::uint32_t count{};
  friend bool operator==(const ChallengeCount&, const ChallengeCount&) = default;
};

struct PathMtu {             // RFC 5927 7.2
  Seq reported_of;           // of what was outstanding
  std::uint16_t reported{};  // an MTU said to be too small for it, not yet believed; 0: none
  bool full_acked{};         // text as large as SND.MSS has got through
  friend bool operator==(PathMtu, PathMtu) = default;
};

struct UserTimeout {       // RFC 5482
  std::uint32_t peer_s{};  // what the peer says of its own; 0: nothing
  bool owed{};             // ours has changed, or the peer knows it from a SYN alone
  friend bool operator==(UserTimeout, UserTimeout) = default;
};

struct KeepAlive {  // RFC 9293 3.8.4
  bool on{};        // asked for by the user (MUST-24, MUST-25)
  std::uint8_t count{};
  std::uint8_t unanswered{};    // probes since the peer was last heard
  Duration idle{}, interval{};  // and `count`: as the user set them (MUST-27); 0: the profile's
  Instant since{};              // when the peer was last heard, or the last probe sent
  friend bool operator==(const KeepAlive&, const KeepAlive&) = default;
};

// What both SYNs carried (RFC 7323 1.3, RFC 2018 2).
struct Agreed {
  bool window_scale{};
  std::uint8_t snd_shift{}, rcv_shift{};  // of the windows that the peer and that we announce
  bool timestamps{};
  bool sack{};
  friend bool operator==(Agreed, Agreed) = default;
};

struct TimestampClock {    // RFC 7323 3 to 5
  std::uint32_t offset{};  // of what we send from the clock in milliseconds (7323-7.1-1)
  std::uint32_t recent{};  // TS.Recent: what we echo, and what PAWS compares with
  Instant recent_at{};     // when it was taken
  Seq last_ack_sent;       // Last.ACK.sent
  friend bool operator==(const TimestampClock&, const TimestampClock&) = default;
};

struct Tcb {
  State state{State::kClosed};
  Origin origin{Origin::kPassive};
  SocketPair sockets;
  SharedProfile profile;

  // Send sequence space (RFC 9293 3.3.1, figure 3).
  Seq iss;             // initial send sequence number, chosen by the host when the Tcb is made
  Seq snd_una;         // oldest unacknowledged
  Seq snd_nxt;         // next to be sent: the highest ever sent plus one, never rolled back
  SeqLen snd_wnd;      // offered by the peer, counted from snd_una
  SeqLen max_snd_wnd;  // largest ever offered (5961-5.2-3)
  Seq snd_wl1;         // SEG.SEQ of the last window update
  Seq snd_wl2;         // SEG.ACK of the last window update
  std::uint16_t snd_mss{536};  // what the peer takes (MUST-15), and the path to it
  std::uint8_t ip_options{};   // octets of a source route on each segment (MUST-16)

  // Receive sequence space (figure 4).
  Seq irs;                     // initial receive sequence number
  Seq rcv_nxt;                 // next expected
  SeqLen rcv_wnd;              // what we take, from rcv_nxt on
  Seq rcv_adv;                 // right edge of the window as the peer last heard it
  std::uint16_t rcv_mss{536};  // what we announce (MUST-67)
  std::optional<Seq> rcv_up;   // RCV.UP while it lies ahead of the user: urgent mode

  ByteQueue send_queue;    // from snd_una (less an unacknowledged SYN) on: sent, then unsent octets
  std::uint32_t pushed{};  // octets of send_queue up to the last PUSH
  // SND.UP, as octets of send_queue up to the one after the last urgent one (MUST-62); 0: none.
  std::uint32_t urgent{};
  ByteQueue receive_queue;  // in order, not yet taken by the user
  Reassembly held;          // above a hole: text and the FIN
  SackReport sack;          // which of it the next ACK speaks of first
  bool fin_queued{};        // the user closed: a FIN follows the send queue
  bool fin_sent{};          // it has been sent and lies at snd_nxt - 1
  // The number at SND.NXT, an octet or the FIN, has been sent as a window probe. Until the peer
  // acknowledges it, it counts as not sent: beyond the window it was for the peer to drop.
  bool probe_out{};
  bool syn_acked{};  // our SYN; not "snd_una != iss", which comes round again after 4 GiB
  FastOpen fast_open{FastOpen::kNone};
  // SND.NXT of the last expiry, until it is acknowledged: what lies before it counts as lost and is
  // sent again as the congestion window opens, from `resend_next` on.
  std::optional<Seq> recover;
  Seq resend_next;      // 0 unless resends_from_mark()
  bool fin_received{};  // the peer's FIN was taken; the stream ends behind receive_queue

  Agreed agreed;
  TimestampClock timestamps;
  PathMtu path_mtu;
  Congestion congestion;
  Ecn ecn;
  Scoreboard scoreboard;
  RetransmissionTimer retransmission;
  PersistTimer persist;
  MaybeInstant override_due;   // 9293-3.8.6.2.1-d
  MaybeInstant time_wait_due;  // 2MSL
  DelayedAck delayed_ack;
  ChallengeCount challenges;
  KeepAlive keep_alive;
  UserTimeout user_timeout;
  MaybeDuration r2;           // set by the user (MUST-21); empty: the profile's
  std::optional<bool> nagle;  // set by the user (MUST-17); empty: the profile's
  Tuned tuned;

  friend bool operator==(const Tcb&, const Tcb&) = default;
};

// Equal Tcbs have equal hashes; the same on every machine.
[[nodiscard]] std::uint64_t hash(const Tcb& tcb);

// Every statement about a Tcb that must hold between steps; names the first that does not, or is
// null. Checked on leaving step(), in every build.
[[nodiscard]] const char* inconsistency(const Tcb& tcb);
// The same without its short cut.
[[nodiscard, gnu::noinline]] const char* inconsistency_in_full(const Tcb& tcb);

}  // namespace synspect::tcp
