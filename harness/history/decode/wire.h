// Octets of a datagram, read only where there are any: no call here can read past the end.
#pragma once

#include <algorithm>
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
  [[nodiscard]] std::uint16_t u16(std::size_t at) const {
    return static_cast<std::uint16_t>(u8(at) * 256 + u8(at + 1));
  }
  [[nodiscard]] std::uint32_t u32(std::size_t at) const {
    return std::uint32_t{u16(at)} * 65536U + u16(at + 2);
  }

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
  std::span<const std::byte> octets_;
};

}  // namespace synspect::decoding
