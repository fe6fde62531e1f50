// The TCP options of a script line as octets, numbers as on the wire, and compared with what the
// stack sent (LANGUAGE.md sections 9 and 12). The parser has checked lengths and padding; what it
// could not type is refused before a run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/drive/number_translation.h"
#include "harness/drive/timestamp_names.h"
#include "harness/history/decode/decoded_segment.h"
#include "harness/script/ast.h"

namespace synspect::drive {

// Octets of a hex string of even length.
[[nodiscard]] std::vector<std::byte> from_hex(std::string_view hex);

// What the numbers of an inbound line stand for.
struct InboundNumbers {
  const NumberTranslation& numbers;
  const TimestampNames& timestamps;
  bool ecr_scaled{};  // --tcp_ts_ecr_scaled
};
// The options of an inbound packet; a sentence where an `ecr` names no timestamp of the stack.
[[nodiscard]] std::expected<std::vector<std::byte>, std::string> inbound_options(
    const script::TcpPacket& packet, const InboundNumbers& by);

// The first disagreement, with both lists. Of timestamps only the place is compared, and in the
// extension `ecr N!`.
[[nodiscard]] std::optional<std::string> options_mismatch(const script::OptionList& expected,
                                                          const DecodedSegment& seen,
                                                          const NumberTranslation& numbers,
                                                          bool extension);
// The stack's options with the edges of SACK blocks as the script counts them, to be shown.
[[nodiscard]] std::vector<std::byte> options_in_script_numbers(const DecodedSegment& seen,
                                                               const NumberTranslation& numbers);

struct Stamps {  // of a timestamps option
  std::uint32_t val{}, ecr{};
};
// Of the first such option that can be read.
[[nodiscard]] std::optional<Stamps> stamps_of(const DecodedSegment& segment);
// `TS val N` of a line; nothing without one, and for `val ...`.
[[nodiscard]] std::optional<std::uint32_t> scripted_stamp(const script::OptionList& list);

}  // namespace synspect::drive
