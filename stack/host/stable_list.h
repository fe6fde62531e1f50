// A list that grows at its end, whose elements never move.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <vector>

namespace synspect::tcp {

// In chunks, so that where an element lies is known after one look into a small table.
template <typename T>
class StableList {
 public:
  StableList() = default;
  StableList(const StableList& other) { *this = other; }
  StableList(StableList&&) noexcept = default;
  StableList& operator=(const StableList& other) {
    if (this == &other) return *this;
    chunks_.clear();
    for (const auto& chunk : other.chunks_) {
      chunks_.push_back(std::make_unique<T[]>(kChunk));
      std::copy_n(chunk.get(), kChunk, chunks_.back().get());
    }
    size_ = other.size_;
    return *this;
  }
  StableList& operator=(StableList&&) noexcept = default;
  ~StableList() = default;

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] T& operator[](std::size_t at) { return chunks_[at / kChunk][at % kChunk]; }
  [[nodiscard]] const T& operator[](std::size_t at) const {
    return chunks_[at / kChunk][at % kChunk];
  }
  void add() {  // one more, as it is when new or as somebody left it
    if (size_ == chunks_.size() * kChunk) chunks_.push_back(std::make_unique<T[]>(kChunk));
    ++size_;
  }
  // Only the first chunk stays, with at most that many elements.
  static constexpr std::size_t kChunk = 8;
  void keep_first_chunk() {
    size_ = std::min(size_, kChunk);
    if (chunks_.size() > 1) chunks_.resize(1);
  }

 private:
  std::vector<std::unique_ptr<T[]>> chunks_;
  std::size_t size_{0};
};

}  // namespace synspect::tcp
