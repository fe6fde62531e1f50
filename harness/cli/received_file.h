// Where to what a connection brings: a file, or standard output.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace synspect::cli {

// A file that was not there before is gone again unless something came, or it was done().
class ReceivedFile {
 public:
  explicit ReceivedFile(std::string name);  // "-": standard output; UsageError
  ReceivedFile(const ReceivedFile&) = delete;
  ReceivedFile& operator=(const ReceivedFile&) = delete;
  ~ReceivedFile();

  // What came is all there was to come, be it nothing.
  void done() { done_ = true; }
  [[nodiscard]] int descriptor() const { return descriptor_; }
  [[nodiscard]] bool write(std::span<const std::byte> octets) const;
  [[noreturn]] void fail() const;  // by errno

 private:
  std::string name_;
  int descriptor_{-1};
  bool fresh_{};
  bool done_{};
};

}  // namespace synspect::cli
