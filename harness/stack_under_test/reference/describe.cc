#include "harness/stack_under_test/reference/describe.h"

#include <algorithm>

#include "harness/stack_under_test/reference/convert.h"
#include "stack/profile_fields.h"
#include "stack/profiles.h"

namespace synspect::reference {
namespace {

Controls controls() {
  Controls c;
  c.virtual_time = true;
  c.deterministic = true;
  c.snapshot = true;
  c.info = true;
  c.events = true;
  c.socket_calls = true;
  c.rfc_calls = true;
  c.open_on_listen = true;
  c.push = true;
  c.urgent = true;
  c.half_close = true;
  c.forced_isn = true;
  c.settable_msl = true;
  c.full_profile = true;
  c.ipv4 = true;
  c.ipv6 = true;
  c.urgent = true;
  return c;  // no knobs in mid-run, no drop() of an endpoint
}

Features features(const tcp::Profile& profile) {
  Features f;
  f.window_scale = profile.window_scale;
  f.timestamps = profile.timestamps;
  f.sack = profile.sack;
  f.ecn = profile.ecn != tcp::EcnUse::kOff;
  f.fast_open = profile.fast_open;
  f.syn_cookies = profile.syn_cookies;
  f.blind_reset = profile.blind_reset;
  f.blind_syn = profile.blind_syn;
  f.blind_data = profile.blind_data;
  f.time_wait_reuse = true;
  f.rst_in_time_wait = profile.rst_in_time_wait;
  f.keep_alive = true;  // of sockets; RFC 9293 3.9.1 has no call for it
  f.limited_challenge = profile.challenge_acks != 0;
  // half_duplex_close stays open: sockets have it after close, the RFC's CLOSE does not.
  f.rack_tlp = false;
  f.f_rto = false;
  f.prr = false;
  f.cubic = false;
  f.abe = false;
  f.accurate_ecn = false;
  f.limited_transmit = false;
  if (profile.initial_window != 0) f.initial_window_segments = profile.initial_window;
  return f;
}

Timing timing(const tcp::Profile& profile) {
  Timing t;
  t.msl = profile.msl;
  t.initial_rto = profile.initial_rto;
  t.min_rto = profile.min_rto;
  t.max_rto = profile.max_rto;
  t.delayed_ack_max = profile.delayed_ack;
  t.max_probe_interval = profile.max_rto;
  // Those that count retransmissions have no one length of time.
  if (profile.data_retries == 0) t.r2_data = t.user_timeout = profile.r2_data;
  if (profile.syn_retries == 0 && profile.syn_ack_retries == 0) t.r2_syn = profile.r2_syn;
  t.keep_alive_idle = profile.keep_alive_idle;
  t.retransmission_granularity = Duration{0};
  t.delayed_ack_granularity = Duration{0};
  t.time_wait_granularity = Duration{0};
  return t;
}

// The profile that it asks for. What is wrong with the whole, in a line; empty: nothing.
std::string read(const ResetConfig& config, tcp::Profile& profile) {
  const std::optional<tcp::Profile> found = tcp::find_profile(config.profile);
  if (!found) {
    std::string known;
    for (const tcp::NamedProfile& one : tcp::profiles()) known += " " + std::string{one.name};
    return "no profile " + config.profile + "; there is:" + known;
  }
  profile = *found;
  for (const auto& [name, value] : config.knobs) {
    if (const auto why = tcp::set_field(profile, name, value)) {
      return name + "=" + value + ": " + *why;
    }
  }
  if (const auto why = tcp::contradiction(profile)) return *why;
  if (config.addresses.empty()) return "no address";
  const bool six = std::ranges::any_of(
      config.addresses, [](const IpAddress& ip) { return ip.version == IpVersion::kV6; });
  const std::uint32_t least = six ? 1280 : 68;  // RFC 8200 5, RFC 791
  if (config.mtu < least || config.mtu > 65535) {
    return "an MTU of " + std::to_string(config.mtu) + " is not within " + std::to_string(least) +
           " and 65535";
  }
  if (config.msl && *config.msl <= Duration{0}) return "an MSL must be positive";
  return {};
}

}  // namespace

Capabilities describe(std::string_view name, const tcp::Profile& profile) {
  return {.stack = "reference",
          .version = "RFC 9293 core, profile " + std::string{name},
          .controls = controls(),
          .features = features(profile),
          .timing = timing(profile)};
}

std::expected<tcp::HostOptions, Refusal> host_options(const ResetConfig& config) {
  tcp::HostOptions options;
  if (const std::string fault = read(config, options.profile); !fault.empty()) {
    return std::unexpected{Refusal{.what = "reference: " + fault, .nonsense = true}};
  }
  options.seed = config.seed;
  for (const IpAddress& ip : config.addresses) options.addresses.push_back(to_core(ip));
  options.mtu = config.mtu;
  if (config.msl) options.profile.msl = *config.msl;
  options.forced_isns = config.forced_isns;
  return options;
}

}  // namespace synspect::reference
