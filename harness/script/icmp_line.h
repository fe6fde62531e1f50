// `icmp` lines (LANGUAGE.md section 10): their words and what they stand for in each IP version.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "harness/history/address.h"
#include "harness/script/ast.h"

namespace synspect::script {

// `text` from the direction on. Empty for what is read over but not run: outbound lines, messages
// that quote nothing of TCP, and words that neither version has.
[[nodiscard]] std::optional<IcmpPacket> icmp_line(std::string_view text);

struct IcmpNumbers {
  std::uint8_t type{}, code{};
  friend bool operator==(IcmpNumbers, IcmpNumbers) = default;
};
// Empty where that version has no such words.
[[nodiscard]] std::optional<IcmpNumbers> icmp_numbers(const IcmpPacket& packet, IpVersion version);
// The words mean something in one version alone, or are numbers, which mean another thing in each.
[[nodiscard]] bool fixes_ip_version(const IcmpPacket& packet);

}  // namespace synspect::script
