// What the harness's own decoder makes of a segment's options, in the words of the core: to compare
// with what the core's codec makes of them. Where an option comes twice the first counts.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include "harness/history/decode/decoded_segment.h"
#include "stack/segment.h"

namespace synspect {

inline std::uint32_t octets_32(std::span<const std::byte> octets) {
  std::uint32_t number = 0;
  for (const std::byte octet : octets.first(4)) {
    number = number << 8 | std::to_integer<std::uint32_t>(octet);
  }
  return number;
}

// 7413-4.1.1-a. `body`: the cookie alone.
inline void see_cookie(std::span<const std::byte> body, bool experimental,
                       tcp::SegmentOptions& seen) {
  const bool legal =
      body.empty() || (body.size() % 2 == 0 && body.size() >= 4 && body.size() <= 16);
  if (!legal || seen.fast_open) return;
  seen.fast_open.emplace();
  seen.fast_open->experimental = experimental;
  seen.fast_open->size = static_cast<std::uint8_t>(body.size());
  std::ranges::copy(body, seen.fast_open->octets.begin());
}

inline void see_option(const TcpOption& option, tcp::SegmentOptions& seen) {
  constexpr std::uint8_t kScale = 3, kPermitted = 4, kSack = 5, kTimestamps = 8, kUserTimeout = 28,
                         kFastOpen = 34, kExperiment = 254;
  const std::span<const std::byte> body = option.body;
  if (option.kind == kScale && body.size() == 1 && !seen.window_scale) {
    seen.window_scale = std::to_integer<std::uint8_t>(body[0]);
  } else if (option.kind == kPermitted && body.empty()) {
    seen.sack_permitted = true;
  } else if (option.kind == kSack && body.size() % 8 == 0 && seen.sack.empty()) {
    for (std::size_t at = 0; at < body.size(); at += 8) {
      seen.sack.add(
          {tcp::Seq{octets_32(body.subspan(at))}, tcp::Seq{octets_32(body.subspan(at + 4))}});
    }
  } else if (option.kind == kTimestamps && body.size() == 8 && !seen.timestamps) {
    seen.timestamps = tcp::Timestamps{octets_32(body), octets_32(body.subspan(4))};
  } else if (option.kind == kUserTimeout && body.size() == 2 && !seen.user_timeout) {
    seen.user_timeout = static_cast<std::uint16_t>(std::to_integer<unsigned>(body[0]) << 8 |
                                                   std::to_integer<unsigned>(body[1]));
  } else if (option.kind == kFastOpen) {
    see_cookie(body, false, seen);
  } else if (option.kind == kExperiment && body.size() >= 2 && body[0] == std::byte{0xf9} &&
             body[1] == std::byte{0x89}) {
    see_cookie(body.subspan(2), true, seen);
  }
}

inline tcp::SegmentOptions options_seen(const DecodedSegment& segment) {
  tcp::SegmentOptions seen;
  seen.mss = segment.mss;
  OptionReader reader{segment.options};
  while (const auto option = reader.next()) see_option(*option, seen);
  return seen;
}

}  // namespace synspect
