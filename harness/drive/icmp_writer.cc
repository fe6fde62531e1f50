#include "harness/drive/icmp_writer.h"

#include <algorithm>
#include <span>

#include "harness/drive/datagram_writer.h"
#include "harness/history/decode/checksum.h"

namespace synspect::drive {
namespace {

constexpr std::uint8_t kIcmp4 = 1, kIcmp6 = 58;
constexpr std::size_t kIcmpHeader = 8, kQuotedTcp = 8;

void put16(std::byte* at, std::uint32_t value) {
  at[0] = static_cast<std::byte>(value >> 8 & 0xff);
  at[1] = static_cast<std::byte>(value & 0xff);
}
void put32(std::byte* at, std::uint32_t value) {
  put16(at, value >> 16);
  put16(at + 2, value & 0xffff);
}

// The IP header of a datagram of ours is the quoted one, or with another protocol that of the
// message.
std::vector<std::byte> ip_header(const SocketAddress& from, const SocketAddress& to,
                                 std::size_t text) {
  const std::size_t header = from.ip.version == IpVersion::kV4 ? 20 : 40;
  const std::vector<std::byte> payload(text - 20);
  std::vector<std::byte> out;
  write_datagram({.source = from, .destination = to, .ttl = 64, .options = {}, .payload = payload},
                 out);
  out.resize(header);
  return out;
}

void set_checksum(std::span<std::byte> octets, std::size_t at, decoding::InternetChecksum sum) {
  put16(&octets[at], 0);
  sum.add(decoding::Wire{octets});
  put16(&octets[at], sum.field());
}

}  // namespace

void write_icmp(const IcmpToWrite& message, std::vector<std::byte>& out) {
  const bool v4 = message.quoted.local.ip.version == IpVersion::kV4;
  const std::vector<std::byte> quoted =
      ip_header(message.quoted.local, message.quoted.remote, 20 + std::size_t{message.length});
  const std::size_t text = kIcmpHeader + quoted.size() + kQuotedTcp;
  std::vector<std::byte> header = ip_header(message.quoted.remote, message.quoted.local, text);
  header[v4 ? 9 : 6] = std::byte{v4 ? kIcmp4 : kIcmp6};
  if (v4) set_checksum(header, 10, {});

  std::vector<std::byte> body(text);
  body[0] = std::byte{message.type};
  body[1] = std::byte{message.code};
  put32(&body[4], message.mtu);
  std::byte* const tcp = std::ranges::copy(quoted, body.begin() + kIcmpHeader).out.base();
  put16(tcp, message.quoted.local.port);
  put16(tcp + 2, message.quoted.remote.port);
  put32(tcp + 4, message.seq);
  decoding::InternetChecksum sum;
  if (!v4) {  // RFC 4443 2.3
    sum.add_pseudo_header(message.quoted.remote.ip, message.quoted.local.ip, kIcmp6, text);
  }
  set_checksum(body, 2, sum);

  out.insert(out.end(), header.begin(), header.end());
  out.insert(out.end(), body.begin(), body.end());
}

}  // namespace synspect::drive
