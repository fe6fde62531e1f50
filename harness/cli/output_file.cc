#include "harness/cli/output_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <system_error>

#include "harness/cli/session.h"

namespace synspect::cli {
namespace {

[[noreturn]] void refuse(std::string_view what, const std::filesystem::path& path, int error) {
  throw UsageError(fmt::format("cannot {} {}: {}", what, path.string(), std::strerror(error)));
}

}  // namespace

void check_writable(const std::filesystem::path& file) {
  errno = 0;
  // Appending nothing keeps what is there, should the run itself fail.
  if (!std::ofstream{file, std::ios::app}) refuse("write", file, errno);
}

void write_file(const std::filesystem::path& file, std::string_view text) {
  errno = 0;
  std::ofstream stream{file, std::ios::binary};
  stream << text;
  stream.close();
  if (!stream) refuse("write", file, errno);
}

void make_executable(const std::filesystem::path& file) {
  using std::filesystem::perms;
  std::error_code error;
  const perms all = perms::owner_exec | perms::group_exec | perms::others_exec;
  std::filesystem::permissions(file, all, std::filesystem::perm_options::add, error);
  if (error) refuse("make executable", file, error.value());
}

void make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) refuse("make the folder", folder, error.value());
}

std::string read_file(const std::filesystem::path& file) {
  errno = 0;
  std::ifstream stream{file, std::ios::binary};
  std::string text{std::istreambuf_iterator<char>{stream}, {}};
  if (!stream && !stream.eof()) refuse("read", file, errno);
  if (!stream.is_open()) refuse("read", file, errno);
  return text;
}

}  // namespace synspect::cli
