// The variants in which a trace is run: it must mean the same in both IP versions and at every
// initial sequence number, so that wraparound comes free.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/drive/script_run.h"
#include "harness/history/capabilities.h"

namespace synspect::gate {

struct FixedByScript {
  bool ip_version{};
  bool sequence_numbers{};
};

// Never empty; the plainest variant first.
[[nodiscard]] std::vector<drive::ScriptVariant> sweep_of(FixedByScript fixed,
                                                         const Controls& controls);

// The word of `replay --variant`: "ipv6,isn=0x7ffffff0,shift=0x7fffff00"; "plain" changes nothing.
[[nodiscard]] std::string to_string(const drive::ScriptVariant& variant);
[[nodiscard]] std::optional<drive::ScriptVariant> parse_variant(std::string_view text);

}  // namespace synspect::gate
