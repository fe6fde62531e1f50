// The clause ids that a comment of the source names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace synspect::ledger {

// Ids in the order written. A comment may shorten what follows an id of the same section, as in
// `9293-3.8.3-b, -c` or `9293-3.4-f to -i`, and ends an id in `-*` where it speaks of the whole
// group: `5961-3.2-*`.
[[nodiscard]] std::vector<std::string> clauses_in(std::string_view line);

// Whether `id` is the clause that `annotation` names, or one of its group; letter case is ignored.
[[nodiscard]] bool names(std::string_view annotation, std::string_view id);

}  // namespace synspect::ledger
