// What drives a target, and which flags it knows: asked before a campaign begins.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "harness/campaign/engine_worker.h"

namespace synspect::campaign {

struct Engine {
  EngineKind kind{};
  std::set<std::string> flags;  // by name, of libFuzzer
  // build_id.h; 0: of a time before there was one. Nothing: it does not say.
  std::optional<std::uint64_t> build;
};

// Starts the target, which loads its stack. The error is the last that it said.
[[nodiscard]] std::expected<Engine, std::string> probe_engine(
    const std::filesystem::path& program,
    const std::vector<std::pair<std::string, std::string>>& environment,
    std::chrono::seconds patience = std::chrono::seconds{60});

// Runs to the end, what it said in `words` (the end of it). False: it had to be killed.
struct Ran {
  bool in_time{};
  EngineProcess::Exit exit;
  std::string words;
};
[[nodiscard]] Ran run_to_end(const Command& command, std::chrono::seconds patience);

}  // namespace synspect::campaign
