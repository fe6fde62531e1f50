// RFC 9293 3.2: the list of TCP options, one after another.
#include "harness/history/decode/decoded_segment.h"
#include "harness/history/decode/wire.h"

namespace synspect {

std::optional<TcpOption> OptionReader::next() {
  if (ended_ || malformed_ || at_ == options_.size()) return std::nullopt;
  const decoding::Wire rest{options_.subspan(at_)};
  const std::uint8_t kind = rest.u8(0);
  TcpOption option{.kind = kind, .body = {}, .offset = at_};
  if (kind <= 1) {  // EOL and NOP have no length octet
    ended_ = kind == 0;
    ++at_;
    return option;
  }
  const std::size_t length = rest.u8(1);  // reads as 0 where it is missing
  if (length < 2 || length > rest.size()) {
    malformed_ = true;
    return std::nullopt;
  }
  option.body = rest.part(2, length - 2).octets();
  at_ += length;
  return option;
}

std::optional<std::uint16_t> DecodedSegment::mss() const {
  OptionReader reader{options};
  while (const std::optional<TcpOption> option = reader.next()) {
    if (option->kind == 2 && option->body.size() == 2) return decoding::Wire{option->body}.u16(0);
  }
  return std::nullopt;
}

}  // namespace synspect
