// A finding's folder where there is no scenario to tell: the input as it is, what is known, and how
// to repeat it.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace synspect::cli {

struct PlainFinding {
  std::string identity;
  std::string says;  // one line for people
  std::string kind;  // as in the judge's findings: "crash", "hang"
  std::string target, stack;
  std::string key;  // of the finding as its worker named it; empty: key_of(identity)
  std::vector<std::string> last_words;
  std::string repeat;  // the command, without the input's file name behind it
};

// OUTPUT/findings/<id>/{finding.json, finding.txt, input.bin, repro.sh}, all of it or nothing. A
// folder that is there already stays as it is. The error is a line.
[[nodiscard]] std::expected<std::filesystem::path, std::string> keep_plain(
    const PlainFinding& finding, std::span<const std::uint8_t> input,
    const std::filesystem::path& output);

}  // namespace synspect::cli
