// Inputs in files, which need not be ours: huge, unreadable, gone meanwhile.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace synspect::standalone {

using Octets = std::vector<std::uint8_t>;

struct Files {
  std::vector<std::filesystem::path> named;  // on the command line: each must be there
  std::vector<std::filesystem::path> folders;
  std::vector<std::filesystem::path> inside;  // of the folders, by name; may vanish
};
// A path that is neither a file nor a folder that can be listed is an error.
[[nodiscard]] std::expected<Files, std::string> gather(
    std::span<const std::filesystem::path> paths);

struct Input {
  Octets octets;
  bool cut{};  // the file is longer
};
// At most `most` octets; no more than one beyond is ever read. Only of regular files.
[[nodiscard]] std::expected<Input, std::string> read_input(const std::filesystem::path& file,
                                                           std::size_t most);

// Under its hash, whole or not at all; its path. A file of that name is left as it is.
[[nodiscard]] std::expected<std::filesystem::path, std::string> save_input(
    const std::filesystem::path& folder, std::span<const std::uint8_t> input);
// 16 hexadecimal digits (XXH3).
[[nodiscard]] std::string hash_of(std::span<const std::uint8_t> input);
// The same and a final NUL to 17 octets at `out`; async-signal-safe.
void write_hash(std::span<const std::uint8_t> input, char* out);

}  // namespace synspect::standalone
