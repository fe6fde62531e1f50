// What the RFCs leave open, as named fields. Never a special case in a helper.
#pragma once

#include <cstdint>

#include "stack/time.h"

namespace synspect::tcp {

// How the options of a segment are laid out. Habits of stacks, told apart by passive observers.
enum class OptionLayout : std::uint8_t {
  kPadded,   // each padded in front to a multiple of four octets
  kLinux,    // MSS, SACK-permitted, timestamps, NOP, window scale
  kFreebsd,  // MSS, NOP, window scale, SACK-permitted, timestamps
};

enum class CongestionAlgorithm : std::uint8_t { kReno };  // RFC 5681

// Explicit congestion notification (SHLD-8).
enum class EcnUse : std::uint8_t { kOff, kAccept, kRequest };

struct Profile {
  Duration msl{std::chrono::minutes{2}};                         // 9293-3.4.2-b
  Duration initial_rto{std::chrono::seconds{1}};                 // 6298-2.1
  Duration initial_rto_after_syn_loss{std::chrono::seconds{3}};  // 6298-5.7
  Duration min_rto{std::chrono::seconds{1}};                     // 6298-2.4
  Duration max_rto{std::chrono::seconds{60}};                    // 6298-2.5
  std::uint16_t r1{3};  // retransmissions until the user hears of trouble; at least 3 (SHLD-10)
  Duration r2_data{std::chrono::minutes{5}};  // at least 100 s (SHLD-11); the user timeout of
                                              // five minutes (9293-3.9.1.1-c) is the same
  Duration r2_syn{std::chrono::minutes{5}};   // at least 3 minutes (MUST-23)
  // Stacks that count: after so many retransmissions in a row the next expiry ends the connection,
  // however short R2 has been till then (MUST-20). 0: R2 alone decides.
  std::uint8_t syn_retries{0};                                // in SYN-SENT
  std::uint8_t syn_ack_retries{0};                            // in SYN-RECEIVED
  std::uint8_t data_retries{0};                               // from then on
  Duration override_timeout{std::chrono::milliseconds{500}};  // 0.1 to 1 s (9293-3.8.6.2.1-d)
  bool nagle{true};                                           // SHLD-7; per connection: MUST-17
  // MAY-15, MAY-16: a SEND without PUSH waits for a full segment or the override timer. Off: every
  // SEND counts as pushed (MUST-60, MUST-61).
  bool hold_unpushed{false};
  Duration delayed_ack{std::chrono::milliseconds{200}};  // below 0.5 s (MUST-40); 0: never wait
  std::uint32_t ack_every{2};                            // segments with text (SHLD-19)
  bool blind_reset{true};            // RFC 5961 3: challenge ACK for an in-window, inexact RST
  bool blind_syn{true};              // RFC 5961 4: challenge ACK for a SYN in synchronized states
  bool blind_data{true};             // RFC 5961 5 (MAY-12)
  std::uint32_t challenge_acks{10};  // in an interval (5961-7-1); 0: no limit
  Duration challenge_interval{std::chrono::seconds{5}};
  bool rst_in_time_wait{true};  // 9293: closes; false: RFC 1337
  // Keep-alives are off until the user wants them (MUST-25); these hold where the user names none.
  Duration keep_alive_idle{std::chrono::hours{2}};         // MUST-27, MUST-28
  Duration keep_alive_interval{std::chrono::seconds{75}};  // between probes that go unanswered
  std::uint8_t keep_alive_count{9};  // of them until the connection ends; 2 at least (MUST-29)
  bool keep_alive_garbage{false};    // one octet on each, for peers that answer no other (MAY-6)
  // RFC 5482: each end tells the other of its user timeout, and adapts to it within these limits
  // (5482-3-2, 5482-3.1-3).
  bool user_timeout_option{false};
  Duration user_timeout_least{std::chrono::seconds{100}};
  Duration user_timeout_most{std::chrono::hours{1}};
  // A hard ICMP error ends a connection in any state (SHLD-26); off: only where the peer is not
  // yet known, for anybody can forge one (5927-5.2-1).
  bool hard_errors_abort{false};
  // A soft one ends an attempt to open after that many SYNs (5461-4.1-1, 5461-4.2-1); 0: never,
  // and MUST-56 allows no other number.
  std::uint8_t soft_errors_end_open{0};
  bool path_mtu_hold_back{true};        // 5927-7.2-2
  std::uint32_t receive_buffer{65535};  // octets
  bool buffer_in_segments{false};       // ... rounded up to whole segments once the peer is known
  std::uint32_t send_buffer{65536};     // octets
  std::uint16_t backlog{128};           // connections waiting in one listener, half-open included
  CongestionAlgorithm congestion_control{CongestionAlgorithm::kReno};  // MUST-19
  std::uint32_t initial_window{0};  // segments (RFC 6928); 0: two to four by size (5681-3.1-2)
  // Agreed to where a peer asks for it, which costs nobody anything; not asked for, since some
  // paths drop such SYNs (RFC 3168 6.1.1.1). Linux (tcp_ecn 2, ip-sysctl) and FreeBSD
  // (tcp.ecn.enable 2, tcp(4)) do the same by default.
  EcnUse ecn{EcnUse::kAccept};
  bool window_scale{false};              // RFC 7323 2: offered, and answered where offered
  std::uint8_t least_shift{0};           // of the window scale; the buffer may need more
  bool timestamps{false};                // RFC 7323 3 to 5, likewise
  bool sack{false};                      // RFC 2018, likewise
  bool fast_open{false};                 // RFC 7413, where the user asks for it (7413-4.2-a)
  bool fast_open_experimental{false};    // asks in option 254, as before 34 was assigned
  std::uint8_t fast_open_cookie{8};      // octets of a cookie that we make (7413-4.1.1-b)
  std::uint16_t fast_open_pending{128};  // in one listener, at most (7413-4.2-b)
  bool syn_cookies{false};  // RFC 4987 3.6: where a listener has no room for one more half-open
  OptionLayout option_layout{OptionLayout::kPadded};
  std::uint16_t max_burst{64};  // segments of new data in one step: an MSS of 1 is legal
  std::uint8_t ttl{64};         // MUST-49
  // Source routes of IPv4 (MUST-51 to MUST-53); off: none is sent, and those that come are skipped.
  bool source_route{true};

  friend bool operator==(const Profile&, const Profile&) = default;
};

inline constexpr Profile kRfcProfile{};

}  // namespace synspect::tcp
