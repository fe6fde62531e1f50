#include "harness/campaign/worker.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "harness/campaign/build_id.h"
#include "harness/campaign/findings_box.h"

namespace synspect::campaign {
namespace {

void add(std::atomic<std::uint64_t>& counter, std::uint64_t n) {
  counter.fetch_add(n, std::memory_order_relaxed);
}

std::filesystem::path named(const char* variable) {
  const char* const value = std::getenv(variable);
  return value != nullptr ? value : "";
}

}  // namespace

std::expected<Worker, std::string> Worker::make(const std::filesystem::path& page,
                                                const std::filesystem::path& box) {
  Worker worker;
  if (!page.empty()) {
    auto mapped = MappedPage::open(page);
    if (!mapped) return std::unexpected(mapped.error());
    const std::uint32_t version = (*mapped)->version.load();
    if (version != 0 && version != Page::kVersion) {
      return std::unexpected(page.string() + ": a page of another version");
    }
    worker.page_ = std::move(*mapped);
    (*worker.page_)->under_way.store(0);
    (*worker.page_)->build.store(build_id());
    (*worker.page_)->version.store(Page::kVersion, std::memory_order_release);
  }
  std::error_code error;
  if (!box.empty() && !std::filesystem::is_directory(box, error)) {
    return std::unexpected(box.string() + ": no such folder");
  }
  worker.box_ = box;
  return worker;
}

std::expected<Worker, std::string> Worker::from_environment() {
  return make(named("SYNSPECT_CAMPAIGN_PAGE"), named("SYNSPECT_FINDINGS"));
}

void Worker::begins(std::span<const std::uint8_t> input) {
  if (!page_ || input.size() > Page::kMostInput) return;
  Page& page = **page_;
  std::ranges::copy(input, page.input.begin());
  page.under_way.store(static_cast<std::uint32_t>(input.size() + 1), std::memory_order_release);
}

void Worker::executed() {
  if (!page_) return;
  (*page_)->under_way.store(0, std::memory_order_relaxed);
  add((*page_)->executions, 1);
}

void Worker::executed(const Execution& execution) {
  if (!page_) return;
  executed();
  Page& page = **page_;
  if (execution.established) add(page.established, 1);
  if (execution.time_wait) add(page.time_wait, 1);
  if (execution.objected) add(page.objected, 1);
  if (execution.unlisted != unlisted_) {
    add(page.unlisted, execution.unlisted - std::exchange(unlisted_, execution.unlisted));
  }
}

void Worker::reached(std::size_t of_all, std::span<const std::uint64_t> counts) {
  if (!page_ || of_all == reached_) return;
  reached_ = of_all;
  auto& words = (*page_)->triples;
  for (std::size_t i = 0; i < counts.size() && i / 64 < words.size(); ++i) {
    if (counts[i] == 0) continue;
    words[i / 64].fetch_or(std::uint64_t{1} << (i % 64), std::memory_order_relaxed);
  }
}

// Open addressing. With every place taken the identity is not counted; its input is kept all the
// same.
void Worker::repeated(std::uint64_t key) {
  if (!page_) return;
  auto& table = (*page_)->repeats;
  for (std::size_t step = 0; step < table.size(); ++step) {
    Page::Repeat& place = table[(key + step) % table.size()];
    std::uint64_t there = 0;
    if (place.key.compare_exchange_strong(there, key) || there == key) {
      return add(place.count, 1);
    }
  }
}

std::expected<void, std::string> Worker::found(std::string_view identity,
                                               std::span<const std::uint8_t> input) {
  const std::uint64_t key = key_of(identity);
  repeated(key);
  if (box_.empty() || put_.contains(key)) return {};
  const auto put = put_finding(box_, identity, input);
  if (!put) return std::unexpected(put.error());
  put_.insert(key);
  return {};
}

}  // namespace synspect::campaign
