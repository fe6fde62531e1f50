#include "harness/campaign/page.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <utility>

namespace synspect::campaign {

std::expected<MappedPage, std::string> MappedPage::open(const std::filesystem::path& file) {
  const auto failed = [&] { return std::unexpected(file.string() + ": " + std::strerror(errno)); };
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor < 0) return failed();
  // Room for certain: writing to a mapped hole on a full disk would be a SIGBUS.
  if (const int error = ::posix_fallocate(descriptor, 0, sizeof(Page)); error != 0) {
    ::close(descriptor);
    errno = error;
    return failed();
  }
  void* const at = ::mmap(nullptr, sizeof(Page), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  ::close(descriptor);
  if (at == MAP_FAILED) return failed();
  return MappedPage{static_cast<Page*>(at)};  // a new file holds zeros: a page without a version
}

MappedPage::MappedPage(MappedPage&& other) noexcept : page_{std::exchange(other.page_, nullptr)} {}

MappedPage& MappedPage::operator=(MappedPage&& other) noexcept {
  std::swap(page_, other.page_);
  return *this;
}

MappedPage::~MappedPage() {
  if (page_ != nullptr) ::munmap(page_, sizeof(Page));
}

}  // namespace synspect::campaign
