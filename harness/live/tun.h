// A TUN device of Linux: the kernel's end of it is an interface with an address, ours a descriptor.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/history/address.h"
#include "harness/live/device.h"

namespace synspect::live {

struct Subnet {
  IpAddress address;
  std::uint8_t prefix{};
  // "192.0.2.1/24", "2001:db8::1/64"
  [[nodiscard]] static std::optional<Subnet> parse(std::string_view text);
  // The first address of the network that is not among `taken`; nothing where the length leaves no
  // room for a second one.
  [[nodiscard]] std::optional<Subnet> neighbour(std::span<const IpAddress> taken) const;
  friend bool operator==(const Subnet&, const Subnet&) = default;
};

class Tun final : public Device {
 public:
  struct Options {
    std::string name;  // of the interface; it is made if it is not there, and then goes with us
    // What the kernel's end is called and reaches; empty: somebody else has set it up.
    std::vector<Subnet> kernel;
    std::uint32_t mtu{1500};
  };
  struct Refusal {
    bool lacking{};    // the machine does not permit or has no such thing
    std::string what;  // one line
  };
  [[nodiscard]] static std::expected<std::unique_ptr<Tun>, Refusal> open(const Options& options);
  ~Tun() override;

  void send(std::span<const std::byte> datagram) override;
  [[nodiscard]] std::span<const std::byte> receive() override;
  [[nodiscard]] int descriptor() const { return descriptor_; }  // readable when receive() has one

 private:
  explicit Tun(int descriptor) : descriptor_{descriptor} {}
  int descriptor_;
  std::vector<std::byte> buffer_ = std::vector<std::byte>(std::size_t{1} << 16U);
};

}  // namespace synspect::live
