// Whether the core's codec and the judge's decoder, written apart, read one datagram alike.
#pragma once

#include <expected>
#include <string>

#include "harness/history/decode/decoded_segment.h"
#include "stack/wire/codec.h"

namespace synspect::codec {

using Read = std::expected<tcp::Datagram, tcp::ParseError>;

// Empty, or what differs. The one that refuses names a reason, for which the other must show the
// evidence; in the order of the layers, so that several faults in one datagram are no dispute.
[[nodiscard]] std::string disagreement(const DecodedSegment& seen, const Read& read);

// A segment that a TCP acts on: intact in every layer, and it is clear where its text begins.
[[nodiscard]] bool good(const DecodedSegment& seen);

}  // namespace synspect::codec
