// Where connections lie, by a key that they know themselves: eight octets a place, and who finds
// one has touched nothing else but the connection. No order shows: there is no iteration.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "stack/host/connection.h"

namespace synspect::tcp {

// Open addressing, linear probing, no tombstones. The caller hashes and compares keys.
class SlotIndex {
 public:
  [[nodiscard]] std::size_t size() const { return size_; }
  // The slot under `hash` of which `is_it(slot)` holds; null: none. Good until the next change.
  template <typename IsIt>
  [[nodiscard]] const Slot* find(std::uint64_t hash, const IsIt& is_it) const {
    if (size_ == 0) return nullptr;
    const std::uint32_t tag = tag_of(hash);
    for (std::size_t at = home(tag); places_[at].tag != kFree; at = next(at)) {
      if (places_[at].tag == tag && is_it(places_[at].slot)) return &places_[at].slot;
    }
    return nullptr;
  }
  void add(std::uint64_t hash, Slot slot) {  // which is not there yet
    if (size_ == most_) grow();
    put({tag_of(hash), slot});
    ++size_;
  }
  void replace(const Slot* found, Slot slot) { places_[place_of(found)].slot = slot; }
  void erase(const Slot* found) {
    std::size_t hole = place_of(found);
    // What stood behind the hole on its way home moves up.
    for (std::size_t at = next(hole); places_[at].tag != kFree; at = next(at)) {
      const std::size_t from_home = (at - home(places_[at].tag)) & mask_;
      if (from_home < ((at - hole) & mask_)) continue;
      places_[hole] = places_[at];
      hole = at;
    }
    places_[hole] = {};
    --size_;
  }
  void clear() {  // the memory of a small one is used again
    if (size_ == 0) return;
    size_ = 0;
    if (places_.size() > kMostKept) {
      places_ = {};
      mask_ = most_ = 0;
    } else {
      std::ranges::fill(places_, Place{});
    }
  }

 private:
  static constexpr std::uint32_t kFree = 0;
  static constexpr std::size_t kFirstSize = 8, kMostKept = 64;
  struct Place {
    std::uint32_t tag{kFree};
    Slot slot{};
  };

  [[nodiscard]] static std::uint32_t tag_of(std::uint64_t hash) {
    return std::max(static_cast<std::uint32_t>(hash ^ hash >> 32), kFree + 1);
  }
  [[nodiscard]] std::size_t home(std::uint32_t tag) const { return tag & mask_; }
  [[nodiscard]] std::size_t next(std::size_t at) const { return (at + 1) & mask_; }
  [[nodiscard]] std::size_t place_of(const Slot* found) const {
    const auto* const at = reinterpret_cast<const std::byte*>(found);
    const auto* const first = reinterpret_cast<const std::byte*>(places_.data());
    return static_cast<std::size_t>(at - first) / sizeof(Place);
  }
  void put(Place place) {
    std::size_t at = home(place.tag);
    while (places_[at].tag != kFree) at = next(at);
    places_[at] = place;
  }
  [[gnu::noinline]] void grow() {  // to a power of two, at most three quarters full
    const std::vector<Place> places = std::exchange(places_, {});
    places_.resize(std::max(places.size() * 2, kFirstSize));
    mask_ = places_.size() - 1;
    most_ = places_.size() / 4 * 3;
    for (const Place& place : places) {
      if (place.tag != kFree) put(place);
    }
  }

  std::vector<Place> places_;  // a power of two of them
  std::size_t size_{0};
  std::size_t mask_{0}, most_{0};  // of places_.size(): less one, and three quarters
};

}  // namespace synspect::tcp
