// What is known of segment sizes from outside (RFC 9293 3.7.1).
#pragma once

#include <algorithm>
#include <cstdint>

#include "harness/judge/endpoint.h"

namespace synspect::judge {

[[nodiscard]] constexpr std::int64_t default_mss(IpVersion version) {  // MUST-15
  return version == IpVersion::kV4 ? 536 : 1220;
}

// What is below cannot be meant: 0, or a size that leaves no room beside options.
inline constexpr std::int64_t kLeastMss = 64;

// The size that the peer and the link allow for certain, before options.
[[nodiscard]] inline std::int64_t full_segment(const Scene& scene) {
  const Connection& conn = scene.conn;
  const IpVersion version = conn.sockets.local.ip.version;
  std::int64_t size = conn.peer.mss ? *conn.peer.mss : default_mss(version);
  const std::int64_t headers = version == IpVersion::kV4 ? 40 : 60;
  if (const auto mtu = scene.endpoint.header.mtu; mtu && *mtu > headers) {
    size = std::min<std::int64_t>(size, *mtu - headers);
  }
  return size;
}

// Smaller than this no segment is full, whatever limit of its own the stack may have.
[[nodiscard]] inline std::int64_t surely_small(const Scene& scene) {
  const std::int64_t sure =
      std::min(default_mss(scene.conn.sockets.local.ip.version), scene.conn.snd.max_segment);
  const std::int64_t own = std::max(scene.conn.snd.largest, sure);
  return std::min(full_segment(scene), own);
}

}  // namespace synspect::judge
