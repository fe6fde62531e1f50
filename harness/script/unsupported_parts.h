// What of a TCP packet cannot be run.
#pragma once

#include <optional>
#include <tuple>

#include "harness/script/ast.h"

namespace synspect::script {

[[nodiscard]] inline bool before(Position a, Position b) {
  return std::tie(a.line, a.column) < std::tie(b.line, b.column);
}

// The first such part, in the order of the text; without text of its own.
[[nodiscard]] std::optional<Unsupported> first_unsupported(const TcpPacket& packet);

}  // namespace synspect::script
