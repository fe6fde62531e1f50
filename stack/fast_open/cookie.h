// The cookie of a server (RFC 7413 4.1.2): proof that somebody who receives at this address has
// asked this host for it, not long ago. A MAC over addresses and time: nothing is remembered.
#pragma once

#include <cstdint>

#include "stack/address.h"
#include "stack/fast_open/option.h"
#include "stack/time.h"

namespace synspect::tcp {

struct CookieJar {
  std::uint64_t key_seed{};  // of the host
  std::uint8_t size{};       // octets of a cookie
};

// How long one key holds. A cookie is good while it lasts and while the next one does
// (7413-4.1.2-c).
inline constexpr Duration kCookieKeyLife = std::chrono::hours{1};

// 7413-4.1.2-a: of the client's address and ours; the port is no part of it.
[[nodiscard]] FastOpenOption cookie_for(CookieJar jar, const SocketPair& sockets, Instant now);
// 7413-4.1.2-b: as this host makes it, now or lately.
[[nodiscard]] bool cookie_is_valid(CookieJar jar, const SocketPair& sockets,
                                   const FastOpenOption& shown, Instant now);

}  // namespace synspect::tcp
