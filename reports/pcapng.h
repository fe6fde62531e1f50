// A run as a capture file for other tools: pcapng with direction flags and comments. libpcap reads
// the format but cannot write it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "harness/history/history.h"
#include "harness/judge/finding.h"

namespace synspect::reports {

// Something to say at an observation. In the file it stands at the first packet from `position` on,
// or at the last one.
struct PacketNote {
  std::size_t position{};
  std::string text;
};
// The clause, the expectation and what was seen, for each finding of a run.
[[nodiscard]] std::vector<PacketNote> notes_of(std::span<const judge::Finding> findings);

struct CaptureLimits {
  std::size_t octets{64U << 20U};    // of the file: packets beyond are left out, and that is said
  std::size_t comment_octets{2000};  // a longer comment is cut
  std::size_t comments_per_packet{100};  // the first ones stay
};

// The octets of the file. One interface per endpoint, raw IP, microseconds of virtual time; packets
// as they entered and left the endpoints. Each carries the script line that caused it, and what the
// user did since the packet before. A function of the history: same run, same octets.
[[nodiscard]] std::string pcapng(const History& history, std::span<const PacketNote> notes = {},
                                 const CaptureLimits& limits = {});

}  // namespace synspect::reports
