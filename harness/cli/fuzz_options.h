// The command line of `synspect fuzz`, checked.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/cli/session.h"
#include "harness/trial/targets.h"
#include "harness/worker/process.h"

namespace synspect::cli {

struct FuzzOptions {
  std::vector<std::string> targets;
  std::string stack, other_stack;
  std::optional<std::chrono::milliseconds> time;
  std::optional<std::uint64_t> runs;  // of each target
  int jobs{1};
  std::uint64_t seed{1};
  std::filesystem::path corpus, output;
  std::string baseline;  // as for gate
  bool stop_on_finding{};
  bool sanitizers{};
  bool seeds{true};
  worker::Limits limits;
  std::vector<std::string> engine_flags;
};

// Nothing: --help was asked for and answered.
[[nodiscard]] std::optional<FuzzOptions> fuzz_options(std::span<const std::string> args,
                                                      Session& session);

// "60s", "10m", "2h", "1d".
[[nodiscard]] std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);
[[nodiscard]] std::string to_text(std::chrono::milliseconds time);  // "1h02m03s"

// A word for a folder that reads like the stack's name, and differs where names differ.
[[nodiscard]] std::string folder_of_stack(const std::string& stack);

// Where the corpora of a stack are: `named`, or the default.
[[nodiscard]] std::filesystem::path corpus_folder_of(const std::string& named,
                                                     const std::string& stack,
                                                     const Surroundings& around);

// UsageError for a flag that the campaign sets itself, or that the engine does not know.
void check_engine_flag(const std::string& flag, const std::set<std::string>& known);

// A target by its name, or a UsageError that says what there is.
[[nodiscard]] const trial::Target& target_named(const std::string& name);

}  // namespace synspect::cli
