// What a stack says of itself: what may be asked of it, which features it has, how its timers tick.
//
// Filled by the adapter of the stack (or by the reader of a capture, which knows little), read by
// drive/ to refuse what cannot be run and by the judge to gate clauses. An empty optional means
// "not known": the judge then accepts every value that the RFCs allow.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "harness/history/time.h"

namespace synspect {

// Dialects and controls. False: the operation is answered with CallError::kNotSupported, or the
// field of ResetConfig is refused.
struct Controls {
  bool virtual_time{};    // time moves only by advance_to()
  bool deterministic{};   // same ResetConfig and same operations give the same bytes
  bool snapshot{};        // snapshot() and restore()
  bool info{};            // info()
  bool events{};          // poll_event()
  bool socket_calls{};    // non-blocking sockets
  bool rfc_calls{};       // OPEN SEND RECEIVE CLOSE ABORT STATUS of RFC 9293 3.9.1
  bool open_on_listen{};  // RFC dialect: OPEN or SEND turns a passive open active (9293-3.10.1-f)
  bool push{};            // MAY-15: the PUSH flag on SEND
  bool urgent{};          // MUST-30: urgent data can be sent and is reported
  bool half_close{};      // closing one direction and reading on (MAY-1)
  bool forced_isn{};      // ResetConfig::forced_isns
  bool settable_msl{};    // ResetConfig::msl
  bool full_profile{};    // ResetConfig::profile may be "full": every extension on
  bool knobs{};           // set_knob() in mid-run
  bool endpoint_table{};  // endpoints() and drop()
  bool ipv4{};
  bool ipv6{};

  friend bool operator==(const Controls&, const Controls&) = default;
};

// Behaviour that the RFCs make optional, or that a companion RFC adds. The judge gates the
// requirement topics of the same name; see harness/judge/requirements/README.md.
struct Features {
  std::optional<bool> window_scale;     // RFC 7323 2
  std::optional<bool> timestamps;       // RFC 7323 3
  std::optional<bool> sack;             // RFC 2018
  std::optional<bool> ecn;              // RFC 3168
  std::optional<bool> fast_open;        // RFC 7413
  std::optional<bool> syn_cookies;      // SYN,ACK without state: not repeated, ISN not clock-driven
  std::optional<bool> blind_reset;      // RFC 5961 3: challenge ACK for an inexact RST
  std::optional<bool> blind_syn;        // RFC 5961 4: challenge ACK for a SYN
  std::optional<bool> blind_data;       // RFC 5961 5 (MAY-12)
  std::optional<bool> time_wait_reuse;  // RFC 6191 / MAY-2
  std::optional<bool> rst_in_time_wait;  // true: RST closes TIME-WAIT (9293); false: ignored (1337)
  std::optional<bool> keep_alive;        // MAY-5
  std::optional<bool> limited_challenge;  // RFC 5961 7: answers to odd segments may be withheld
  std::optional<bool> half_duplex_close;  // MAY-1: after CLOSE nothing more can be read (SHLD-3)
  std::optional<bool> rack_tlp;           // RFC 8985
  std::optional<bool> f_rto;              // RFC 5682
  std::optional<bool> prr;                // RFC 6937
  std::optional<bool> cubic;              // RFC 9438
  std::optional<bool> abe;                // RFC 8511
  std::optional<bool> accurate_ecn;       // RFC 9768
  std::optional<bool> limited_transmit;   // RFC 3042
  std::optional<std::uint32_t> initial_window_segments;  // RFC 6928: 10
};

// Durations are what the stack uses after reset(), in virtual time.
struct Timing {
  std::optional<Duration> msl;              // Maximum Segment Lifetime; TIME-WAIT lasts twice that
  std::optional<Duration> initial_rto;      // before the first sample (6298-2.1)
  std::optional<Duration> min_rto;          // lower clamp
  std::optional<Duration> max_rto;          // upper clamp
  std::optional<Duration> delayed_ack_max;  // longest time an ACK is held back (MUST-40)
  std::optional<Duration> r2_data;          // data is given up after this (MUST-20)
  std::optional<Duration> r2_syn;           // SYN is given up after this (MUST-23)
  std::optional<Duration> user_timeout;     // 9293-3.9.1.1-c
  std::optional<Duration> r1;               // advice after this (MUST-20)
  std::optional<Duration> keep_alive_idle;  // MUST-28
  std::optional<Duration> max_probe_interval;  // zero-window probes (SHLD-30)
  // A timer fires at most this much after it was due; empty: not known, lateness is not judged.
  std::optional<Duration> retransmission_granularity;
  std::optional<Duration> delayed_ack_granularity;
  std::optional<Duration> time_wait_granularity;  // 2MSL and all slow timers
};

// `stack`, `version` and `controls` are constant for the life of an adapter; `features` and
// `timing` from one reset to the next.
struct Capabilities {
  std::string stack;    // "reference", "lwip", ...; the word after --stack
  std::string version;  // free text, one line
  Controls controls;
  Features features;
  Timing timing;
};

}  // namespace synspect
