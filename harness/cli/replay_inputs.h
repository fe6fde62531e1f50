// `replay` of inputs of fuzz targets.
#pragma once

#include <boost/program_options.hpp>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "harness/cli/named_input.h"
#include "harness/cli/session.h"
#include "harness/gate/result.h"

namespace synspect::cli {

struct InputResults {
  std::vector<NamedInput> inputs;
  std::vector<gate::Result> results;  // of each input one, of one run
  std::vector<std::string> captures;
};
// Throws UsageError and gate::CannotLoad.
[[nodiscard]] InputResults run_inputs(std::span<const std::string> words,
                                      const boost::program_options::variables_map& options,
                                      const Session& session);
// Every finding as a folder (keep_scenario.h).
void keep_inputs(const InputResults& all, const std::filesystem::path& folder,
                 const boost::program_options::variables_map& options, Session& session);

}  // namespace synspect::cli
