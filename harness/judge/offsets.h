// Sequence numbers as unwrapped 64-bit stream offsets: 0 is the SYN, 1 the first octet of text. The
// judge's own arithmetic (RFC 9293 3.4); it shares nothing with the core's.
#pragma once

#include <cstdint>

namespace synspect::judge {

using Offset = std::int64_t;

// The offset of `wire` in the stream that starts at `isn`, nearest to `near`.
[[nodiscard]] constexpr Offset unwrap(std::uint32_t wire, std::uint32_t isn, Offset near) {
  const std::uint32_t there = isn + static_cast<std::uint32_t>(near);
  return near + static_cast<std::int32_t>(wire - there);
}

[[nodiscard]] constexpr std::uint32_t wrap(Offset offset, std::uint32_t isn) {
  return isn + static_cast<std::uint32_t>(offset);
}

static_assert(unwrap(0x10, 0xffff'fff0, 0) == 0x20, "order survives the wrap");
static_assert(unwrap(0xffff'fff0, 0x10, 0) == -0x20);

}  // namespace synspect::judge
