#include "harness/cli/received_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "harness/cli/session.h"

namespace synspect::cli {

ReceivedFile::ReceivedFile(std::string name) : name_{std::move(name)} {
  if (name_ == "-") {
    descriptor_ = STDOUT_FILENO;
    return;
  }
  constexpr int kHow = O_WRONLY | O_CREAT | O_CLOEXEC;
  descriptor_ = ::open(name_.c_str(), kHow | O_EXCL, 0644);
  fresh_ = descriptor_ >= 0;
  if (!fresh_) descriptor_ = ::open(name_.c_str(), kHow | O_TRUNC, 0644);
  if (descriptor_ < 0) fail();
}

ReceivedFile::~ReceivedFile() {
  if (name_ == "-") return;
  struct stat about{};
  const bool empty = ::fstat(descriptor_, &about) == 0 && about.st_size == 0;
  if (fresh_ && empty && !done_) ::unlink(name_.c_str());
  ::close(descriptor_);
}

bool ReceivedFile::write(std::span<const std::byte> octets) const {
  while (!octets.empty()) {
    const ssize_t wrote = ::write(descriptor_, octets.data(), octets.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return false;
    octets = octets.subspan(static_cast<std::size_t>(wrote));
  }
  return true;
}

void ReceivedFile::fail() const {
  throw UsageError(fmt::format("--output {}: {}", name_, std::strerror(errno)));
}

}  // namespace synspect::cli
