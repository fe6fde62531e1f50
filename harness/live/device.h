// Where datagrams of a live stack go and come from.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace synspect::live {

class Device {  // used by one thread
 public:
  Device() = default;
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;
  virtual ~Device() = default;

  // A whole IP datagram. What cannot be sent now is lost, as on any link.
  virtual void send(std::span<const std::byte> datagram) = 0;
  // The next that waits, in a buffer that is used again; empty: none.
  [[nodiscard]] virtual std::span<const std::byte> receive() = 0;
};

}  // namespace synspect::live
