#include "harness/campaign/reading.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <system_error>

#include "harness/campaign/page.h"

namespace synspect::campaign {
namespace {

// A thousand years of a fast target.
constexpr std::uint64_t kMostExecutions = 1'000'000'000'000'000;

std::uint64_t get(const std::atomic<std::uint64_t>& number) {
  return number.load(std::memory_order_relaxed);
}

// Nothing is counted more than once an execution. The slack: a worker that died had perhaps counted
// one thing and not yet the other.
bool plausible(const Reading& read) {
  const std::uint64_t most = read.executions + 100'000;
  return read.executions <= kMostExecutions && read.established <= most && read.time_wait <= most &&
         read.objected <= most && read.unlisted <= kMostExecutions &&
         std::ranges::all_of(read.repeats, [&](const auto& one) { return one.second <= most; });
}

Reading damaged_page() {
  Reading nothing;
  nothing.damaged = true;
  return nothing;
}

// Versions so far; a file that begins otherwise was never a page.
Reading page_of_another_version(std::uint32_t version) {
  Reading nothing = damaged_page();
  nothing.foreign = version < 100;
  return nothing;
}

Reading reading_of(const Page& page) {
  Reading read;
  read.build = get(page.build);
  for (const Page::Repeat& repeat : page.repeats) {
    if (const std::uint64_t key = get(repeat.key)) read.repeats[key] += get(repeat.count);
  }
  for (std::size_t word = 0; word < page.triples.size(); ++word) {
    const std::uint64_t bits = get(page.triples[word]);
    for (std::size_t bit = 0; bit < 64; ++bit) {
      if ((bits >> bit & 1U) == 0) continue;
      if (word * 64 + bit >= scenario::kTriples) return damaged_page();
      read.triples.set(word * 64 + bit);
    }
  }
  read.unlisted = get(page.unlisted);
  read.objected = get(page.objected);
  read.time_wait = get(page.time_wait);
  read.established = get(page.established);
  read.executions = get(page.executions);
  if (!plausible(read)) return damaged_page();
  return read;
}

// How many could be read: less than a page, or none.
ssize_t octets_of_page(const std::filesystem::path& file, Page& page) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return -1;
  const ssize_t got = ::pread(descriptor, static_cast<void*>(&page), sizeof(Page), 0);
  ::close(descriptor);
  return got;
}

}  // namespace

void Reading::add(const Reading& other) {
  executions += other.executions;
  established += other.established;
  time_wait += other.time_wait;
  objected += other.objected;
  unlisted += other.unlisted;
  triples |= other.triples;
  for (const auto& [key, count] : other.repeats) repeats[key] += count;
  damaged = damaged || other.damaged;
}

Reading read_page(const std::filesystem::path& file) {
  const auto page = std::make_unique<Page>();
  const ssize_t got = octets_of_page(file, *page);
  if (got < static_cast<ssize_t>(sizeof page->version)) return got > 0 ? damaged_page() : Reading{};
  const std::uint32_t version = page->version.load(std::memory_order_relaxed);
  if (version != 0 && version != Page::kVersion) return page_of_another_version(version);
  if (got != static_cast<ssize_t>(sizeof(Page))) return damaged_page();
  return version == 0 ? Reading{} : reading_of(*page);
}

std::optional<std::vector<std::uint8_t>> input_under_way(const std::filesystem::path& file) {
  const auto page = std::make_unique<Page>();
  if (octets_of_page(file, *page) != static_cast<ssize_t>(sizeof(Page))) return std::nullopt;
  const std::size_t size = page->under_way.load(std::memory_order_relaxed);
  if (page->version != Page::kVersion || size == 0 || size > Page::kMostInput + 1) {
    return std::nullopt;
  }
  const auto first = page->input.begin();
  return std::vector<std::uint8_t>(first, first + static_cast<std::ptrdiff_t>(size - 1));
}

void forget_input_under_way(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return;
  constexpr std::uint32_t kNone = 0;
  // Where it cannot be written there is no page of ours.
  static_cast<void>(!::pwrite(descriptor, &kNone, sizeof kNone, offsetof(Page, under_way)));
  ::close(descriptor);
}

std::size_t drop_old_pages(const std::filesystem::path& workers) {
  std::size_t count = 0;
  std::error_code error;
  for (std::filesystem::directory_iterator entry{workers, error};
       !error && entry != std::filesystem::directory_iterator{}; entry.increment(error)) {
    const std::filesystem::path page = entry->path() / "page";
    if (read_page(page).foreign && ::unlink(page.c_str()) == 0) ++count;
  }
  return count;
}

}  // namespace synspect::campaign
