// Inputs for who reads datagrams: nearly right ones. Octets by chance hardly get past a checksum.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace synspect::codec {

// One to four changes to the datagram in the first `size` octets of `lent`, or a new one in its
// place; in most cases the checksums are put right then, often the lengths as well. Returns the new
// size. Same seed, same octets, on every machine.
[[nodiscard]] std::size_t mutate_datagram(std::span<std::uint8_t> lent, std::size_t size,
                                          std::uint64_t seed);
// The headers of one before the rest of the other.
[[nodiscard]] std::size_t cross_datagrams(std::span<const std::uint8_t> first,
                                          std::span<const std::uint8_t> second,
                                          std::span<std::uint8_t> out, std::uint64_t seed);

// Where the TCP header of a datagram begins, as far as its IP headers can be followed; its size if
// not.
[[nodiscard]] std::size_t tcp_begins(std::span<const std::uint8_t> datagram);
// Both checksums, of what is there.
void repair_checksums(std::span<std::uint8_t> datagram);
// The length field of the IP header.
void repair_length(std::span<std::uint8_t> datagram);

}  // namespace synspect::codec
