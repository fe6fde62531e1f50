// The layers of a datagram, each read by its own file into one DecodedSegment.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "harness/history/decode/decoded_segment.h"
#include "harness/history/decode/wire.h"

namespace synspect::decoding {

// Protocol numbers (IANA).
inline constexpr std::uint8_t kIcmp4 = 1, kTcp = 6, kIcmp6 = 58;

struct Carried {  // what an IP datagram carries
  std::uint8_t protocol{};
  Wire body;             // as far as it was captured
  std::size_t length{};  // of the whole body on the wire
  bool complete{};       // `body` is all that the IP length field promises
  bool unreachable{};    // a fragment, or not yet where its source route leads
};

// Fills the members of the IP layer. Nothing when a header is missing or cut.
[[nodiscard]] std::optional<Carried> read_ip(Wire datagram, std::size_t wire_length,
                                             DecodedSegment& out);
// Each sets `kind`, leaving kUnreadable when the header is cut.
void read_tcp(const Carried& carried, DecodedSegment& out);
void read_icmp(const Carried& carried, DecodedSegment& out);

}  // namespace synspect::decoding
