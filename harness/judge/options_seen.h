// What is known of a connection's use of options: who offered them on a SYN, where TS.Recent and
// the stack's own clock stand (RFC 7323), and what blocks may report (RFC 2018, RFC 2883).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "harness/history/decode/decoded_segment.h"
#include "harness/history/time.h"
#include "harness/judge/offsets.h"

namespace synspect::judge {

inline constexpr unsigned kScaleOption = 3, kSackPermittedOption = 4, kSackOption = 5,
                          kStampsOption = 8;
[[nodiscard]] constexpr std::uint64_t bit_of(unsigned kind) { return std::uint64_t{1} << kind; }
inline constexpr std::uint64_t kJudgedOptions = bit_of(kScaleOption) |
                                                bit_of(kSackPermittedOption) | bit_of(kSackOption) |
                                                bit_of(kStampsOption);

// The options on the SYNs of one side, to any life of the four-tuple: which SYN counts is the
// stack's affair, so certain is only what all of them say.
struct Offers {
  bool seen{};
  std::uint64_t any{};  // kinds that may have been read from one of them
  std::uint64_t all{};  // ... that were well-formed on each

  [[nodiscard]] bool always(unsigned kind) const { return (all & bit_of(kind)) != 0; }
  [[nodiscard]] bool never(unsigned kind) const { return seen && (any & bit_of(kind)) == 0; }
  void take(const DecodedSegment& syn);
};

// TS.Recent lies between `least` and `most`, modulo 2^32, for a segment in doubt may have set it.
struct StampsSeen {
  bool known{};
  bool astray{};  // the bounds lie more than half of the circle apart
  bool acked{};   // an ACK was sent: Last.ACK.sent is known
  bool filled{};  // the last to set it filled a hole (7323-4.3-3)
  bool above{};   // the furthest came above a hole (7323-4.3-2), not behind a delayed ACK
  std::uint32_t first{};
  std::uint32_t least{}, most{};
  std::uint32_t furthest{};  // of all that arrived
  Time heard{};
  std::optional<Offset> unstamped;  // text that came there without the option (7323-3.2-7)

  bool clock_known{}, pace_known{};
  std::uint32_t clock{};       // what the stack sent last
  Time clock_since{};          // ... and when it was first seen
  std::uint32_t pace_clock{};  // what it sent when its pace was last measured
  Time pace_since{};

  void begin(std::uint32_t value, Time now);  // with the peer's SYN
};

struct SackSeen {
  struct Text {
    Offset first{}, end{};
    bool old{};  // all of it had been acknowledged before
  };
  // What arrived since blocks last went out: a duplicate among it may be reported (2883-4-1).
  static constexpr std::size_t kMost = 8;
  std::array<Text, kMost> recent{};
  std::size_t count{};
  bool too_many{};
  bool used{};  // blocks were sent, so that they belong on every ACK of something new (2018-4-3)
  std::optional<Text> newest;    // came above a hole, new, and nothing after it (2018-4-4)
  std::optional<Text> reported;  // the duplicate that was reported last (2883-4-2)

  [[nodiscard]] std::span<const Text> texts() const { return std::span{recent}.first(count); }
  void add(const Text& text);
  void forget() {
    count = 0;
    too_many = false;
  }
};

struct OptionsSeen {
  Offers own, peer;
  std::uint64_t asked{};  // kinds on a SYN without ACK that the stack sent
  StampsSeen stamps;
  SackSeen sack;

  [[nodiscard]] bool stamps_agreed() const {
    return own.always(kStampsOption) && peer.always(kStampsOption);
  }
  [[nodiscard]] bool stamps_refused() const {
    return own.never(kStampsOption) || peer.never(kStampsOption);
  }
  // They matter to segments that have none.
  [[nodiscard]] bool in_use() const {
    return (peer.any & (bit_of(kStampsOption) | bit_of(kSackPermittedOption))) != 0;
  }
};

}  // namespace synspect::judge
