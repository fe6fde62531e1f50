// The table behind triples.h, at compile time: for what is made of it, one function per triple.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "harness/scenario/triples.h"

namespace synspect::scenario::table {

using enum TcpState;
using enum EventClass;

// Sets of states and of event classes, as bits.
template <class... States>
constexpr std::uint16_t states(States... all) {
  return static_cast<std::uint16_t>(((1U << std::to_underlying(all)) | ... | 0U));
}
template <class... Events>
constexpr std::uint16_t events(Events... all) {
  return static_cast<std::uint16_t>(((1U << std::to_underlying(all)) | ... | 0U));
}

struct Row {
  TcpState from;
  std::uint16_t on;
  std::uint16_t to;
};

// Every event may leave a state as it is: a call that concerns another connection, a segment that
// is dropped. These are the others.
inline constexpr Row kRows[] = {
    {kClosed, events(kOpenPassive), states(kListen)},
    {kClosed, events(kOpenActive), states(kSynSent)},

    {kListen, events(kOpenActive, kSend), states(kSynSent)},  // 9293-3.10.1-f, 9293-3.10.2
    {kListen, events(kClose, kAbort), states(kClosed)},
    {kListen, events(kSyn), states(kSynReceived)},

    {kSynSent, events(kClose, kAbort, kRst, kTime), states(kClosed)},
    {kSynSent, events(kSyn), states(kSynReceived)},
    {kSynSent, events(kSynAck), states(kEstablished, kCloseWait)},

    {kSynReceived, events(kClose), states(kFinWait1)},
    {kSynReceived, events(kAbort), states(kClosed)},
    {kSynReceived, events(kSyn, kRst, kTime), states(kListen, kClosed)},
    {kSynReceived, events(kSyn, kRst, kTime), states(kTimeWait)},  // MAY-2: the SYN was an old one
    // In a simultaneous open the SYN,ACK is the ACK of the SYN (figure 8).
    {kSynReceived, events(kSynAck), states(kEstablished, kFinWait1, kCloseWait, kClosing)},
    {kSynReceived, events(kSynAck), states(kListen, kClosed)},
    // A CLOSE that waited comes to pass, so does a FIN that came before the ACK.
    {kSynReceived, events(kAck, kText, kFin),
     states(kEstablished, kFinWait1, kCloseWait, kClosing)},

    {kEstablished, events(kClose), states(kFinWait1, kClosed)},  // CLOSED: SHLD-3, or lingering off
    {kEstablished, events(kAbort, kRst, kTime), states(kClosed)},
    {kEstablished, events(kSyn, kSynAck), states(kClosed)},   // 9293-3.10.7.4-4 without RFC 5961
    {kEstablished, events(kText, kFin), states(kCloseWait)},  // text may fill the gap before a FIN

    {kFinWait1, events(kClose), states(kClosed)},  // of a socket with octets unread
    {kFinWait1, events(kAbort, kRst, kTime, kSyn, kSynAck), states(kClosed)},
    // TIME-WAIT, CLOSING: text and FIN that came with the SYN are processed now (9293-3.10.7.2).
    {kFinWait1, events(kAck), states(kFinWait2, kClosing, kTimeWait)},
    // CLOSED: text for a user who will not read draws a RST (SHLD-3).
    {kFinWait1, events(kText, kFin), states(kFinWait2, kClosing, kTimeWait, kClosed)},

    {kFinWait2, events(kClose, kAbort, kRst, kTime, kSyn, kSynAck), states(kClosed)},
    {kFinWait2, events(kText, kFin), states(kTimeWait, kClosed)},

    {kCloseWait, events(kClose), states(kLastAck, kClosed)},
    {kCloseWait, events(kAbort, kRst, kTime, kSyn, kSynAck), states(kClosed)},
    {kCloseWait, events(kAck, kText, kFin, kTime), states(kLastAck)},  // a CLOSE behind queued text

    {kClosing, events(kClose, kAbort, kRst, kTime, kSyn, kSynAck), states(kClosed)},
    {kClosing, events(kAck, kText, kFin), states(kTimeWait)},

    {kLastAck, events(kClose, kAbort, kRst, kTime, kSyn, kSynAck), states(kClosed)},
    {kLastAck, events(kAck, kText, kFin), states(kClosed)},

    {kTimeWait, events(kClose, kAbort, kRst, kTime, kSyn, kSynAck), states(kClosed)},
    // A SYN,ACK that reaches into the window is trimmed to its text and FIN (9293-3.10.7.4-1).
    {kEstablished, events(kSynAck), states(kCloseWait)},
    {kFinWait1, events(kSynAck), states(kFinWait2, kClosing, kTimeWait)},
    {kFinWait2, events(kSynAck), states(kTimeWait)},
    {kCloseWait, events(kSynAck), states(kLastAck)},
    {kClosing, events(kSynAck), states(kTimeWait)},

    {kTimeWait, events(kSyn), states(kSynReceived)},     // MAY-2
    {kTimeWait, events(kOpenActive), states(kSynSent)},  // RFC 6191
};

inline constexpr std::size_t kCells = kTcpStateCount * kEventClasses;

constexpr std::size_t cell_of(TcpState from, EventClass event) {
  return std::to_underlying(from) * kEventClasses + std::to_underlying(event);
}

struct Table {
  std::array<Triple, kTriples> all{};
  std::array<std::array<std::uint16_t, kTcpStateCount>, kCells> index{};
  std::size_t count{0};
};

constexpr Table make_table() {
  Table table;
  for (std::size_t s = 0; s < kTcpStateCount; ++s) {
    for (std::size_t e = 0; e < kEventClasses; ++e) {
      const auto from = static_cast<TcpState>(s);
      const auto event = static_cast<EventClass>(e);
      std::uint16_t to = states(from);
      for (const Row& row : kRows) {
        if (row.from == from && (row.on & events(event)) != 0) to |= row.to;
      }
      for (std::size_t n = 0; n < kTcpStateCount; ++n) {
        const bool legal = ((to >> n) & 1U) != 0;
        table.index[cell_of(from, event)][n] =
            static_cast<std::uint16_t>(legal ? table.count : kTriples);
        if (!legal) continue;
        if (table.count < kTriples) {
          table.all[table.count] = {from, event, static_cast<TcpState>(n)};
        }
        ++table.count;
      }
    }
  }
  return table;
}

inline constexpr Table kTable = make_table();
static_assert(kTable.count == kTriples);

}  // namespace synspect::scenario::table
