// RFC 9293 3.2: what is in the list of TCP options.
#include "harness/history/decode/decoded_segment.h"
#include "harness/history/decode/wire.h"

namespace synspect {

namespace {

using decoding::Wire;

constexpr std::uint8_t kTimestamps = 8;
// What most segments with options bear: NOP, NOP, timestamps (RFC 7323 appendix A).
constexpr std::size_t kUsual = 12;
constexpr std::uint32_t kUsualHead = 0x0101'080a;

Timestamps stamps_at(std::span<const std::byte> body) {
  const Wire octets{body};
  return {.value = octets.u32(0), .echo = octets.u32(4)};
}

}  // namespace

bool DecodedSegment::take_options(std::span<const std::byte> list) {
  options = list;
  timestamps.reset();
  if (list.size() == kUsual && Wire{list}.u32(0) == kUsualHead) {
    option_kinds = 1U << kTimestamps | 1U << 1;
    timestamps = stamps_at(list.subspan(4));
    return true;
  }
  option_kinds = 0;
  OptionReader reader{list};
  while (const std::optional<TcpOption> option = reader.next()) {
    if (option->kind < 64) option_kinds |= std::uint64_t{1} << option->kind;
    if (option->kind == kTimestamps && option->body.size() == 8 && !timestamps) {
      timestamps = stamps_at(option->body);
    }
  }
  return !reader.malformed();
}

std::optional<std::uint16_t> DecodedSegment::mss() const {
  if (!has_option(2)) return std::nullopt;
  OptionReader reader{options};
  while (const std::optional<TcpOption> option = reader.next()) {
    if (option->kind == 2 && option->body.size() == 2) return Wire{option->body}.u16(0);
  }
  return std::nullopt;
}

}  // namespace synspect
