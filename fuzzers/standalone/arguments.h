// The command line of our own engine: the flags of libFuzzer that it knows, with their meaning
// there. A flag that it does not know is an error, not a warning.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace synspect::standalone {

struct Arguments {
  static constexpr std::uint64_t kMostOctets = 1'000'000;

  std::uint64_t seed{1};
  // Executions in all, files among them. Without either bound the files are run and nothing else.
  std::optional<std::uint64_t> runs;
  std::optional<std::uint64_t> max_total_time;  // s
  std::uint64_t max_len{4096};                  // octets of an input, 1..kMostOctets
  std::uint64_t timeout{0};                     // s, of one input; 0: none
  std::uint64_t rss_limit_mb{0};                // 0: none
  bool reload{false};                           // looks into the folders again
  bool print_final_stats{true};
  std::optional<std::string> artifact_prefix;  // none: what ends the program is not kept
  std::vector<std::filesystem::path> paths;    // files and folders
};

// `words` without the program's name. The error is a line that names the word.
[[nodiscard]] std::expected<Arguments, std::string> parse(std::span<const char* const> words);

}  // namespace synspect::standalone
