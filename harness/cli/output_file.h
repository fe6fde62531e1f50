// Reports that go to files: whether they can be written is found out before any work is done.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace synspect::cli {

// UsageErrors with the path and the system's reason.
void check_writable(const std::filesystem::path& file);
void write_file(const std::filesystem::path& file, std::string_view text);
void make_executable(const std::filesystem::path& file);
void make_folder(const std::filesystem::path& folder);
[[nodiscard]] std::string read_file(const std::filesystem::path& file);

}  // namespace synspect::cli
