// The requirement tables (requirements/*.tsv), compiled into the program.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "harness/judge/finding.h"

namespace synspect::judge {

struct Requirement {  // one row; the columns are explained in requirements/README.md
  ClauseId id;
  Level level{};
  std::string_view rfc;      // "9293"
  std::string_view section;  // "3.10.7.4"
  std::string_view topic;
  std::string_view summary;
  std::string_view observable;
  std::string_view check;
};

// All rows, rfc9293.tsv first, in file order.
[[nodiscard]] std::span<const Requirement> requirements();
// The row of an id, letter case ignored; null for no such id.
[[nodiscard]] const Requirement* find_requirement(std::string_view id);

}  // namespace synspect::judge
