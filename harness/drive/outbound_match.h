// Does what the stack sent agree with what a script line expects? (LANGUAGE.md, how an outbound
// packet is judged.) The script's own verdict; what the RFCs think of it is the judge's business.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/drive/number_translation.h"
#include "harness/history/decode/decoded_segment.h"
#include "harness/script/ast.h"

namespace synspect::drive {

// The octets that the payload of `packet` stands for: `payload HEX`, else the pattern from
// `position` on where `salt` is given, else zeros.
[[nodiscard]] std::vector<std::byte> payload_of(const script::TcpPacket& packet,
                                                std::optional<std::uint32_t> salt,
                                                std::uint32_t position);

// The segment in a line with its numbers as the script counts them, to stand beside a script line.
[[nodiscard]] std::string in_script_numbers(const DecodedSegment& seen,
                                            const NumberTranslation& numbers);

// The first disagreement between the line and the segment, as one sentence with both values;
// nothing when they agree. Times are judged elsewhere. `payload` is what the line expects. In the
// extension a RST expected without ACK may carry one, as most stacks send it where the RFC writes
// <CTL=RST> (9293-3.5.2-b, 9293-3.10.5-d), and PSH may stand where none is expected: when to push
// is the sender's choice.
[[nodiscard]] std::optional<std::string> mismatch(const script::TcpPacket& expected,
                                                  const DecodedSegment& seen,
                                                  const NumberTranslation& numbers,
                                                  std::span<const std::byte> payload,
                                                  bool extension);

}  // namespace synspect::drive
