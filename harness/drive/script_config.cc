#include "harness/drive/script_config.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

#include "harness/drive/needs.h"
#include "harness/script/icmp_line.h"

namespace synspect::drive {
namespace {

const script::OptionLine* find_option(const script::Script& script, std::string_view name) {
  const script::OptionLine* found = nullptr;  // the last one counts
  for (const script::OptionLine& line : script.options) {
    if (line.name == name) found = &line;
  }
  return found;
}

Outcome wrong(const script::OptionLine& line, std::string message) {
  return {.verdict = Verdict::kError,
          .line = line.at.line,
          .column = line.at.column,
          .message = "--" + line.name + ": " + std::move(message),
          .construct = {}};
}

std::expected<std::uint64_t, Outcome> number(const script::OptionLine& line, std::uint64_t min,
                                             std::uint64_t max) {
  const std::string text = line.value.value_or("");
  std::uint64_t value{};
  const bool hex = text.starts_with("0x");
  const char* first = text.data() + (hex ? 2 : 0);
  const char* last = text.data() + text.size();
  const auto [end, error] = std::from_chars(first, last, value, hex ? 16 : 10);
  if (error != std::errc{} || end != last || value < min || value > max) {
    return std::unexpected(wrong(line, "expected a number from " + std::to_string(min) + " to " +
                                           std::to_string(max) + ", not '" + text + "'"));
  }
  return value;
}

std::optional<IpVersion> version_of(std::string_view text) {
  if (text == "ipv4") return IpVersion::kV4;
  if (text == "ipv6") return IpVersion::kV6;
  return std::nullopt;
}

// The address in the option line, or the default of the version in force. An address of the other
// version yields to a version that was forced from outside, as it does in the original's runners.
std::expected<IpAddress, Outcome> address(const script::Script& script, std::string_view name,
                                          IpVersion version, bool forced_version,
                                          std::string_view v4, std::string_view v6) {
  const IpAddress fallback =
      IpAddress::parse(version == IpVersion::kV4 ? v4 : v6).value_or(IpAddress{});
  const script::OptionLine* line = find_option(script, name);
  if (line == nullptr) return fallback;
  std::string text = line->value.value_or("");
  text = text.substr(0, text.find('/'));  // a remote address may carry a prefix length
  const std::optional<IpAddress> parsed = IpAddress::parse(text);
  if (!parsed) return std::unexpected(wrong(*line, "'" + text + "' is not an IP address"));
  if (parsed->version == version) return *parsed;
  if (!forced_version && find_option(script, "ip_version") != nullptr) {
    return std::unexpected(wrong(*line, "'" + text + "' is not of the IP version in force"));
  }
  return fallback;
}

}  // namespace

bool fixes_ip_version(const script::Script& script) {
  const bool literal = std::ranges::any_of(script.events, [](const script::Event& event) {
    const auto* packet = std::get_if<script::TcpPacket>(&event.what);
    const auto* icmp = std::get_if<script::IcmpPacket>(&event.what);
    return std::holds_alternative<script::RawPacket>(event.what) ||
           (packet != nullptr && (packet->extension.from || packet->extension.to)) ||
           (icmp != nullptr && script::fixes_ip_version(*icmp));
  });
  return literal || find_option(script, "ip_version") != nullptr;
}

namespace {

// `from` and `to` of packet lines: addresses of the version in force.
std::optional<Outcome> wrong_endpoint(const script::Script& script, IpVersion version) {
  for (const script::Event& event : script.events) {
    const auto* packet = std::get_if<script::TcpPacket>(&event.what);
    if (packet == nullptr) continue;
    for (const auto& text : {packet->extension.from, packet->extension.to}) {
      if (!text) continue;
      const std::optional<SocketAddress> socket = SocketAddress::parse(*text);
      if (socket && socket->ip.version == version) continue;
      return Outcome{.verdict = Verdict::kError,
                     .line = event.at.line,
                     .column = event.at.column,
                     .message = "\"" + *text + "\" is not ADDRESS:PORT ([ADDRESS]:PORT for IPv6)" +
                                (socket ? " of the IP version in force" : ""),
                     .construct = {}};
    }
  }
  return std::nullopt;
}

}  // namespace

std::expected<ScriptConfig, Outcome> configure(const script::Script& script,
                                               const ScriptVariant& variant) {
  ScriptConfig config;
  if (const auto* line = find_option(script, "ip_version")) {
    const std::optional<IpVersion> version = version_of(line->value.value_or(""));
    if (!version) return std::unexpected(wrong(*line, "expected ipv4 or ipv6"));
    config.ip_version = *version;
  }
  if (variant.ip_version) config.ip_version = *variant.ip_version;

  // So that the MSS is 1460 in both versions, as the original's runners have it.
  if (config.ip_version == IpVersion::kV6) config.mtu = 1520;

  struct Field {
    std::string_view name;
    std::uint64_t min, max;
    void (*set)(ScriptConfig&, std::uint64_t);
  };
  static constexpr Field kFields[] = {
      {"mtu", 68, 65535,
       [](ScriptConfig& c, std::uint64_t n) { c.mtu = static_cast<std::uint32_t>(n); }},
      {"bind_port", 1, 65535,
       [](ScriptConfig& c, std::uint64_t n) { c.bind_port = static_cast<std::uint16_t>(n); }},
      {"connect_port", 1, 65535,
       [](ScriptConfig& c, std::uint64_t n) { c.connect_port = static_cast<std::uint16_t>(n); }},
      {"tolerance_usecs", 1, 1'000'000'000,
       [](ScriptConfig& c, std::uint64_t n) { c.tolerance = Duration{n}; }},
      {"tolerance_percent", 0, 100,
       [](ScriptConfig& c, std::uint64_t n) { c.tolerance_percent = static_cast<double>(n); }},
      {"tcp_ts_tick_usecs", 0, 1'000'000,
       [](ScriptConfig& c, std::uint64_t n) { c.timestamp_tick = Duration{n}; }},
  };
  for (const script::OptionLine& line : script.options) {
    for (const Field& field : kFields) {
      if (line.name != field.name) continue;
      const auto value = number(line, field.min, field.max);
      if (!value) return std::unexpected(value.error());
      field.set(config, *value);
    }
    if (line.name == "local_isn") {
      const auto value = number(line, 0, 0xffff'ffff);
      if (!value) return std::unexpected(value.error());
      config.local_isns.push_back(static_cast<std::uint32_t>(*value));
    }
    if (line.name == "stack_seed") {
      const auto value = number(line, 0, ~std::uint64_t{0});
      if (!value) return std::unexpected(value.error());
      config.stack_seed = *value;
    }
    if (line.name == "needs") {
      config.needs.push_back(line.value.value_or(""));
      if (find_need(config.needs.back()) == nullptr) {
        return std::unexpected(wrong(line, "no feature '" + config.needs.back() + "'"));
      }
    }
    if (line.name == "strict_segments") config.strict_segments = true;
    if (line.name == "tcp_ts_ecr_scaled") config.timestamp_echo_scaled = true;
    if (line.name == "profile") config.profile = line;
    if (line.name == "set") config.settings.push_back(line);
    if (line.name == "non_fatal") {
      config.packets_non_fatal = line.value.value_or("").find("packet") != std::string::npos;
      config.calls_non_fatal = line.value.value_or("").find("syscall") != std::string::npos;
    }
    if (line.name == "synspect") config.extension = true;
  }

  if (auto problem = wrong_endpoint(script, config.ip_version)) {
    return std::unexpected(std::move(*problem));
  }
  const bool forced = variant.ip_version.has_value();
  const auto local =
      address(script, "local_ip", config.ip_version, forced, "192.168.0.1", "fd3d:fa7b:d17d::1");
  if (!local) return std::unexpected(local.error());
  const auto remote =
      address(script, "remote_ip", config.ip_version, forced, "192.0.2.1", "2001:db8::1");
  if (!remote) return std::unexpected(remote.error());
  config.local_ip = *local;
  config.remote_ip = *remote;
  return config;
}

}  // namespace synspect::drive
