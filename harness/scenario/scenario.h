// A run as a value: how it is set up, and what happens in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "harness/scenario/event.h"

namespace synspect::scenario {

inline constexpr std::size_t kMostEvents = 256;

enum class Shape : std::uint8_t {
  kOneEndpoint,  // one stack and an adversarial peer: Move, Craft, Replay, Call, Wait
  kTwoEndpoints  // two stacks and the network between them: Call, Wait, Fault
};

struct Setup {  // codes of values.h
  bool ipv6{};
  std::uint8_t stack_isn{};  // the base; of the first endpoint
  std::uint8_t peer_isn{};   // of the peer, or of the second endpoint
  std::int8_t stack_isn_offset{};
  std::int8_t peer_isn_offset{};
  std::uint8_t mtu{};
  std::uint8_t peer_mss{};  // the option on the peer's polite SYN
  std::uint8_t profile{};   // values.h: stack_extends(), peer_extends()
  friend bool operator==(const Setup&, const Setup&) = default;
};

struct Scenario {
  Shape shape{};
  Setup setup;
  std::vector<Event> events;  // at most kMostEvents
  friend bool operator==(const Scenario&, const Scenario&) = default;
};

}  // namespace synspect::scenario
