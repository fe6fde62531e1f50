// SipHash-2-4: a keyed hash of 64 bits (Aumasson and Bernstein, 2012), for what a stranger must not
// be able to guess.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace synspect::tcp {

struct SipHashKey {  // the two halves of the 128-bit key, least significant octet first
  std::uint64_t k0{};
  std::uint64_t k1{};
};

[[nodiscard]] constexpr std::uint64_t siphash_2_4(SipHashKey key,
                                                  std::span<const std::byte> message) {
  std::uint64_t v0 = key.k0 ^ 0x736f'6d65'7073'6575;
  std::uint64_t v1 = key.k1 ^ 0x646f'7261'6e64'6f6d;
  std::uint64_t v2 = key.k0 ^ 0x6c79'6765'6e65'7261;
  std::uint64_t v3 = key.k1 ^ 0x7465'6462'7974'6573;
  const auto round = [&] {
    v0 += v1;
    v2 += v3;
    v1 = std::rotl(v1, 13) ^ v0;
    v3 = std::rotl(v3, 16) ^ v2;
    v0 = std::rotl(v0, 32);
    v2 += v1;
    v0 += v3;
    v1 = std::rotl(v1, 17) ^ v2;
    v3 = std::rotl(v3, 21) ^ v0;
    v2 = std::rotl(v2, 32);
  };
  const auto absorb = [&](std::uint64_t word) {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  };
  const auto little_endian = [](std::span<const std::byte> octets) {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < octets.size(); ++i) {
      word |= std::to_integer<std::uint64_t>(octets[i]) << (8 * i);
    }
    return word;
  };
  const std::size_t whole = message.size() / 8 * 8;
  for (std::size_t at = 0; at < whole; at += 8) absorb(little_endian(message.subspan(at, 8)));
  // The last word holds what is left over and, in its top octet, the length modulo 256.
  absorb(std::uint64_t{message.size()} << 56 | little_endian(message.subspan(whole)));
  v2 ^= 0xff;
  for (int i = 0; i < 4; ++i) round();
  return v0 ^ v1 ^ v2 ^ v3;
}

}  // namespace synspect::tcp
