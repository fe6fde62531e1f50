// Octets by index, in pages that come into being when one is put there: an octet at the far edge of
// a window costs one page, not all of those below it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace synspect::judge {

class OctetPages {
 public:
  OctetPages() = default;
  OctetPages(const OctetPages& other) { *this = other; }
  OctetPages(OctetPages&& other) noexcept
      : pages_{std::move(other.pages_)}, used_{std::exchange(other.used_, 0)} {}
  OctetPages& operator=(const OctetPages& other) {
    if (this == &other) return *this;
    used_ = 0;
    for (std::size_t i = 0; i < other.used_; ++i) {
      if (other.pages_[i]) std::memcpy(page(i), other.pages_[i].get(), kPage);
    }
    used_ = other.used_;
    if (pages_.size() < used_) pages_.resize(used_);
    return *this;
  }
  OctetPages& operator=(OctetPages&& other) noexcept {
    pages_ = std::move(other.pages_);
    used_ = std::exchange(other.used_, 0);
    return *this;
  }
  ~OctetPages() = default;

  // Keeps what most need of the pages; what they hold means nothing.
  void clear() {
    constexpr std::size_t kKept = 32;
    used_ = 0;
    if (pages_.size() > kKept) pages_.resize(kKept);
  }

  void put(std::size_t at, std::span<const std::byte> octets) {
    while (!octets.empty()) {
      const std::size_t in_page = std::min(octets.size(), kPage - at % kPage);
      std::memcpy(page(at / kPage) + at % kPage, octets.data(), in_page);
      octets = octets.subspan(in_page);
      at += in_page;
    }
  }
  // Every one of those was put there before.
  [[nodiscard]] bool holds(std::size_t at, std::span<const std::byte> octets) const {
    while (!octets.empty()) {
      const std::size_t in_page = std::min(octets.size(), kPage - at % kPage);
      const std::byte* const kept = pages_[at / kPage].get() + at % kPage;
      if (std::memcmp(kept, octets.data(), in_page) != 0) return false;
      octets = octets.subspan(in_page);
      at += in_page;
    }
    return true;
  }
  // Whole pages in front of index `end`; index 0 is then what comes behind them. How many octets.
  std::size_t drop_front(std::size_t end) {
    const std::size_t count = std::min(end / kPage, used_);
    const auto first = pages_.begin();
    std::rotate(first, first + static_cast<std::ptrdiff_t>(count), pages_.end());
    used_ -= count;
    return end / kPage * kPage;
  }

 private:
  static constexpr std::size_t kPage = 2048;

  std::byte* page(std::size_t index) {
    if (index >= pages_.size()) pages_.resize(index + 1);
    used_ = std::max(used_, index + 1);
    if (!pages_[index]) pages_[index] = std::make_unique_for_overwrite<std::byte[]>(kPage);
    return pages_[index].get();
  }

  std::vector<std::unique_ptr<std::byte[]>> pages_;
  std::size_t used_{0};  // pages, holes between them included
};

}  // namespace synspect::judge
