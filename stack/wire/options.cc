#include "stack/wire/options.h"

#include <cstdint>

#include "stack/wire/octets.h"

namespace synspect::tcp {
namespace {

enum Kind : std::uint8_t { kEnd = 0, kNoOperation = 1, kMaximumSegmentSize = 2 };
constexpr std::size_t kMssLength = 4;

}  // namespace

ParsedOptions parse_options(std::span<const std::byte> octets) {
  ParsedOptions parsed;
  while (!octets.empty()) {
    const auto kind = std::to_integer<std::uint8_t>(octets[0]);
    if (kind == kEnd) break;  // what follows is padding, whatever it holds
    if (kind == kNoOperation) {
      octets = octets.subspan(1);  // options may begin at any octet (MUST-64)
      continue;
    }
    const std::size_t length = octets.size() < 2 ? 0 : std::to_integer<std::size_t>(octets[1]);
    if (length < 2 || length > octets.size()) {
      parsed.malformed = true;
      break;
    }
    // MUST-6: whatever else it is, its length octet leads past it.
    if (kind == kMaximumSegmentSize && length == kMssLength && !parsed.options.mss) {
      parsed.options.mss = load16(octets.data() + 2);
    }
    octets = octets.subspan(length);
  }
  return parsed;
}

std::size_t options_size(const SegmentOptions& options) { return options.mss ? kMssLength : 0; }

void write_options(const SegmentOptions& options, std::byte* out) {
  if (!options.mss) return;
  out[0] = std::byte{kMaximumSegmentSize};
  out[1] = std::byte{kMssLength};
  store16(out + 2, *options.mss);
}

}  // namespace synspect::tcp
