// Where workers put the inputs that show something, and the campaign fetches them: a folder.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace synspect::campaign {

// Of a finding's identity: the same in every process and on every machine (XXH3, 64 bits), never 0.
[[nodiscard]] std::uint64_t key_of(std::string_view identity);

// One file for each identity, `<key in hex>.input`: whole or not there, whoever is killed when.
// False: another worker was first. The error names the file.
[[nodiscard]] std::expected<bool, std::string> put_finding(const std::filesystem::path& folder,
                                                           std::string_view identity,
                                                           std::span<const std::uint8_t> input);

}  // namespace synspect::campaign
