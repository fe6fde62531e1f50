// The comment lines of a trace that say which clauses it puts to the test, and what it shows.
//
//     // clauses: MUST-34 9293-3.10.7.4-1c
//     // shows: a segment left of the window draws an ACK and nothing else
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "harness/judge/requirements.h"

namespace synspect::gate {

struct TraceHeader {
  std::vector<judge::ClauseId> clauses;  // in the order written
  std::string shows;
};

struct HeaderError {
  std::uint32_t line{};  // 1-based
  std::string message;
};

// judge::find_requirement, or a smaller table in tests.
using FindClause = const judge::Requirement* (*)(std::string_view id);

// Reads the `//` lines wherever they stand, so that no list of clauses goes unseen because an
// option line or another comment came first.
[[nodiscard]] std::expected<TraceHeader, HeaderError> parse_header(
    std::string_view text, FindClause find = &judge::find_requirement);

}  // namespace synspect::gate
