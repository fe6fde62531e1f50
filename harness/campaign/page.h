// What a worker of a campaign tells while it runs: a file that it maps and that the campaign reads.
// It works with every engine, and it is still there when the worker was killed.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <string>

#include "harness/scenario/triples.h"

namespace synspect::campaign {

struct Page {
  static constexpr std::uint32_t kVersion = 2;
  static constexpr std::size_t kRepeats = 256;
  static constexpr std::size_t kMostInput = 8192;
  struct Repeat {
    std::atomic<std::uint64_t> key{0};  // findings_box.h: key_of(identity); 0: free
    std::atomic<std::uint64_t> count{0};
  };

  std::atomic<std::uint32_t> version{0};  // set by the worker, when everything else is in place
  // Octets of `input` that are being executed, and one more; 0: none. A stack may end its worker so
  // that no engine can tell by what.
  std::atomic<std::uint32_t> under_way{0};
  std::atomic<std::uint64_t> build{0};  // of the last worker: build_id.h
  std::atomic<std::uint64_t> executions{0};
  std::atomic<std::uint64_t> established{0};  // executions that came to ESTABLISHED
  std::atomic<std::uint64_t> time_wait{0};
  std::atomic<std::uint64_t> objected{0};  // executions with anything to object to
  std::atomic<std::uint64_t> unlisted{0};  // moves between states that no triple allows
  std::array<std::atomic<std::uint64_t>, (scenario::kTriples + 63) / 64> triples{};  // bits
  std::array<Repeat, kRepeats> repeats{};
  std::array<std::uint8_t, kMostInput> input{};
};
static_assert(std::atomic<std::uint64_t>::is_always_lock_free, "shared between processes");

// A page in a file, mapped. The campaign believes nothing that stands there.
class MappedPage {
 public:
  // Makes the file if there is none. The error names the file.
  [[nodiscard]] static std::expected<MappedPage, std::string> open(
      const std::filesystem::path& file);
  MappedPage(MappedPage&& other) noexcept;
  MappedPage& operator=(MappedPage&& other) noexcept;
  ~MappedPage();

  [[nodiscard]] Page& operator*() const { return *page_; }
  [[nodiscard]] Page* operator->() const { return page_; }

 private:
  explicit MappedPage(Page* page) : page_{page} {}
  Page* page_;
};

}  // namespace synspect::campaign
