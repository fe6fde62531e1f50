// What a baseline knows of a stack's findings.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/cli/session.h"

namespace synspect::cli {

// Reasons by identity, or by family: of what scenarios show a baseline may know it as a whole.
using Reasons = std::map<std::string, std::string>;

// `named`: as --baseline has it; empty: the project's own word on the stack. Entries that have
// expired know nothing any more.
[[nodiscard]] Reasons known_findings(const std::string& named, const std::string& stack,
                                     const Surroundings& around);
// Where none is named, that and corpus/baselines/campaign/STACK.json: families that only long
// campaigns draw, looked at by hand. The gate leaves them alone: what its fixed scenarios do not
// show would be stale there.
[[nodiscard]] Reasons known_to_campaigns(const std::string& named, const std::string& stack,
                                         const Surroundings& around);

// The name by which it is known; empty: it is not.
[[nodiscard]] std::string known_as(const Reasons& known, const std::string& identity,
                                   const std::string& family);

// What it knows of the same clause in other states, by other events: likely the same deviation.
// Subjects, by which `known` has the reasons. Of a death nothing: another one is another fault.
[[nodiscard]] std::vector<std::string> known_elsewhere(const Reasons& known,
                                                       const std::string& identity);
// The rows that quote these in finding.txt, a reason once.
[[nodiscard]] std::string rows_of_elsewhere(const Reasons& known,
                                            const std::vector<std::string>& subjects);
// The clause of an identity or a family; of what has none the kind.
[[nodiscard]] std::string clause_of(const std::string& identity);
// "SYN-SENT segment:ACK": what follows clause and kind; of a family "any state".
[[nodiscard]] std::string where_of(const std::string& identity);

}  // namespace synspect::cli
