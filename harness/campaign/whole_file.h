// Files that are there in full or not at all, whoever is killed when: written beside, then put in
// place.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace synspect::campaign {

// What it outlives. The machine is dearer: the disk is waited for.
enum class Outlives : std::uint8_t { kUs, kMachine };

using Octets = std::span<const std::uint8_t>;
[[nodiscard]] Octets octets_of(std::string_view text);

// In the place of what was there. Errors name the file.
[[nodiscard]] std::expected<void, std::string> put_file(const std::filesystem::path& file,
                                                        Octets octets,
                                                        Outlives outlives = Outlives::kMachine);
[[nodiscard]] std::expected<void, std::string> put_file(const std::filesystem::path& file,
                                                        std::string_view text);
// Unless there is one. False: there was, and it is as it was.
[[nodiscard]] std::expected<bool, std::string> put_new_file(const std::filesystem::path& file,
                                                            Octets octets, Outlives outlives);

}  // namespace synspect::campaign
