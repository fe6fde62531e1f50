// How a stack is started. Part of a run's header, so that a history says how to repeat itself.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/history/address.h"
#include "harness/history/time.h"

namespace synspect {

struct ResetConfig {
  std::uint64_t seed{0};             // the stack's only source of chance
  std::vector<IpAddress> addresses;  // of the stack; at least one; the first is the default source
  std::uint32_t mtu{1500};           // octets, IP header included; at least 68 (IPv4), 1280 (IPv6)
  std::string profile{"rfc"};        // a name from `synspect list profiles`
  // Initial sequence numbers to use, in the order in which connections first emit a SYN or SYN,ACK;
  // when they run out the stack's own generator goes on. Needs Controls::forced_isn.
  std::vector<std::uint32_t> forced_isns;
  std::optional<Duration> msl;  // needs Controls::settable_msl
  // Further settings by name, e.g. from a script's sysctl lines; what the adapter does not know it
  // refuses by name.
  std::vector<std::pair<std::string, std::string>> knobs;

  friend bool operator==(const ResetConfig&, const ResetConfig&) = default;
};

}  // namespace synspect
