// Something that must, or must not, be seen of a connection before a time or before the next input.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "harness/history/time.h"
#include "harness/judge/cause.h"
#include "harness/judge/offsets.h"
#include "harness/judge/rule.h"
#include "harness/judge/state_set.h"

namespace synspect::judge {

enum class Sight : std::uint8_t {
  kAnything,       // any segment of the connection
  kReset,          // any RST
  kResetAtSeq,     // RST with SEQ = a (wire number)
  kResetAckOf,     // RST,ACK with SEQ = 0 and ACK = a (wire number)
  kResetOrAck,     // RST with SEQ = a, or any segment with ACK (MAY-12)
  kAckUpTo,        // ACK of at least offset a
  kAckOrSynAck,    // any segment with ACK and without RST
  kEmptyAckAgain,  // an empty ACK that says nothing new: ACK = a, window = b
  kSyn,            // SYN without ACK
  kSynAck,         // SYN,ACK with ACK = a (wire number)
  kFirstSynAck,    // SYN,ACK with ACK = a and SEQ = b (wire numbers)
  kFin,            // a FIN, or a RST where the user gave up reading (SHLD-3)
  kCovers,         // a segment that holds the number at offset a
  kSent,           // the same, of text that was not sent yet
  kUrgentSignal,   // no segment: the user is told of urgent data up to offset a
  kProbe,          // one that the peer must answer: with text or FIN, or below offset a
  kOpenWindow,     // ACK of at least offset a that offers a window
};

// True for what is wanted of the stack as an answer, not of its own accord.
[[nodiscard]] constexpr bool is_answer(Sight sight) {
  return sight != Sight::kCovers && sight != Sight::kSent && sight != Sight::kProbe &&
         sight != Sight::kUrgentSignal;
}

// What a stack may hold back after ECE, by a timer that starts anew (3168-6.1.2-4).
[[nodiscard]] constexpr bool is_held(Sight sight) {
  return sight == Sight::kCovers || sight == Sight::kSent || sight == Sight::kFin;
}

struct Expectation {
  Rule rule{};
  bool wanted{};       // false: must not be seen
  bool until_input{};  // ends with the next input, not by time
  Sight sight{};
  Offset a{};
  Offset b{};
  Time due{};
  Cause cause{};
  StateSet states{};  // when it was made
};

// As std::erase_if, for lists that are nearly always empty: no search that is unrolled.
template <typename Entry, typename Meant>
void drop_if(std::vector<Entry>& list, Meant meant) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (meant(list[i])) continue;
    if (kept != i) list[kept] = std::move(list[i]);
    ++kept;
  }
  if (kept != list.size()) list.resize(kept);
}

}  // namespace synspect::judge
