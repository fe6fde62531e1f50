// The worker's side of a campaign, whatever engine drives it: it counts in the page and puts what
// it finds into the box.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "harness/campaign/page.h"

namespace synspect::campaign {

// What is worth telling of one execution besides that it took place.
struct Execution {
  bool established{};        // came to ESTABLISHED
  bool time_wait{};          // came to TIME-WAIT
  bool objected{};           // there was something to object to
  std::uint64_t unlisted{};  // moves that no triple allows, in all executions so far
};

// With neither page nor box everything here does nothing: a target that is run by hand.
class Worker {
 public:
  // Empty paths: without. A page of an earlier worker is counted on in.
  [[nodiscard]] static std::expected<Worker, std::string> make(const std::filesystem::path& page,
                                                               const std::filesystem::path& box);
  // SYNSPECT_CAMPAIGN_PAGE and SYNSPECT_FINDINGS.
  [[nodiscard]] static std::expected<Worker, std::string> from_environment();

  // Whether objections are kept and the worker goes on; else they are the target's end.
  [[nodiscard]] bool keeps_findings() const { return !box_.empty(); }

  // Tells which input is under way until executed(): where a stack may end the process.
  void begins(std::span<const std::uint8_t> input);
  void executed();
  void executed(const Execution& execution);
  // How often each triple was reached; `of_all` are not zero. Looks at them only when that grew.
  void reached(std::size_t of_all, std::span<const std::uint64_t> counts);
  // Counts it, and puts the first input of an identity into the box. The error names the file.
  [[nodiscard]] std::expected<void, std::string> found(std::string_view identity,
                                                       std::span<const std::uint8_t> input);

 private:
  Worker() = default;
  void repeated(std::uint64_t key);

  std::optional<MappedPage> page_;
  std::filesystem::path box_;
  std::set<std::uint64_t> put_;  // keys whose input is in the box for certain
  std::size_t reached_{0};
  std::uint64_t unlisted_{0};
};

}  // namespace synspect::campaign
