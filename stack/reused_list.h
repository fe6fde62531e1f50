// A list that is filled and cleared with each step: its elements stay where they are and are used
// again.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <ranges>
#include <vector>

namespace synspect::tcp {

template <typename T>
class ReusedList {
 public:
  using value_type = T;
  using reference = T&;
  using const_reference = const T&;
  using iterator = T*;
  using const_iterator = const T*;
  using size_type = std::size_t;
  using difference_type = std::ptrdiff_t;

  // One more at the end, to be filled in: its value is what somebody left there.
  [[nodiscard]] T& add() {
    if (size_ == room_) [[unlikely]]
      grow();
    return elements_.data()[size_++];
  }
  void push_back(const T& value) { add() = value; }
  void clear() { size_ = 0; }                      // keeps the memory
  void keep(std::size_t first) { size_ = first; }  // those in front, at most size()
  void drop_front(std::size_t count) {             // at most size()
    std::copy(begin() + count, end(), begin());
    size_ -= count;
  }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] T* begin() { return elements_.data(); }
  [[nodiscard]] T* end() { return begin() + size_; }
  [[nodiscard]] const T* begin() const { return elements_.data(); }
  [[nodiscard]] const T* end() const { return begin() + size_; }
  [[nodiscard]] T& operator[](std::size_t at) { return elements_[at]; }  // at < size()
  [[nodiscard]] const T& operator[](std::size_t at) const { return elements_[at]; }
  [[nodiscard]] const T& at(std::size_t at) const {
    if (at >= size_) std::abort();
    return elements_[at];
  }
  [[nodiscard]] T& front() { return elements_[0]; }
  [[nodiscard]] const T& front() const { return elements_[0]; }
  [[nodiscard]] T& back() { return elements_[size_ - 1]; }
  [[nodiscard]] const T& back() const { return elements_[size_ - 1]; }
  friend bool operator==(const ReusedList& a, const ReusedList& b) {
    return std::ranges::equal(a, b);
  }
  friend bool operator==(const ReusedList& a, const std::vector<T>& b) {
    return std::ranges::equal(a, b);
  }

 private:
  [[gnu::cold]] void grow() {
    elements_.resize(std::max<std::size_t>(2 * room_, 4));
    room_ = elements_.size();
  }

  std::vector<T> elements_;  // the first size_ of them
  std::size_t size_{0};
  std::size_t room_{0};  // elements_.size(), which would have to be divided out
};

}  // namespace synspect::tcp
