#include "stack/wire/ip_header.h"

#include <cstring>
#include <expected>

#include "stack/wire/checksum.h"
#include "stack/wire/octets.h"

namespace synspect::tcp {
namespace {

constexpr std::size_t kHeader4 = ip_header_size(IpVersion::kV4);
constexpr std::size_t kHeader6 = ip_header_size(IpVersion::kV6);
constexpr std::uint16_t kDontFragment = 0x4000;

template <std::size_t kSize>
void load_address(const std::byte* at, IpVersion version, IpAddress& address) {
  address.version = version;
  if constexpr (kSize == 4) {  // all sixteen at once: whoever reads them so need not wait
    std::uint64_t first{}, rest{};
    std::memcpy(&first, at, kSize);
    std::memcpy(address.octets.data(), &first, sizeof first);
    std::memcpy(address.octets.data() + sizeof first, &rest, sizeof rest);
  } else {
    std::memcpy(address.octets.data(), at, kSize);
  }
}

template <std::size_t kSize>
std::byte* store_address(const IpAddress& address, std::byte* at) {
  std::memcpy(at, address.octets.data(), kSize);
  return at + kSize;
}

std::optional<ParseError> parse_v4(std::span<const std::byte> octets, Datagram& d,
                                   std::span<const std::byte>& text, std::uint8_t protocol) {
  if (octets.size() < kHeader4) return ParseError::kTruncated;
  const std::byte* at = octets.data();
  const std::size_t header = (std::to_integer<std::size_t>(at[0]) & 0xf) * 4;
  const std::size_t total = load16(at + 2);
  if (header < kHeader4 || total < header || octets.size() < total) {
    return ParseError::kTruncated;
  }
  ChecksumSum sum;
  sum.add(octets.first<kHeader4>());
  d.ip_options = octets.first(header).subspan(kHeader4);
  if (header > kHeader4) sum.add(d.ip_options);  // what is unknown is skipped (MUST-50)
  if (sum.complement() != 0) return ParseError::kBadIpChecksum;
  if ((load16(at + 6) & 0x3fff) != 0) return ParseError::kFragment;
  if (std::to_integer<std::uint8_t>(at[9]) != protocol) {
    return ParseError::kNotTcp;
  }
  load_address<4>(at + 12, IpVersion::kV4, d.source);
  load_address<4>(at + 16, IpVersion::kV4, d.destination);
  d.ttl = std::to_integer<std::uint8_t>(at[8]);
  d.traffic_class = std::to_integer<std::uint8_t>(at[1]);
  text = octets.first(total).subspan(header);
  return std::nullopt;
}

// RFC 8200 4: headers between the fixed one and TCP. Their options are not acted on.
std::expected<std::span<const std::byte>, ParseError> skip_extensions(
    std::uint8_t next, std::span<const std::byte> rest, std::uint8_t protocol) {
  enum : std::uint8_t { kHopByHop = 0, kRouting = 43, kFragment = 44, kDestinationOptions = 60 };
  bool first = true;
  while (next != protocol) {
    if (next == kFragment) return std::unexpected{ParseError::kFragment};
    const bool skippable = next == kRouting || next == kDestinationOptions ||
                           (next == kHopByHop && first);  // 4.3: only behind the fixed header
    if (!skippable) return std::unexpected{ParseError::kNotTcp};
    if (rest.size() < 8) return std::unexpected{ParseError::kTruncated};
    const std::size_t size = (std::to_integer<std::size_t>(rest[1]) + 1) * 8;
    if (rest.size() < size) return std::unexpected{ParseError::kTruncated};
    // 4.4: segments left means that we are not its last destination, and we do not forward.
    if (next == kRouting && rest[3] != std::byte{0}) return std::unexpected{ParseError::kNotTcp};
    next = std::to_integer<std::uint8_t>(rest[0]);
    rest = rest.subspan(size);
    first = false;
  }
  return rest;
}

std::optional<ParseError> parse_v6(std::span<const std::byte> octets, Datagram& d,
                                   std::span<const std::byte>& text, std::uint8_t protocol) {
  if (octets.size() < kHeader6) return ParseError::kTruncated;
  const std::byte* at = octets.data();
  const std::size_t total = kHeader6 + load16(at + 4);
  if (octets.size() < total) return ParseError::kTruncated;
  const auto rest = skip_extensions(std::to_integer<std::uint8_t>(at[6]),
                                    octets.first(total).subspan(kHeader6), protocol);
  if (!rest) return rest.error();
  load_address<16>(at + 8, IpVersion::kV6, d.source);
  load_address<16>(at + 24, IpVersion::kV6, d.destination);
  d.ttl = std::to_integer<std::uint8_t>(at[7]);
  d.traffic_class = static_cast<std::uint8_t>(load16(at) >> 4 & 0xff);
  text = *rest;
  return std::nullopt;
}

void write_v4(const IpFields& d, std::size_t text_size, std::byte* out) {
  const auto size = static_cast<std::uint32_t>(kHeader4 + text_size);
  const std::uint32_t first =
      std::uint32_t{0x45} << 24 | std::uint32_t{d.traffic_class} << 16 | size;
  const std::uint32_t third = std::uint32_t{d.ttl} << 24 | std::uint32_t{kProtocolTcp} << 16;
  ChecksumSum sum;
  sum.add_numbers({first, kDontFragment, third});
  sum.add_addresses(d.source, d.destination);
  store32(out, first);
  store32(out + 4, kDontFragment);  // RFC 6864 4.1: an atomic datagram needs no identification
  store32(out + 8, third | sum.complement());
  store_address<4>(d.destination, store_address<4>(d.source, out + 12));
}

void write_v6(const IpFields& d, std::size_t text_size, std::byte* out) {
  store32(out, std::uint32_t{6} << 28 | std::uint32_t{d.traffic_class} << 20);
  store16(out + 4, static_cast<std::uint32_t>(text_size));
  out[6] = std::byte{kProtocolTcp};
  out[7] = std::byte{d.ttl};
  store_address<16>(d.destination, store_address<16>(d.source, out + 8));
}

}  // namespace

std::optional<ParseError> parse_ip(std::span<const std::byte> octets, Datagram& d,
                                   std::span<const std::byte>& text, std::uint8_t protocol) {
  if (octets.empty()) return ParseError::kNotIp;
  const auto version = std::to_integer<unsigned>(octets[0]) >> 4;
  if (version == 4) return parse_v4(octets, d, text, protocol);
  if (version == 6) return parse_v6(octets, d, text, protocol);
  return ParseError::kNotIp;
}

void write_ip_header(const IpFields& d, std::size_t text_size, std::byte* out) {
  if (d.source.version == IpVersion::kV4) {
    write_v4(d, text_size, out);
  } else {
    write_v6(d, text_size, out);
  }
}

}  // namespace synspect::tcp
