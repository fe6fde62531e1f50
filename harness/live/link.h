// A bad line in front of a device: delay, jitter (which reorders), loss and duplication of both
// directions, by chance from a seed. What tc netem does, for whoever has no such kernel.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/live/device.h"
#include "harness/network/network.h"

namespace synspect::live {

// "loss=1%,duplicate=0.5%,delay=50ms,jitter=2ms", each at most once; no delay unless it is named.
[[nodiscard]] std::optional<network::LinkQuality> parse_link(std::string_view text);

class Link final : public Device {
 public:
  Link(Device& beyond, network::LinkQuality quality, std::uint64_t seed)
      : beyond_{beyond}, network_{quality, seed} {}

  // It is now so late: takes what waits at the device beyond, hands on what has arrived.
  void at(Time now);
  // When there is something to do, if nothing comes before: at once while something has arrived.
  [[nodiscard]] std::optional<Time> next() const {
    return arrived_.empty() ? network_.next_delivery() : now_;
  }

  void send(std::span<const std::byte> datagram) override;
  [[nodiscard]] std::span<const std::byte> receive() override;

 private:
  Device& beyond_;
  network::Network network_;
  Time now_{kRunStart};
  std::uint64_t ids_{};
  std::deque<std::vector<std::byte>> arrived_;
  std::vector<std::byte> current_;
};

}  // namespace synspect::live
