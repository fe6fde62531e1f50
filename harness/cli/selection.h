// From the words of a command line to the traces and scenarios to play.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/cli/session.h"
#include "harness/gate/play.h"

namespace synspect::cli {

// Paths and names of pair scenarios, in the order given.
[[nodiscard]] std::vector<gate::Item> items_of(std::span<const std::string> words,
                                               const Surroundings& around);
// The corpus and all pair scenarios; the founding traces, which the README explains, come first.
// UsageError where there is no corpus.
[[nodiscard]] std::vector<gate::Item> everything(const Surroundings& around);

// Keeps what names one of `clauses`; a trace whose header cannot be read stays and says so later.
[[nodiscard]] std::vector<gate::Item> naming(std::vector<gate::Item> items,
                                             std::span<const std::string> clauses);
[[nodiscard]] std::vector<gate::Item> part_of(std::vector<gate::Item> items, gate::Shard shard);

inline constexpr const char* kCorpus = "corpus/traces";

}  // namespace synspect::cli
