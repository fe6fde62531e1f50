// Runs on their way from a worker to its parent.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "harness/gate/encoding.h"
#include "harness/gate/result.h"

namespace synspect::gate {

void encode(const Run& run, Encoder& to);
// Nothing: no run was ever encoded so. Clauses are those of the requirement tables.
[[nodiscard]] std::optional<Run> decode_run(std::span<const std::byte> octets);

void encode(const TraceHeader& header, Encoder& to);
[[nodiscard]] std::optional<TraceHeader> decode_header(std::span<const std::byte> octets);

}  // namespace synspect::gate
