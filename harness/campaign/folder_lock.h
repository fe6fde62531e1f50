// One at a time in a folder. The kernel lets go when the holder ends, however it ends.
#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <utility>

namespace synspect::campaign {

class FolderLock {
 public:
  enum class Why : std::uint8_t { kHeld, kCannot };
  struct Error {
    Why why{};
    std::string what;
  };
  // Does not wait.
  [[nodiscard]] static std::expected<FolderLock, Error> take(const std::filesystem::path& file);
  FolderLock(FolderLock&& other) noexcept : descriptor_{std::exchange(other.descriptor_, -1)} {}
  FolderLock& operator=(FolderLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~FolderLock();

 private:
  explicit FolderLock(int descriptor) : descriptor_{descriptor} {}
  int descriptor_{-1};
};

}  // namespace synspect::campaign
