#include "fuzzers/input_loop.h"

#include <algorithm>
#include <utility>

namespace synspect {
namespace {

constexpr std::size_t kRecent = 64;  // kept where nobody knows what is new
constexpr std::size_t kMostKept = 8192;
constexpr std::uint64_t kAnewOneIn = 8, kCrossOneIn = 4;

}  // namespace

InputLoop::InputLoop(const Options& options)
    : options_{options}, chance_{options.seed}, buffer_(options.max_len) {}

// The less often chosen of two: one of all, one of the latest eighth.
const InputLoop::Octets& InputLoop::choose() {
  const std::size_t any = chance_.below(pool_.size());
  const std::size_t latest = pool_.size() - 1 - chance_.below((pool_.size() + 7) / 8);
  Kept& chosen = pool_[latest].chosen <= pool_[any].chosen ? pool_[latest] : pool_[any];
  ++chosen.chosen;
  return chosen.octets;
}

std::span<const std::uint8_t> InputLoop::next() {
  const std::size_t max = options_.max_len;
  size_ = 0;
  if (options_.mutate == nullptr) {
    size_ = chance_.below(max + 1);
    for (std::size_t i = 0; i < size_; ++i) {
      buffer_[i] = static_cast<std::uint8_t>(chance_.below(256));
    }
    return {buffer_.data(), size_};
  }
  if (!pool_.empty() && !chance_.one_in(kAnewOneIn)) {
    const Octets& first = choose();
    const Octets& second = choose();
    if (options_.cross != nullptr && chance_.one_in(kCrossOneIn)) {
      size_ = options_.cross(first.data(), first.size(), second.data(), second.size(),
                             buffer_.data(), max, static_cast<unsigned>(chance_.next()));
    } else {
      size_ = std::min(first.size(), max);
      std::copy_n(first.begin(), size_, buffer_.begin());
    }
  }
  size_ = options_.mutate(buffer_.data(), size_, max, static_cast<unsigned>(chance_.next()));
  return {buffer_.data(), size_};
}

void InputLoop::keep(std::size_t place) {
  const std::span input{buffer_.data(), size_};
  if (place == pool_.size()) pool_.emplace_back();
  pool_[place].octets.assign(input.begin(), input.end());
  pool_[place].chosen = 0;
}

void InputLoop::showed_something_new(bool is_new) {
  if (!is_new) return;
  if (pool_.size() < kMostKept) return keep(pool_.size());
  keep(oldest_);
  oldest_ = (oldest_ + 1) % kMostKept;
}

void InputLoop::showed_nobody_knows() {
  keep(pool_.size() < kRecent ? pool_.size() : chance_.below(kRecent));
}

void InputLoop::add(Octets input) {
  if (pool_.size() < kMostKept) pool_.push_back({std::move(input), 0});
}

}  // namespace synspect
