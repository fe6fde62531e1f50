// Inputs of fuzz targets by the words of a command line.
#pragma once

#include <boost/program_options.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/cli/keep_scenario.h"
#include "harness/cli/session.h"

namespace synspect::cli {

struct NamedInput {
  std::string shown;  // as it was called
  std::vector<std::uint8_t> octets;
  InputQuestion question;
  std::string identity;               // of the finding that it was kept for; may be empty
  std::optional<std::uint64_t> seed;  // of a generated one
};

// --target --other-stack, for verbs that take inputs.
void add_input_options(boost::program_options::options_description& options);

// Whether the word names an input rather than a trace: FILE.bin, or fuzz/TARGET/SEED, the scenario
// that chance makes of a seed.
[[nodiscard]] bool names_input(const std::string& word);
// What finding.json beside a file says of target and stacks counts where no option does. UsageError
// for what cannot be read, is longer than any input, or has no target.
[[nodiscard]] NamedInput input_named(const std::string& word,
                                     const boost::program_options::variables_map& options);
// The kept finding in a folder that has an input; nothing where it has none.
[[nodiscard]] std::optional<NamedInput> input_of_finding(
    const std::string& folder, const boost::program_options::variables_map& options);

// The scenario of a seed, as octets: the same on every machine.
[[nodiscard]] std::vector<std::uint8_t> generated_input(const std::string& target,
                                                        std::uint64_t seed);

}  // namespace synspect::cli
