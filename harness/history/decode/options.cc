// RFC 9293 3.2: what is in the list of TCP options.
#include "harness/history/decode/decoded_segment.h"
#include "harness/history/decode/wire.h"

namespace synspect {

namespace {

using decoding::Wire;

constexpr std::uint8_t kMss = 2, kWindowScale = 3, kTimestamps = 8;
// What most segments have: an MSS on a SYN; NOP, NOP, timestamps (RFC 7323 appendix A) elsewhere.
constexpr std::uint16_t kMssHead = 0x0204;
constexpr std::uint32_t kStampsHead = 0x0101'080a;

Timestamps stamps_at(std::span<const std::byte> body) {
  const Wire octets{body};
  return {.value = octets.u32(0), .echo = octets.u32(4)};
}

}  // namespace

bool DecodedSegment::take_options(std::span<const std::byte> list) {
  options = list;
  high_kinds = false;
  mss.reset();
  window_scale.reset();
  timestamps.reset();
  const Wire octets{list};
  if (list.size() == 12 && octets.u32(0) == kStampsHead) {
    option_kinds = 1U << kTimestamps | 1U << 1;
    timestamps = stamps_at(list.subspan(4));
    return true;
  }
  if (list.size() == 4 && octets.u16(0) == kMssHead) {
    option_kinds = 1U << kMss;
    mss = octets.u16(2);
    return true;
  }
  option_kinds = 0;
  OptionReader reader{list};
  while (const std::optional<TcpOption> option = reader.next()) {
    const std::uint8_t which = option->kind;
    const std::span<const std::byte> body = option->body;
    if (which < 64) option_kinds |= std::uint64_t{1} << which;
    high_kinds = high_kinds || which >= 64;
    if (which == kMss && body.size() == 2 && !mss) mss = Wire{body}.u16(0);
    if (which == kWindowScale && body.size() == 1) window_scale = Wire{body}.u8(0);
    if (which == kTimestamps && body.size() == 8 && !timestamps) timestamps = stamps_at(body);
  }
  return !reader.malformed();
}

}  // namespace synspect
