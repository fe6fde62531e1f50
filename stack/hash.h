// A digest that is the same on every machine: fields are mixed as numbers, never as memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "stack/address.h"
#include "stack/maybe.h"
#include "stack/seq.h"
#include "stack/time.h"

namespace synspect::tcp {

class Hasher {
 public:
  constexpr void add(std::uint64_t value) {  // multiply and fold, after SplitMix64
    state_ = (state_ ^ value) * 0x9e37'79b9'7f4a'7c15U;
    state_ ^= state_ >> 29U;
  }
  constexpr void add(Seq seq) { add(std::uint64_t{seq.raw()}); }
  constexpr void add(SeqLen length) { add(std::uint64_t{length.n}); }
  constexpr void add(Duration duration) { add(static_cast<std::uint64_t>(duration.count())); }
  constexpr void add(Instant instant) { add(instant.time_since_epoch()); }
  constexpr void add(const IpAddress& address) {
    add(static_cast<std::uint64_t>(address.version));
    for (const std::uint8_t octet : address.octets) add(std::uint64_t{octet});
  }
  constexpr void add(const Socket& socket) {
    add(socket.ip);
    add(std::uint64_t{socket.port.number});
  }
  constexpr void add(const SocketPair& pair) {
    add(pair.local);
    add(pair.remote);
  }
  template <typename T>
  constexpr void add(const std::optional<T>& value) {
    add(std::uint64_t{value.has_value()});
    if (value) add(*value);
  }
  template <typename Time>
  constexpr void add(const Maybe<Time>& value) {
    add(std::optional<Time>{value});
  }
  constexpr void add(std::span<const std::byte> octets) {
    add(std::uint64_t{octets.size()});
    for (const std::byte octet : octets) add(static_cast<std::uint64_t>(octet));
  }
  [[nodiscard]] constexpr std::uint64_t digest() const { return state_ ^ (state_ >> 32U); }

 private:
  std::uint64_t state_{0x5359'4e53'5045'4354U};
};

}  // namespace synspect::tcp
