// Where things lie in the host's tables. Keyed with the host's seed where a peer chooses the key.
#pragma once

#include <cstdint>
#include <cstring>

#include "stack/address.h"
#include "stack/host/connection.h"

namespace synspect::tcp {

// After SplitMix64: every bit of `value` reaches every bit of the result.
[[nodiscard]] constexpr std::uint64_t mixed(std::uint64_t value) {
  value = (value ^ value >> 30) * 0xbf58'476d'1ce4'e5b9;
  value = (value ^ value >> 27) * 0x94d0'49bb'1331'11eb;
  return value ^ value >> 31;
}

struct SocketPairHash {
  std::uint64_t key{};  // so that no peer can aim its ports at one place of the table

  [[nodiscard]] std::uint64_t operator()(const SocketPair& pair) const {
    return (*this)(pair.local.ip, pair.local.port, pair.remote.ip, pair.remote.port);
  }
  [[nodiscard]] std::uint64_t operator()(const IpAddress& local, Port local_port,
                                         const IpAddress& remote, Port remote_port) const {
    const std::uint64_t ports = std::uint64_t{local_port.number} << 16 | remote_port.number |
                                static_cast<std::uint64_t>(remote.version) << 32;
    if (remote.version == IpVersion::kV4) {
      const std::uint64_t both =
          std::uint64_t{word<std::uint32_t>(local, 0)} << 32 | word<std::uint32_t>(remote, 0);
      return mixed((both ^ key) * 0x9e37'79b9'7f4a'7c15 + (ports ^ key >> 32));
    }
    std::uint64_t hash = key;
    for (const IpAddress* const ip : {&local, &remote}) {
      hash = mixed(hash ^ word<std::uint64_t>(*ip, 0)) + word<std::uint64_t>(*ip, 8);
    }
    return mixed(mixed(hash) + ports);
  }

 private:
  // In the machine's own order, which nobody sees.
  template <typename Word>
  [[nodiscard]] static Word word(const IpAddress& ip, std::size_t at) {
    Word result;
    std::memcpy(&result, ip.octets.data() + at, sizeof result);
    return result;
  }
};

struct IdHash {
  [[nodiscard]] std::uint64_t operator()(ConnectionId id) const {
    return static_cast<std::uint64_t>(id) * 0x9e37'79b9'7f4a'7c15;
  }
};
struct PortHash {
  [[nodiscard]] std::uint64_t operator()(Port port) const {
    return std::uint64_t{port.number} * 0x9e37'79b9'7f4a'7c15;
  }
};

}  // namespace synspect::tcp
