// The log of a worker: what its engine said, bounded.
#pragma once

#include <filesystem>
#include <string_view>

namespace synspect::campaign {

// Two files of at most kMost octets each: FILE, and FILE.1 with what was said before.
class LogFile {
 public:
  static constexpr std::size_t kMost = std::size_t{1} << 20U;

  explicit LogFile(std::filesystem::path file) : file_{std::move(file)} {}
  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;
  ~LogFile();

  // What cannot be written is lost: a full disk must not end the campaign.
  void write(std::string_view text);
  [[nodiscard]] const std::filesystem::path& file() const { return file_; }

 private:
  void open();

  std::filesystem::path file_;
  int descriptor_{-1};
  std::size_t size_{0};
};

}  // namespace synspect::campaign
