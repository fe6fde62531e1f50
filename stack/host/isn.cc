#include "stack/host/isn.h"

#include <array>
#include <cstddef>

#include "stack/host/siphash.h"

namespace synspect::tcp {
namespace {

// A socket pair as octets: version, address and port of either end.
constexpr std::size_t kSocketOctets = 1 + 16 + 2;
using PairOctets = std::array<std::byte, 2 * kSocketOctets>;

void put(const Socket& socket, std::byte* at) {
  *at++ = static_cast<std::byte>(socket.ip.version);
  for (const std::uint8_t octet : socket.ip.octets) *at++ = std::byte{octet};
  *at++ = static_cast<std::byte>(socket.port.number >> 8);
  *at = static_cast<std::byte>(socket.port.number & 0xff);
}

// SplitMix64 (Steele, Lea, Flood 2014): spreads a seed of few bits over a whole key.
std::uint64_t spread(std::uint64_t& state) {
  std::uint64_t z = state += 0x9e37'79b9'7f4a'7c15;
  z = (z ^ z >> 30) * 0xbf58'476d'1ce4'e5b9;
  z = (z ^ z >> 27) * 0x94d0'49bb'1331'11eb;
  return z ^ z >> 31;
}

std::uint64_t hash_of_pair(std::uint64_t key_seed, const SocketPair& sockets) {
  std::uint64_t state = key_seed;
  const SipHashKey key{.k0 = spread(state), .k1 = spread(state)};
  PairOctets octets{};
  put(sockets.local, octets.data());
  put(sockets.remote, octets.data() + kSocketOctets);
  return siphash_2_4(key, octets);
}

}  // namespace

Seq initial_sequence_number(std::uint64_t key_seed, const SocketPair& sockets, Instant now) {
  const auto ticks = static_cast<std::uint64_t>(now.time_since_epoch().count()) / 4;
  return Seq{static_cast<std::uint32_t>(ticks + hash_of_pair(key_seed, sockets))};
}

std::uint32_t timestamp_offset(std::uint64_t key_seed, const SocketPair& sockets) {
  return static_cast<std::uint32_t>(hash_of_pair(~key_seed, sockets));
}

}  // namespace synspect::tcp
