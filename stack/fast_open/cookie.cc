#include "stack/fast_open/cookie.h"

#include <span>

#include "stack/host/siphash.h"
#include "stack/host/table_hash.h"

namespace synspect::tcp {
namespace {

// What is signed: both addresses, which key period it is, and which half of the cookie.
constexpr std::size_t kAddressOctets = 1 + 16;
using Signed = std::array<std::byte, 2 * kAddressOctets + 8 + 1>;

std::byte* put(const IpAddress& ip, std::byte* at) {
  *at++ = static_cast<std::byte>(ip.version);
  for (const std::uint8_t octet : ip.octets) *at++ = std::byte{octet};
  return at;
}

std::uint64_t period_of(Instant now) {
  return static_cast<std::uint64_t>(now.time_since_epoch() / kCookieKeyLife);
}

FastOpenOption cookie_of_period(CookieJar jar, const SocketPair& sockets, std::uint64_t period) {
  // Another key than that of the ISNs, or one would tell of the other.
  const SipHashKey key{.k0 = mixed(jar.key_seed ^ 0x7466'6f2d'636f'6f6b),
                       .k1 = mixed(jar.key_seed + 0x9e37'79b9'7f4a'7c15)};
  Signed text{};
  std::byte* at = put(sockets.remote.ip, put(sockets.local.ip, text.data()));
  for (unsigned shift = 0; shift < 64; shift += 8) *at++ = static_cast<std::byte>(period >> shift);
  FastOpenOption cookie{.size = jar.size};
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < jar.size; ++i) {
    if (i % 8 == 0) {
      *at = static_cast<std::byte>(i / 8);
      word = siphash_2_4(key, text);
    }
    cookie.octets[i] = static_cast<std::byte>(word >> (8 * (i % 8)));
  }
  return cookie;
}

}  // namespace

FastOpenOption cookie_for(CookieJar jar, const SocketPair& sockets, Instant now) {
  return cookie_of_period(jar, sockets, period_of(now));
}

bool cookie_is_valid(CookieJar jar, const SocketPair& sockets, const FastOpenOption& shown,
                     Instant now) {
  if (shown.size != jar.size) return false;
  const std::uint64_t period = period_of(now);
  if (shown.same_cookie(cookie_of_period(jar, sockets, period))) return true;
  return period > 0 && shown.same_cookie(cookie_of_period(jar, sockets, period - 1));
}

}  // namespace synspect::tcp
