// Lengths and checksums made right again. Lenient: it follows headers that no stack would.
#include <algorithm>
#include <utility>

#include "fuzzers/codec/datagram_inputs.h"

namespace synspect::codec {
namespace {

using Octets = std::span<std::uint8_t>;
using View = std::span<const std::uint8_t>;

constexpr std::size_t kHeader6 = 40, kChecksum4 = 10, kTcpChecksum = 16, kTcpHeader = 20;
constexpr unsigned kTcp = 6;

unsigned load16(View at, std::size_t offset) { return at[offset] * 256U + at[offset + 1]; }
void store16(Octets at, std::size_t offset, unsigned value) {
  at[offset] = static_cast<std::uint8_t>(value >> 8U);
  at[offset + 1] = static_cast<std::uint8_t>(value);
}

std::uint64_t sum(View octets) {
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < octets.size(); ++i) {
    total += std::uint64_t{octets[i]} << (i % 2 == 0 ? 8U : 0U);
  }
  return total;
}
unsigned complement(std::uint64_t total) {
  while (total > 0xffff) total = (total & 0xffff) + (total >> 16U);
  return static_cast<unsigned>(~total) & 0xffffU;
}

bool is(View datagram, unsigned version, std::size_t header) {
  return datagram.size() >= header && datagram[0] / 16 == version;
}

std::size_t behind_extensions(View datagram) {
  enum : unsigned { kHopByHop = 0, kRouting = 43, kFragment = 44, kDestinationOptions = 60 };
  unsigned next = datagram[6];
  std::size_t at = kHeader6;
  while (next != kTcp) {
    const bool known =
        next == kHopByHop || next == kRouting || next == kFragment || next == kDestinationOptions;
    if (!known || datagram.size() < at + 8) return datagram.size();
    const std::size_t size = next == kFragment ? 8 : (datagram[at + 1] + std::size_t{1}) * 8;
    next = datagram[at];
    at += size;
  }
  return std::min(at, datagram.size());
}

// Where the datagram ends by its length field; what is behind it is padding.
std::size_t end_of(View datagram) {
  if (is(datagram, 4, kTcpHeader))
    return std::min<std::size_t>(load16(datagram, 2), datagram.size());
  if (is(datagram, 6, kHeader6)) {
    return std::min<std::size_t>(kHeader6 + load16(datagram, 4), datagram.size());
  }
  return datagram.size();
}

}  // namespace

std::size_t tcp_begins(View datagram) {
  if (is(datagram, 4, kTcpHeader)) {
    const std::size_t header = datagram[0] % 16U * 4U;
    return header < kTcpHeader ? datagram.size() : std::min(header, datagram.size());
  }
  if (is(datagram, 6, kHeader6)) return behind_extensions(datagram);
  return datagram.size();
}

void repair_length(Octets datagram) {
  const auto size = static_cast<unsigned>(std::min<std::size_t>(datagram.size(), 0xffff));
  if (is(datagram, 4, kTcpHeader)) store16(datagram, 2, size);
  if (is(datagram, 6, kHeader6)) store16(datagram, 4, size - static_cast<unsigned>(kHeader6));
}

void repair_checksums(Octets datagram) {
  const std::size_t begin = tcp_begins(datagram), end = end_of(datagram);
  if (is(datagram, 4, kTcpHeader) && datagram[0] % 16U >= 5) {
    const Octets header =
        datagram.first(std::min(datagram[0] % 16U * std::size_t{4}, datagram.size()));
    store16(header, kChecksum4, 0);
    store16(header, kChecksum4, complement(sum(header)));
  }
  if (end < begin || end - begin < kTcpHeader) return;
  const Octets text = datagram.subspan(begin, end - begin);
  const View addresses = datagram[0] / 16 == 4 ? datagram.subspan(12, 8) : datagram.subspan(8, 32);
  store16(text, kTcpChecksum, 0);
  store16(text, kTcpChecksum, complement(sum(addresses) + kTcp + text.size() + sum(text)));
}

}  // namespace synspect::codec
