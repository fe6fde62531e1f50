// What a script line says of the eight bits of IP beside addresses and lengths: the Diffserv field
// and the two bits of ECN (LANGUAGE.md 10).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "harness/script/ast.h"

namespace synspect::drive {

// The two bits; of `ect01`, which is for what is expected, the first that fits.
[[nodiscard]] constexpr std::uint8_t codepoint(script::EcnMatch ecn) {
  switch (ecn) {
    case script::EcnMatch::kNoEcn:
      return 0;
    case script::EcnMatch::kEct1:
      return 1;
    case script::EcnMatch::kEct0:
    case script::EcnMatch::kEct01:
      return 2;
    case script::EcnMatch::kCe:
      return 3;
  }
  std::unreachable();
}

// Of a packet that is sent.
[[nodiscard]] constexpr std::uint8_t traffic_class_of(const script::IpInfo& ip) {
  return ip.ecn ? codepoint(*ip.ecn) : ip.traffic_class.value_or(0);
}

// Nothing when what the stack sent agrees: `tos` is all eight bits, a codepoint the two of ECN.
[[nodiscard]] inline std::optional<std::string> traffic_class_mismatch(const script::IpInfo& ip,
                                                                       std::uint8_t seen) {
  const auto differs = [](const char* field, unsigned expected, unsigned sent) {
    return std::string{field} + ": expected " + std::to_string(expected) + ", the stack sent " +
           std::to_string(sent);
  };
  if (ip.traffic_class && *ip.traffic_class != seen) {
    return differs("traffic class", *ip.traffic_class, seen);
  }
  if (!ip.ecn) return std::nullopt;
  const unsigned bits = seen & 3U;
  const bool either = *ip.ecn == script::EcnMatch::kEct01 && bits == 1;
  if (bits == codepoint(*ip.ecn) || either) return std::nullopt;
  return differs("ECN bits", codepoint(*ip.ecn), bits);
}

}  // namespace synspect::drive
