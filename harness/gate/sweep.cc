#include "harness/gate/sweep.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace synspect::gate {
namespace {

struct Numbers {
  std::uint32_t stack_isn;
  std::uint32_t peer_shift;
};
// At zero, shortly before the sign bit turns, shortly before the circle closes (RFC 9293 3.4).
constexpr Numbers kNumbers[] = {{0, 0}, {0x7fff'fff0, 0x7fff'ff00}, {0xffff'fff0, 0xffff'ff00}};

std::optional<std::uint32_t> hexadecimal(std::string_view text) {
  if (!text.starts_with("0x")) return std::nullopt;
  text.remove_prefix(2);
  std::uint32_t value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (error != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::vector<drive::ScriptVariant> sweep_of(FixedByScript fixed, const Controls& controls) {
  std::vector<std::optional<IpVersion>> versions;
  if (!fixed.ip_version && controls.ipv4) versions.emplace_back(IpVersion::kV4);
  if (!fixed.ip_version && controls.ipv6) versions.emplace_back(IpVersion::kV6);
  if (versions.empty()) versions.emplace_back(std::nullopt);

  std::vector<drive::ScriptVariant> variants;
  for (const std::optional<IpVersion>& version : versions) {
    if (fixed.sequence_numbers || !controls.forced_isn) {
      variants.push_back({.ip_version = version, .stack_isn = std::nullopt, .peer_shift = 0});
      continue;
    }
    for (const Numbers& numbers : kNumbers) {
      variants.push_back({.ip_version = version,
                          .stack_isn = numbers.stack_isn,
                          .peer_shift = numbers.peer_shift});
    }
  }
  return variants;
}

std::string to_string(const drive::ScriptVariant& variant) {
  std::string text;
  const auto add = [&text](const std::string& word) { text += (text.empty() ? "" : ",") + word; };
  if (variant.ip_version) add(*variant.ip_version == IpVersion::kV4 ? "ipv4" : "ipv6");
  if (variant.stack_isn) add(fmt::format("isn=0x{:x}", *variant.stack_isn));
  if (variant.peer_shift != 0) add(fmt::format("shift=0x{:x}", variant.peer_shift));
  return text.empty() ? "plain" : text;
}

std::optional<drive::ScriptVariant> parse_variant(std::string_view text) {
  drive::ScriptVariant variant;
  if (text == "plain") return variant;
  while (true) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const std::string_view word = text.substr(0, comma);
    if (word == "ipv4") {
      variant.ip_version = IpVersion::kV4;
    } else if (word == "ipv6") {
      variant.ip_version = IpVersion::kV6;
    } else if (word.starts_with("isn=")) {
      variant.stack_isn = hexadecimal(word.substr(4));
      if (!variant.stack_isn) return std::nullopt;
    } else if (word.starts_with("shift=")) {
      const std::optional<std::uint32_t> shift = hexadecimal(word.substr(6));
      if (!shift) return std::nullopt;
      variant.peer_shift = *shift;
    } else {
      return std::nullopt;
    }
    if (comma == text.size()) return variant;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace synspect::gate
