// The corpus of a target: a flat folder of inputs, each named by its hash, which any number of
// engines and campaigns read and write at once.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace synspect::campaign {

inline constexpr std::uint64_t kMostInput = std::uint64_t{1} << 20U;  // octets of one that is added

struct CorpusSize {
  std::uint64_t files{}, octets{};
  std::uint64_t unreadable{};  // files that we may not read: engines pass over them
};
[[nodiscard]] CorpusSize size_of_corpus(const std::filesystem::path& folder);

// Names of its inputs, sorted. What begins with '.' is none.
[[nodiscard]] std::vector<std::string> inputs_of(const std::filesystem::path& folder);

// Whole or not there. The name it got, and whether it was there before.
struct Added {
  std::string name;
  bool known{};
};
[[nodiscard]] std::expected<Added, std::string> add_input(const std::filesystem::path& folder,
                                                          std::span<const std::uint8_t> input);

// A file in full, if it is a regular one of at most `most` octets. The error says what is wrong.
[[nodiscard]] std::expected<std::vector<std::uint8_t>, std::string> read_input(
    const std::filesystem::path& file, std::uint64_t most = kMostInput);

// Moves the input of exactly this content out of the way, into `to`. Nothing: there is none.
[[nodiscard]] std::optional<std::filesystem::path> set_aside(const std::filesystem::path& folder,
                                                             std::span<const std::uint8_t> input,
                                                             const std::filesystem::path& to);

}  // namespace synspect::campaign
