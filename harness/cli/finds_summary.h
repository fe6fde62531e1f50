// The findings of a campaign for a person with little time: a clause at a time, what is new and
// most serious first, then what the baseline knows in other states, and what it knows in one line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "harness/cli/finds.h"
#include "harness/cli/known_findings.h"

namespace synspect::cli {

// What was found out about one clause, or about deaths of one kind.
struct FindGroup {
  std::string clause;  // of deaths the kind
  std::vector<const Find*> finds;
  std::vector<std::string> elsewhere;  // subjects of the baseline about the same clause
  std::uint64_t repeats{};
};
// Of what the baseline does not know. First comes what it knows nothing of: deaths, broken MUSTs,
// broken SHOULDs; then clauses that it knows in other states, in the same order. A death is never
// taken for one that is known elsewhere.
[[nodiscard]] std::vector<FindGroup> new_groups(const std::vector<Find>& finds,
                                                const Reasons& known);

// `output`: of the campaign; folders are named as they are called in its findings/. No more than
// `most` clauses; the rest is counted.
[[nodiscard]] std::string findings_summary(const std::vector<Find>& finds, const Reasons& known,
                                           const std::filesystem::path& output, std::size_t most);
// "87 distinct findings, 42 of them new, 14 of those a known deviation in another state"
[[nodiscard]] std::string findings_count(const std::vector<Find>& finds, const Reasons& known);

}  // namespace synspect::cli
