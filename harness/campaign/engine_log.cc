#include "harness/campaign/engine_log.h"

#include <algorithm>
#include <charconv>

namespace synspect::campaign {
namespace {

constexpr std::size_t kMostWords = 64U << 10U;
constexpr std::size_t kLongestLine = 4096;

// The number that stands behind `name`.
std::optional<std::uint64_t> number_after(std::string_view text, std::string_view name) {
  const std::size_t at = text.find(name);
  if (at == std::string_view::npos) return std::nullopt;
  text.remove_prefix(at + name.size());
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return std::nullopt;
  return value;
}

}  // namespace

void EngineLog::feed(std::string_view text) {
  words_ += text;
  if (words_.size() > 2 * kMostWords) words_.erase(0, words_.size() - kMostWords);
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view piece = text.substr(0, end);
    if (unfinished_.size() < kLongestLine) unfinished_ += piece;
    if (end == std::string_view::npos) return;
    line(unfinished_);
    unfinished_.clear();
    text.remove_prefix(end + 1);
  }
}

void EngineLog::line(std::string_view text) {
  // Perhaps behind what a stack has written without ending its line.
  if (const auto n = number_after(text, "stat::number_of_executed_units:")) executed_units_ = n;
  if (!text.starts_with('#')) return;
  // Frames of a sanitizer's report begin alike: "#0 0x...".
  const auto coverage = number_after(text, " cov: ");
  if (!coverage) return;
  coverage_ = std::max(coverage_, *coverage);
  features_ = std::max(features_, number_after(text, " ft: ").value_or(0));
  executions_ = std::max(executions_, number_after(text, "#").value_or(0));
}

std::string EngineLog::last_line() const {
  const std::size_t end = words_.find_last_not_of("\n\r ");
  if (end == std::string::npos) return {};
  const std::size_t start = words_.rfind('\n', end);
  return words_.substr(start == std::string::npos ? 0 : start + 1,
                       end - (start == std::string::npos ? 0 : start + 1) + 1);
}

}  // namespace synspect::campaign
