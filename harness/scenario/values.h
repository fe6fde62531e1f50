// What the small codes of a scenario stand for. Values next to the limits of TCP; a code at or past
// the end of its table stands for the last entry.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "harness/history/time.h"
#include "harness/scenario/scenario.h"

namespace synspect::scenario {

// Numbers of entries: codes run below these.
inline constexpr std::uint8_t kIsnBases = 8, kMtus = 7, kMssValues = 8, kProfiles = 4,
                              kTextLengths = 16, kWindows = 12, kOptionSets = 14, kCallLengths = 16,
                              kDurations = 20, kCallOptions = 16, kFaultCounts = 16;

[[nodiscard]] std::uint32_t stack_isn(const Setup& setup);
[[nodiscard]] std::uint32_t peer_isn(const Setup& setup);
// Whether the stack, or the first endpoint, has its extensions switched on (the profile `full`);
// and whether the peer offers its own, or the second endpoint has them on.
[[nodiscard]] constexpr bool stack_extends(const Setup& setup) { return (setup.profile & 1) != 0; }
[[nodiscard]] constexpr bool peer_extends(const Setup& setup) { return (setup.profile & 2) != 0; }
[[nodiscard]] std::uint32_t mtu(const Setup& setup);  // octets; at least 68 (IPv4), 1280 (IPv6)

// The TCP options that a peer sends: wire octets, a multiple of four.
using Options = std::span<const std::byte>;
[[nodiscard]] Options syn_options(const Setup& setup);  // none, or the MSS option
[[nodiscard]] Options crafted_options(std::uint8_t code);
[[nodiscard]] std::string_view name_of_options(std::uint8_t code);

[[nodiscard]] std::uint16_t text_octets(std::uint8_t code);
[[nodiscard]] std::uint16_t window(std::uint8_t code);
[[nodiscard]] std::uint32_t call_octets(std::uint8_t code);
[[nodiscard]] Duration duration(std::uint8_t code);

}  // namespace synspect::scenario
