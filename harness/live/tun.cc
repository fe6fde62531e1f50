#include "harness/live/tun.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/ipv6.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <utility>

namespace synspect::live {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_{number} {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int get() const { return number_; }
  [[nodiscard]] int release() { return std::exchange(number_, -1); }

 private:
  int number_;
};

// What the machine does not permit or has not got, and what helps.
Tun::Refusal refusal(const std::string& what) {
  const int error = errno;
  std::string text = what + ": " + std::strerror(error);
  switch (error) {
    case EPERM:
    case EACCES:
      return {true, text +
                        "; it takes root, or a device made for you: ip tuntap add dev NAME mode "
                        "tun user $USER, and an --address without length"};
    case EBUSY:
      return {true, text + "; another program has it"};
    case EINVAL:
      return {false, text + "; an interface of this name is no TUN device"};
    case ENOENT:
    case ENODEV:
    case ENXIO:
    case EAFNOSUPPORT:
      return {true, text};
    default:
      return {false, text};
  }
}

ifreq request_for(const std::string& name) {
  ifreq request{};
  name.copy(request.ifr_name, IFNAMSIZ - 1);
  return request;
}

bool give_address_v4(int control, const std::string& name, const Subnet& subnet) {
  ifreq request = request_for(name);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  std::memcpy(&address.sin_addr, subnet.address.octets.data(), 4);
  std::memcpy(&request.ifr_addr, &address, sizeof address);
  if (::ioctl(control, SIOCSIFADDR, &request) != 0) return false;
  const std::uint32_t ones = subnet.prefix == 0 ? 0 : ~std::uint32_t{0} << (32U - subnet.prefix);
  address.sin_addr.s_addr = htonl(ones);
  std::memcpy(&request.ifr_netmask, &address, sizeof address);
  return ::ioctl(control, SIOCSIFNETMASK, &request) == 0;
}

bool give_address_v6(const std::string& name, const Subnet& subnet) {
  const Descriptor control{::socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
  if (control.get() < 0) return false;
  in6_ifreq request{};
  std::memcpy(&request.ifr6_addr, subnet.address.octets.data(), 16);
  request.ifr6_prefixlen = subnet.prefix;
  request.ifr6_ifindex = static_cast<int>(::if_nametoindex(name.c_str()));
  return ::ioctl(control.get(), SIOCSIFADDR, &request) == 0 || errno == EEXIST;
}

bool bring_up(int control, const std::string& name, std::uint32_t mtu) {
  ifreq request = request_for(name);
  request.ifr_mtu = static_cast<int>(mtu);
  if (::ioctl(control, SIOCSIFMTU, &request) != 0) return false;
  // Whoever sends a large window finds as many ACKs in the queue: it is to hold them all.
  constexpr int kQueue = 10'000;  // datagrams; 500 by default
  request = request_for(name);
  request.ifr_qlen = kQueue;
  if (::ioctl(control, SIOCSIFTXQLEN, &request) != 0) return false;
  request = request_for(name);
  if (::ioctl(control, SIOCGIFFLAGS, &request) != 0) return false;
  request.ifr_flags = static_cast<short>(request.ifr_flags | IFF_UP | IFF_RUNNING);
  return ::ioctl(control, SIOCSIFFLAGS, &request) == 0;
}

}  // namespace

std::optional<Subnet> Subnet::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  const std::uint8_t most = address->version == IpVersion::kV4 ? 32 : 128;
  Subnet subnet{*address, most};
  if (slash == std::string_view::npos) return subnet;
  const std::string_view digits = text.substr(slash + 1);
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), subnet.prefix);
  if (error != std::errc{} || end != digits.data() + digits.size() || subnet.prefix > most) {
    return std::nullopt;
  }
  return subnet;
}

std::optional<Subnet> Subnet::neighbour(std::span<const IpAddress> taken) const {
  const std::size_t bits = 8 * address.size();
  if (prefix + 2U > bits) return std::nullopt;
  Subnet other{address, prefix};
  for (std::size_t bit = prefix; bit < bits; ++bit) {
    other.address.octets[bit / 8] &= static_cast<std::uint8_t>(~(0x80U >> (bit % 8)));
  }
  std::uint8_t& last = other.address.octets[bits / 8 - 1];
  const unsigned hosts = bits - prefix >= 8 ? 255 : (1U << (bits - prefix)) - 1;
  for (unsigned host = 1; host < hosts; ++host) {  // 0 is the network, all ones all of it
    last = static_cast<std::uint8_t>((last & ~hosts) | host);
    if (std::ranges::find(taken, other.address) == taken.end()) return other;
  }
  return std::nullopt;
}

std::expected<std::unique_ptr<Tun>, Tun::Refusal> Tun::open(const Options& options) {
  if (options.name.empty() || options.name.size() >= IFNAMSIZ) {
    return std::unexpected(
        Refusal{false, options.name + ": an interface has a name of 1 to 15 characters"});
  }
  Descriptor device{::open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC)};
  if (device.get() < 0) return std::unexpected(refusal("/dev/net/tun"));
  ifreq request = request_for(options.name);
  request.ifr_flags = IFF_TUN | IFF_NO_PI;
  if (::ioctl(device.get(), TUNSETIFF, &request) != 0) {
    return std::unexpected(refusal(options.name));
  }
  const Descriptor control{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
  if (control.get() < 0) return std::unexpected(refusal("socket"));
  for (const Subnet& subnet : options.kernel) {
    const bool given = subnet.address.version == IpVersion::kV4
                           ? give_address_v4(control.get(), options.name, subnet)
                           : give_address_v6(options.name, subnet);
    if (!given) {
      return std::unexpected(refusal(options.name + ": address " + subnet.address.to_string()));
    }
  }
  if (!options.kernel.empty() && !bring_up(control.get(), options.name, options.mtu)) {
    return std::unexpected(refusal(options.name + ": cannot be brought up"));
  }
  return std::unique_ptr<Tun>(new Tun(device.release()));
}

Tun::~Tun() { ::close(descriptor_); }

void Tun::send(std::span<const std::byte> datagram) {
  [[maybe_unused]] const ssize_t wrote = ::write(descriptor_, datagram.data(), datagram.size());
}

std::span<const std::byte> Tun::receive() {
  const ssize_t size = ::read(descriptor_, buffer_.data(), buffer_.size());
  return std::span{buffer_}.first(size > 0 ? static_cast<std::size_t>(size) : 0);
}

}  // namespace synspect::live
