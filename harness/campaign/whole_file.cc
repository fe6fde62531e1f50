#include "harness/campaign/whole_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace synspect::campaign {
namespace {

namespace fs = std::filesystem;

bool write_all(int descriptor, Octets octets) {
  while (!octets.empty()) {
    const ssize_t wrote = ::write(descriptor, octets.data(), octets.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return false;
    octets = octets.subspan(static_cast<std::size_t>(wrote));
  }
  return true;
}

std::unexpected<std::string> cannot_write(const fs::path& file, int error) {
  return std::unexpected("cannot write " + file.string() + ": " + std::strerror(error));
}

// Beside where it will be; nothing is left of it where it cannot be written in full.
std::expected<fs::path, std::string> written_beside(const fs::path& file, Octets octets,
                                                    Outlives outlives) {
  fs::path made =
      file.parent_path() / ("." + file.filename().string() + "." + std::to_string(::getpid()));
  const int descriptor = ::open(made.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor < 0) return cannot_write(file, errno);
  const bool written =
      write_all(descriptor, octets) && (outlives == Outlives::kUs || ::fsync(descriptor) == 0);
  const int error = errno;
  ::close(descriptor);
  if (written) return made;
  ::unlink(made.c_str());
  return cannot_write(file, error);
}

}  // namespace

Octets octets_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::expected<void, std::string> put_file(const fs::path& file, Octets octets, Outlives outlives) {
  const auto made = written_beside(file, octets, outlives);
  if (!made) return std::unexpected(made.error());
  if (::rename(made->c_str(), file.c_str()) == 0) return {};
  const int error = errno;
  ::unlink(made->c_str());
  return cannot_write(file, error);
}

std::expected<void, std::string> put_file(const fs::path& file, std::string_view text) {
  return put_file(file, octets_of(text));
}

std::expected<bool, std::string> put_new_file(const fs::path& file, Octets octets,
                                              Outlives outlives) {
  if (::access(file.c_str(), F_OK) == 0) return false;
  const auto made = written_beside(file, octets, outlives);
  if (!made) return std::unexpected(made.error());
  // link(), unlike rename(), does not replace what another has put there meanwhile.
  const bool first = ::link(made->c_str(), file.c_str()) == 0;
  int error = errno;
  if (!first && (error == EPERM || error == EOPNOTSUPP)) {  // a disk that knows no second names
    if (::rename(made->c_str(), file.c_str()) == 0) return true;
    error = errno;
  }
  ::unlink(made->c_str());
  if (!first && error != EEXIST) return cannot_write(file, error);
  return first;
}

}  // namespace synspect::campaign
