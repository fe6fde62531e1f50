// A table with open addressing: found in constant time, no memory per entry. Nobody can see the
// order in which entries lie: there is no iteration, so no outcome depends on it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace synspect::tcp {

// Linear probing. `HashOf` is a value: it may hold a key that a stranger does not know.
template <typename Key, typename Value, typename HashOf>
class FlatMap {
 public:
  explicit FlatMap(HashOf hash_of = {}) : hash_of_{hash_of} {}

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool contains(const Key& key) const { return find(key) != nullptr; }
  // Null if it is not there. Good until the next change of the table.
  [[nodiscard]] const Value* find(const Key& key) const { return find(key, hash_of_(key)); }
  [[nodiscard]] const Value* find(const Key& key, std::uint64_t hash) const {
    if (size_ == 0) return nullptr;
    const std::size_t at = place_of(key, tag_of(hash));
    return tags_[at] == kFree ? nullptr : &entries_[at].second;
  }
  [[nodiscard]] Value* find(const Key& key) {
    return const_cast<Value*>(std::as_const(*this).find(key));
  }
  // The value of `key`, made if need be.
  Value& operator[](const Key& key) {
    if (size_ == most_) grow();
    const std::uint32_t tag = tag_of(hash_of_(key));
    const std::size_t at = place_of(key, tag);
    if (tags_[at] == kFree) {
      tags_[at] = tag;
      entries_[at].first = key;
      ++size_;
    }
    return entries_[at].second;
  }
  void erase(const Key& key) {
    if (const Value* const found = find(key)) erase(found);
  }
  void erase(const Value* found) {  // as find() has it
    std::size_t hole = place_of(found);
    // What stood behind the hole on its way home moves up: no tombstones.
    for (std::size_t at = next(hole); tags_[at] != kFree; at = next(at)) {
      const std::size_t from_home = (at - home(tags_[at])) & mask_;
      if (from_home < ((at - hole) & mask_)) continue;
      tags_[hole] = tags_[at];
      entries_[hole] = std::move(entries_[at]);
      hole = at;
    }
    tags_[hole] = kFree;
    entries_[hole] = {};
    --size_;
  }
  // Empty, with another hash; the memory of a small table is used again.
  void clear(HashOf hash_of = {}) {
    hash_of_ = hash_of;
    if (size_ == 0) return;
    size_ = 0;
    if (tags_.size() > kMostKept) {
      tags_ = {};
      entries_ = {};
      mask_ = most_ = 0;
      return;
    }
    std::ranges::fill(tags_, kFree);
    for (Entry& entry : entries_) entry = {};
  }
  // The sum over all entries of a number each: no order shows in it.
  template <typename Number>
  [[nodiscard]] std::uint64_t sum(const Number& number) const {
    std::uint64_t total = 0;
    for (std::size_t at = 0; at < tags_.size(); ++at) {
      if (tags_[at] != kFree) total += number(entries_[at].first, entries_[at].second);
    }
    return total;
  }

  friend bool operator==(const FlatMap& a, const FlatMap& b) {  // as sets
    if (a.size_ != b.size_) return false;
    for (std::size_t at = 0; at < a.tags_.size(); ++at) {
      if (a.tags_[at] == kFree) continue;
      const Value* const other = b.find(a.entries_[at].first);
      if (other == nullptr || !(*other == a.entries_[at].second)) return false;
    }
    return true;
  }

 private:
  static constexpr std::uint32_t kFree = 0;
  static constexpr std::size_t kFirstSize = 8;
  static constexpr std::size_t kMostKept = 64;  // places

  [[nodiscard]] static std::uint32_t tag_of(std::uint64_t hash) {
    return std::max(static_cast<std::uint32_t>(hash ^ hash >> 32), kFree + 1);
  }
  [[nodiscard]] std::size_t home(std::uint32_t tag) const { return tag & mask_; }
  [[nodiscard]] std::size_t next(std::size_t at) const { return (at + 1) & mask_; }
  // Where `key` is, or the free place where it belongs.
  [[nodiscard]] std::size_t place_of(const Key& key, std::uint32_t tag) const {
    std::size_t at = home(tag);
    while (tags_[at] != kFree && !(tags_[at] == tag && entries_[at].first == key)) at = next(at);
    return at;
  }
  [[nodiscard]] std::size_t place_of(const Value* value) const {
    const auto* const entry = reinterpret_cast<const std::byte*>(value);
    const auto* const first = reinterpret_cast<const std::byte*>(entries_.data());
    return static_cast<std::size_t>(entry - first) / sizeof(Entry);
  }
  [[gnu::noinline]] void grow() {  // to a power of two, at most three quarters full
    std::vector<std::uint32_t> tags = std::exchange(tags_, {});
    std::vector<Entry> entries = std::exchange(entries_, {});
    tags_.resize(std::max(tags.size() * 2, kFirstSize));
    entries_.resize(tags_.size());
    mask_ = tags_.size() - 1;
    most_ = tags_.size() / 4 * 3;
    for (std::size_t i = 0; i < tags.size(); ++i) {
      if (tags[i] == kFree) continue;
      const std::size_t at = place_of(entries[i].first, tags[i]);
      tags_[at] = tags[i];
      entries_[at] = std::move(entries[i]);
    }
  }

  using Entry = std::pair<Key, Value>;

  HashOf hash_of_;
  std::vector<std::uint32_t> tags_;  // hash of the entry in the same place; a power of two of them
  std::vector<Entry> entries_;
  std::size_t size_{0};
  std::size_t mask_{0}, most_{0};  // of tags_.size(): less one, and three quarters
};

}  // namespace synspect::tcp
