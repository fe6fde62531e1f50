// One target of a campaign: what drives it, and how far it has come.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/campaign/corpus_folder.h"
#include "harness/campaign/engine_probe.h"
#include "harness/campaign/engine_worker.h"
#include "harness/campaign/stats.h"

namespace synspect::cli {

struct FuzzTarget {
  std::string name;
  std::filesystem::path program, corpus;
  campaign::Engine engine;
  std::vector<std::string> flags;
  std::size_t seeds{};
  campaign::Earlier::Target earlier;
  std::uint64_t executions_before{};  // this campaign began
  std::uint64_t executions_last{};    // as of the last measurement
  double per_second{};
  campaign::CorpusSize corpus_size;
  std::uint64_t files_merged{};  // how many the last merge left
  std::optional<campaign::Clock::time_point> merged;
};

}  // namespace synspect::cli
