// One loaded copy of the lwIP module and the memory that makes up its state.
#pragma once

#include <cstddef>
#include <expected>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "harness/stack_under_test/lwip/module.h"

namespace synspect::lwip {

class Image {
 public:
  // Every call loads a copy of its own, so that stacks in one process share nothing. On failure:
  // why, in a line.
  [[nodiscard]] static std::expected<std::unique_ptr<Image>, std::string> load(
      const std::filesystem::path& module);
  Image(const Image&) = delete;
  Image& operator=(const Image&) = delete;
  ~Image();

  [[nodiscard]] const Module& module() const { return *module_; }

  // All that the module may write to. A saved state fits only the image that it was taken from:
  // it is full of pointers.
  [[nodiscard]] std::vector<std::byte> save() const;
  void restore(std::span<const std::byte> saved);
  void restart() { restore(pristine_); }  // as it was when loaded

 private:
  Image() = default;
  [[nodiscard]] std::string find_state();

  int file_{-1};
  void* library_{};
  const Module* module_{};
  std::span<std::byte> state_;
  std::vector<std::byte> pristine_;
};

}  // namespace synspect::lwip
