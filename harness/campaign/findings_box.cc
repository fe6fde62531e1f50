#include "harness/campaign/findings_box.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <xxhash.h>

#include <cstring>

namespace synspect::campaign {
namespace {

bool write_all(int descriptor, std::span<const std::uint8_t> octets) {
  while (!octets.empty()) {
    const ssize_t wrote = ::write(descriptor, octets.data(), octets.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return false;
    octets = octets.subspan(static_cast<std::size_t>(wrote));
  }
  return ::fsync(descriptor) == 0;
}

}  // namespace

std::uint64_t key_of(std::string_view identity) {
  const std::uint64_t key = XXH3_64bits(identity.data(), identity.size());
  return key == 0 ? 1 : key;
}

std::expected<bool, std::string> put_finding(const std::filesystem::path& folder,
                                             std::string_view identity,
                                             std::span<const std::uint8_t> input) {
  const std::string name = fmt::format("{:016x}.input", key_of(identity));
  const std::filesystem::path to = folder / name;
  if (::access(to.c_str(), F_OK) == 0) return false;
  const std::filesystem::path made = folder / fmt::format(".{}.{}", name, ::getpid());
  const auto failed = [&](const char* what) {
    const int error = errno;
    ::unlink(made.c_str());
    return std::unexpected(fmt::format("{}: {}: {}", to.string(), what, std::strerror(error)));
  };
  const int descriptor = ::open(made.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor < 0) return failed("cannot be made");
  const bool written = write_all(descriptor, input);
  ::close(descriptor);
  if (!written) return failed("cannot be written");
  // link(), unlike rename(), does not replace what another worker has put there meanwhile.
  const bool first = ::link(made.c_str(), to.c_str()) == 0;
  if (!first && errno != EEXIST) return failed("cannot be put in place");
  ::unlink(made.c_str());
  return first;
}

}  // namespace synspect::campaign
