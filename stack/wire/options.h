// The options of a TCP header (RFC 9293 3.2, RFC 7323 2.2 and 3.2, RFC 2018 2 and 3).
#pragma once

#include <cstddef>
#include <span>

#include "stack/segment.h"

namespace synspect::tcp {

struct ParsedOptions {
  SegmentOptions options;  // those before the malformed one, if there is one
  bool malformed{};        // a length below 2 or past the end (MUST-7)
};
// MUST-4, MUST-5, MUST-68, 9293-3.2-a.
[[nodiscard]] ParsedOptions parse_options(std::span<const std::byte> octets);

inline constexpr std::size_t kMostOptionOctets = 40;  // that a header has room for
// Octets that write_options() fills: a multiple of four, and no more than that if whoever fills in
// `fast_open` has seen to it. Where the SACK blocks do
// not all fit beside the others the last are left out (2018-3-2).
[[nodiscard]] std::size_t options_size(const SegmentOptions& options);
// `out` holds zeros: what follows the end of the list (MUST-69).
void write_options(const SegmentOptions& options, std::byte* out);

}  // namespace synspect::tcp
