// Options as octets, for exchanges that have them.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <utility>
#include <vector>

#include "harness/judge/testing/exchange.h"

namespace synspect::judge {

using OptionOctets = std::vector<std::uint8_t>;

inline void put32(OptionOctets& out, std::uint32_t value) {
  for (const int shift : {24, 16, 8, 0}) out.push_back(static_cast<std::uint8_t>(value >> shift));
}

[[nodiscard]] inline OptionOctets stamps(std::uint32_t value, std::uint32_t echo = 0) {
  OptionOctets out{1, 1, 8, 10};
  put32(out, value);
  put32(out, echo);
  return out;
}

// MSS 1440, which either IP version allows, and window scale.
[[nodiscard]] inline OptionOctets scale(std::uint8_t shift) {
  return {2, 4, 5, 0xA0, 1, 3, 3, shift};
}
[[nodiscard]] inline OptionOctets mss_and(const OptionOctets& more) {
  OptionOctets out{2, 4, 5, 0xA0};
  out.insert(out.end(), more.begin(), more.end());
  return out;
}
[[nodiscard]] inline OptionOctets sack_permitted() { return {2, 4, 5, 0xA0, 1, 1, 4, 2}; }

// Blocks by their place in the peer's stream.
[[nodiscard]] inline OptionOctets sack(
    const Exchange& e, std::initializer_list<std::pair<std::int64_t, std::int64_t>> blocks) {
  OptionOctets out{1, 1, 5, static_cast<std::uint8_t>(2 + 8 * blocks.size())};
  for (const auto& [first, end] : blocks) {
    put32(out, e.peer_wire(first));
    put32(out, e.peer_wire(end));
  }
  return out;
}

// Both agreed on timestamps: the peer's stand at 7000, the stack's at 100; the streams at 1.
inline void stamped(Exchange& e) {
  e.capabilities().features.timestamps = true;
  e.listen().peer("S", 0, 0, {.options = mss_and(stamps(7000))});
  e.stack("SA", 0, 1, {.options = mss_and(stamps(100, 7000))});
  e.pass(10).peer("A", 1, 1, {.options = stamps(7010, 100)}).accept();
}

// The peer permits SACK; the streams stand at 1.
inline void permitted(Exchange& e) {
  e.capabilities().features.sack = true;
  e.listen().peer("S", 0, 0, {.options = sack_permitted()});
  e.stack("SA", 0, 1, {.options = sack_permitted()}).peer("A", 1, 1).accept();
}

}  // namespace synspect::judge
