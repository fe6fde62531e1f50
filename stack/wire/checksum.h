// The Internet checksum (RFC 1071) and TCP's pseudo-header (RFC 9293 3.1, RFC 8200 8.1).
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <span>

#include "stack/address.h"
#include "stack/wire/octets.h"

namespace synspect::tcp {

// A one's complement sum in the making. It is kept in the machine's own byte order and turned round
// at the end, which RFC 1071 2(B) shows to be the same; and in 64 bits with the carry brought
// round, since 2^16 - 1 divides 2^64 - 1 (2(C)): so eight octets go in at a time.
class ChecksumSum {
 public:
  // Octets from an even position on; only the last block may have an odd length.
  void add(std::span<const std::byte> octets) {
    const std::byte* at = octets.data();
    std::size_t left = octets.size();
    if (left >= 128) {  // four sums side by side: none waits for the carries of another
      std::uint64_t sums[4]{};
      for (; left >= 32; at += 32, left -= 32) {
        for (std::size_t i = 0; i < 4; ++i) add_to(sums[i], word<std::uint64_t>(at + 8 * i));
      }
      for (const std::uint64_t sum : sums) add_to_sum(sum);
    }
    for (; left >= 32; at += 32, left -= 32) {
      add_word<std::uint64_t>(at);
      add_word<std::uint64_t>(at + 8);
      add_word<std::uint64_t>(at + 16);
      add_word<std::uint64_t>(at + 24);
    }
    for (; left >= 8; at += 8, left -= 8) add_word<std::uint64_t>(at);
    if (left >= 4) {
      add_word<std::uint32_t>(at);
      at += 4;
      left -= 4;
    }
    if (left == 0) return;
    std::byte last[4]{};  // as if followed by zeros, 9293-3.1-d
    std::memcpy(last, at, left);
    add_word<std::uint32_t>(last);
  }
  // The same for a size known to the compiler: a whole number of 32-bit words.
  template <std::size_t kSize>
    requires(kSize != std::dynamic_extent && kSize % 4 == 0)
  void add(std::span<const std::byte, kSize> octets) {
    std::uint64_t sum = 0;  // 2^32 additions fit
    for (std::size_t i = 0; i < kSize; i += 4) sum += word<std::uint32_t>(octets.data() + i);
    add_to_sum(sum);
  }
  void add_pseudo_header(const IpAddress& source, const IpAddress& destination,
                         std::uint8_t protocol, std::size_t length) {
    // 9293-3.1-e. Length and protocol as 32-bit numbers; no TCP segment is longer than 65535
    // octets.
    const std::uint32_t numbers = in_network_order(static_cast<std::uint16_t>(length)) +
                                  std::uint32_t{in_network_order(std::uint16_t{protocol})};
    add_to_sum(numbers);
    add_addresses(source, destination);
  }
  void add_addresses(const IpAddress& source, const IpAddress& destination) {
    if (source.version == IpVersion::kV4) {
      add_to_sum(std::uint64_t{word<std::uint32_t>(source.octets.data())} +
                 word<std::uint32_t>(destination.octets.data()));
      return;
    }
    for (const IpAddress* const ip : {&source, &destination}) {
      add_word<std::uint64_t>(ip->octets.data());
      add_word<std::uint64_t>(ip->octets.data() + 8);
    }
  }
  // Numbers of 32 bits as they are about to be written, which is cheaper than to read them back.
  void add_numbers(std::initializer_list<std::uint32_t> numbers) {
    std::uint64_t sum = 0;
    for (const std::uint32_t number : numbers) sum += in_network_order(number);
    add_to_sum(sum);
  }
  // What belongs in the checksum field when that field was zero in the sum; 0 when the sum is taken
  // over a block that carries its own right checksum.
  [[nodiscard]] std::uint16_t complement() const {
    // To its halves added the other way round: the upper one is their sum, with the carry out of
    // the lower one brought round.
    const auto half = static_cast<std::uint32_t>((sum_ + std::rotl(sum_, 32)) >> 32);
    const std::uint32_t quarter = (half + std::rotl(half, 16)) >> 16;
    return in_network_order(static_cast<std::uint16_t>(~quarter));
  }

 private:
  template <typename Word, typename Octet>
  [[nodiscard]] static Word word(const Octet* at) {
    static_assert(sizeof(Octet) == 1);
    Word result;
    std::memcpy(&result, at, sizeof result);
    return result;
  }
  static void add_to(std::uint64_t& sum, std::uint64_t number) {
    const bool carry = __builtin_add_overflow(sum, number, &sum);
    sum += carry ? 1 : 0;
  }
  void add_to_sum(std::uint64_t number) { add_to(sum_, number); }
  template <typename Word, typename Octet>
  void add_word(const Octet* at) {
    add_to_sum(word<Word>(at));
  }

  std::uint64_t sum_{0};
};

}  // namespace synspect::tcp
