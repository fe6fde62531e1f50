// What a hunt reads and writes: rows of cells between tabs, `#` begins a line for people.
#pragma once

#include <expected>
#include <iosfwd>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "fuzzers/hunted.h"

namespace synspect {

// What is asked of the engine, per name: found with this seed within so many executions.
using HuntTable = std::map<std::string, HuntOptions>;
// Columns: name, depth, events, shape (`one` or `two`), most executions, seed; further ones are
// figures for people. What is wrong with it comes back as a sentence.
[[nodiscard]] std::expected<HuntTable, std::string> read_table(const std::string& file);

// Names that earlier rows of `file` have caught, or missed with at least as many executions.
[[nodiscard]] std::set<std::string> settled(const std::string& file, const HuntOptions& options);
void print(const Prey& prey, std::ostream& out);

}  // namespace synspect
