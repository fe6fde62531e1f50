// RFC 9293 3.2: what is in the list of TCP options.
#include "harness/history/decode/decoded_segment.h"
#include "harness/history/decode/wire.h"

namespace synspect {

bool DecodedSegment::take_options(std::span<const std::byte> list) {
  options = list;
  option_kinds = 0;
  OptionReader reader{list};
  while (const std::optional<TcpOption> option = reader.next()) {
    if (option->kind < 64) option_kinds |= std::uint64_t{1} << option->kind;
  }
  return !reader.malformed();
}

std::optional<std::uint16_t> DecodedSegment::mss() const {
  if (!has_option(2)) return std::nullopt;
  OptionReader reader{options};
  while (const std::optional<TcpOption> option = reader.next()) {
    if (option->kind == 2 && option->body.size() == 2) return decoding::Wire{option->body}.u16(0);
  }
  return std::nullopt;
}

}  // namespace synspect
