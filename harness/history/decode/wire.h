// Octets of a datagram, read only where there are any: no call here can read past the end.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace synspect::decoding {

class Wire {
 public:
  explicit Wire(std::span<const std::byte> octets) : octets_{octets} {}

  [[nodiscard]] std::size_t size() const { return octets_.size(); }
  [[nodiscard]] std::span<const std::byte> octets() const { return octets_; }

  // Big-endian; an octet that is not there reads as zero.
  [[nodiscard]] std::uint8_t u8(std::size_t at) const {
    return at < octets_.size() ? std::to_integer<std::uint8_t>(octets_[at]) : std::uint8_t{0};
  }
  [[nodiscard]] std::uint16_t u16(std::size_t at) const { return number<std::uint16_t>(at); }
  [[nodiscard]] std::uint32_t u32(std::size_t at) const { return number<std::uint32_t>(at); }

  // Fills `to` from `at` on, if so many octets are there.
  template <std::size_t kCount>
  void copy(std::size_t at, std::uint8_t* to) const {
    if (at + kCount <= octets_.size()) std::memcpy(to, octets_.data() + at, kCount);
  }

  // At most `count` octets from `at` on, as far as they are there.
  [[nodiscard]] Wire part(std::size_t at, std::size_t count) const {
    const std::size_t from = std::min(at, octets_.size());
    return Wire{octets_.subspan(from, std::min(count, octets_.size() - from))};
  }
  [[nodiscard]] Wire from(std::size_t at) const { return part(at, octets_.size()); }

 private:
  template <typename Number>
  [[nodiscard]] Number number(std::size_t at) const {
    if (octets_.size() >= sizeof(Number) && at <= octets_.size() - sizeof(Number)) {
      Number raw;  // all of it is there, as nearly always: one look
      std::memcpy(&raw, octets_.data() + at, sizeof raw);
      return std::endian::native == std::endian::big ? raw : std::byteswap(raw);
    }
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < sizeof(Number); ++i) value = value << 8 | u8(at + i);
    return static_cast<Number>(value);
  }

  std::span<const std::byte> octets_;
};

}  // namespace synspect::decoding
