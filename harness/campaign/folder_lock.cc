#include "harness/campaign/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace synspect::campaign {

std::expected<FolderLock, FolderLock::Error> FolderLock::take(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor < 0) {
    return std::unexpected(Error{Why::kCannot, file.string() + ": " + std::strerror(errno)});
  }
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return FolderLock{descriptor};
  const int error = errno;
  ::close(descriptor);
  return std::unexpected(Error{error == EWOULDBLOCK ? Why::kHeld : Why::kCannot,
                               file.string() + ": " + std::strerror(error)});
}

FolderLock::~FolderLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace synspect::campaign
