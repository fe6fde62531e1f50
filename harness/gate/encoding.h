// Numbers and texts as octets, and back. Reading believes nothing: after the first thing that does
// not fit everything is zero and ok() is false.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace synspect::gate {

class Encoder {
 public:
  [[nodiscard]] const std::vector<std::byte>& octets() const { return octets_; }
  void clear() { octets_.clear(); }

  template <class T>
    requires std::is_integral_v<T>
  void put(T number) {  // both ends are the same program on the same machine
    const auto* from = reinterpret_cast<const std::byte*>(&number);
    octets_.insert(octets_.end(), from, from + sizeof number);
  }
  template <class T>
    requires std::is_enum_v<T>
  void put(T value) {
    put(std::to_underlying(value));
  }
  void put(std::string_view text) {
    put(static_cast<std::uint32_t>(text.size()));
    const auto from = std::as_bytes(std::span{text});
    octets_.insert(octets_.end(), from.begin(), from.end());
  }
  template <class List, class Put>
  void list(const List& all, const Put& put_one) {
    put(static_cast<std::uint32_t>(all.size()));
    for (const auto& one : all) put_one(one);
  }

 private:
  std::vector<std::byte> octets_;
};

class Decoder {
 public:
  explicit Decoder(std::span<const std::byte> octets) : rest_{octets} {}

  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool at_end() const { return ok_ && rest_.empty(); }

  template <class T>
    requires(std::is_integral_v<T> && !std::is_same_v<T, bool>)
  [[nodiscard]] T number() {
    T value{};
    if (const auto from = take(sizeof value); !from.empty()) {
      std::memcpy(&value, from.data(), sizeof value);
    }
    return value;
  }
  [[nodiscard]] bool flag() {
    const auto value = number<std::uint8_t>();
    if (value > 1) fail();
    return value == 1;
  }
  // One of the values up to `last`.
  template <class T>
    requires std::is_enum_v<T>
  [[nodiscard]] T one_of(T last) {
    const auto value = number<std::underlying_type_t<T>>();
    if (value > std::to_underlying(last)) {
      fail();
      return T{};
    }
    return static_cast<T>(value);
  }
  [[nodiscard]] std::string text() {
    const auto from = take(number<std::uint32_t>());
    return {reinterpret_cast<const char*>(from.data()), from.size()};
  }
  template <class Read>
  void list(const Read& read_one) {  // no element takes no octets: bounded by what there is
    const auto count = number<std::uint32_t>();
    if (count > rest_.size()) fail();
    for (std::uint32_t i = 0; ok_ && i < count; ++i) read_one();
  }
  void fail() {
    ok_ = false;
    rest_ = {};
  }

 private:
  std::span<const std::byte> take(std::size_t size) {
    if (size > rest_.size()) fail();
    if (!ok_) return {};
    const auto taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
  }

  std::span<const std::byte> rest_;
  bool ok_{true};
};

}  // namespace synspect::gate
