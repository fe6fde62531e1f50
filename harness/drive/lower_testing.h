// For tests of the lowering: do two histories tell the same story?
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "harness/history/history.h"

namespace synspect::drive::testing {

// Edges of SACK blocks are sequence numbers.
inline std::vector<std::byte> without_edges(std::span<const std::byte> options) {
  std::vector<std::byte> bare(options.begin(), options.end());
  OptionReader reader{options};
  while (const auto option = reader.next()) {
    if (option->kind != 5) continue;
    const auto body = bare.begin() + static_cast<std::ptrdiff_t>(option->offset + 2);
    std::fill_n(body, option->body.size(), std::byte{});
  }
  return bare;
}

// What an endpoint met and did, a line each: segments with time and every field that TCP reads,
// calls with their results. `numbers`: with sequence numbers as on the wire.
inline std::vector<std::string> story(const History& history, EndpointId end, bool numbers) {
  std::vector<std::string> lines;
  for (const Observation& seen : history.observations()) {
    const std::string at = std::to_string((seen.at - kRunStart).count()) + " ";
    if (const auto* segment = std::get_if<SegmentSeen>(&seen.what)) {
      const bool in = segment->direction == Direction::kToStack;
      if (segment->endpoint != end) continue;
      if (segment->fate != (in ? Fate::kDelivered : Fate::kSent))
        continue;  // what became of copies
      DecodedSegment shown = segment->segment;
      std::vector<std::byte> options;
      if (!numbers) {
        shown.seq = shown.ack = 0;
        options = without_edges(shown.options);
        shown.options = options;
      }
      std::string line = at + (in ? "< " : "> ") + shown.to_string();
      line += " rsv " + std::to_string(shown.reserved) + (shown.has(kUrg) ? " urgent " : " ");
      line += std::to_string(static_cast<int>(shown.tcp_checksum)) + " ";
      if (numbers) line += shown.source.to_string() + " " + shown.destination.to_string();
      for (const std::byte octet : shown.payload) line += " " + std::to_string(int(octet));
      lines.push_back(std::move(line));
    } else if (const auto* call = std::get_if<CallSeen>(&seen.what)) {
      if (call->endpoint != end || std::holds_alternative<call::Name>(call->call)) continue;
      lines.push_back(at + std::string(name_of(call->call)) + " " +
                      std::to_string(call->result.value) + " " +
                      std::string(to_string(call->result.error)));
    }
  }
  return lines;
}

// Empty when `again` tells all of `first`, and at most what came after its end.
inline std::string difference(const std::vector<std::string>& first,
                              const std::vector<std::string>& again) {
  const auto [a, b] = std::ranges::mismatch(first, again);
  if (a == first.end()) return {};
  return "expected " + *a + ", replayed " + (b == again.end() ? "nothing" : *b);
}

}  // namespace synspect::drive::testing
