#include "harness/campaign/log_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>

namespace synspect::campaign {

LogFile::~LogFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void LogFile::open() {
  descriptor_ = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  struct stat about{};
  size_ = descriptor_ >= 0 && ::fstat(descriptor_, &about) == 0
              ? static_cast<std::size_t>(about.st_size)
              : 0;
}

void LogFile::write(std::string_view text) {
  if (text.size() > kMost) text.remove_prefix(text.size() - kMost);
  if (descriptor_ < 0) open();
  if (size_ + text.size() > kMost && descriptor_ >= 0) {
    ::close(descriptor_);
    ::rename(file_.c_str(), (file_.string() + ".1").c_str());
    open();
  }
  if (descriptor_ < 0) return;
  const ssize_t wrote = ::write(descriptor_, text.data(), text.size());
  if (wrote > 0) size_ += static_cast<std::size_t>(wrote);
}

}  // namespace synspect::campaign
