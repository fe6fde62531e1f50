#include "harness/stack_under_test/lwip/describe.h"

#include <algorithm>
#include <string>

namespace synspect::lwip {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

Controls controls() {
  Controls c;
  c.virtual_time = true;
  c.deterministic = true;
  c.snapshot = true;
  c.info = true;
  c.events = true;
  c.socket_calls = true;
  c.half_close = true;
  c.forced_isn = true;
  c.endpoint_table = true;
  c.ipv4 = true;
  c.ipv6 = true;
  return c;  // the MSL is fixed when lwIP is compiled; urgent data it does not have
}

// From lwIP's source: tcp_in.c for what arrives, tcp.c for timers.
Features features() {
  Features f;
  f.window_scale = false;
  f.timestamps = false;
  f.sack = false;
  f.ecn = false;
  f.fast_open = false;
  f.syn_cookies = false;
  f.blind_reset = true;  // tcp_process: an inexact RST in the window draws an ACK
  f.blind_syn = true;    // tcp_process: a SYN draws an ACK
  f.blind_data = false;
  f.time_wait_reuse = false;   // tcp_timewait_input knows no new connection
  f.rst_in_time_wait = false;  // tcp_timewait_input ignores a RST
  f.keep_alive = true;
  f.limited_challenge = false;
  f.rack_tlp = false;
  f.f_rto = false;
  f.prr = false;
  f.cubic = false;
  f.abe = false;
  f.accurate_ecn = false;
  f.limited_transmit = false;
  return f;
}

// Retransmission and TIME-WAIT count slow ticks of 500 ms, and the first may come at once: what is
// set to N ticks lasts between N - 1 and N of them. Given here is the shorter.
Timing timing() {
  constexpr Duration kTick = milliseconds{500};
  Timing t;
  t.msl = seconds{60};                    // TCP_MSL
  t.initial_rto = 6 * kTick - kTick;      // LWIP_TCP_RTO_TIME: 3 s
  t.min_rto = 3 * kTick - kTick;          // the integer estimate does not fall below 3 ticks
  t.delayed_ack_max = milliseconds{250};  // tcp_fasttmr
  t.r2_data = seconds{1150};              // TCP_MAXRTX = 12 copies at the smallest timeout
  t.r2_syn = seconds{18};                 // TCP_SYNMAXRTX = 6 copies
  t.keep_alive_idle = seconds{7200};
  t.max_probe_interval = seconds{60};  // tcp_persist_backoff
  t.retransmission_granularity = kTick;
  t.delayed_ack_granularity = Duration{0};
  t.time_wait_granularity = kTick;
  return t;  // the largest timeout depends on the estimate: unknown
}

Refusal refusal(std::string what) { return {"lwip: " + std::move(what)}; }

}  // namespace

Capabilities describe() {
  return {.stack = "lwip",
          .version = "lwIP 2.1.3, raw API, no options beyond the MSS",
          .controls = controls(),
          .features = features(),
          .timing = timing()};
}

std::expected<Start, Refusal> start_of(const ResetConfig& config) {
  if (config.profile != "rfc") return std::unexpected{refusal("it has no profiles")};
  if (!config.knobs.empty()) {
    return std::unexpected{refusal("no knob " + config.knobs.front().first)};
  }
  if (config.msl) return std::unexpected{refusal("its MSL is fixed")};
  if (config.addresses.empty()) return std::unexpected{refusal("no address")};
  if (config.forced_isns.size() > kMostIsns) {
    return std::unexpected{refusal("too many forced initial sequence numbers")};
  }
  Start start;
  for (const IpAddress& ip : config.addresses) {
    if (ip.version == IpVersion::kV4) {
      if (start.ipv4) return std::unexpected{refusal("more than one IPv4 address")};
      start.ipv4 = ip;
      continue;
    }
    if (start.ipv6_count == kMostIpv6) return std::unexpected{refusal("too many IPv6 addresses")};
    start.ipv6[start.ipv6_count++] = ip;
  }
  const std::uint32_t least = start.ipv6_count > 0 ? 1280 : 68;  // RFC 8200 5, RFC 791
  if (config.mtu < least || config.mtu > 65535) {
    return std::unexpected{refusal("an MTU of " + std::to_string(config.mtu) + " is not within " +
                                   std::to_string(least) + " and 65535")};
  }
  start.mtu = static_cast<std::uint16_t>(config.mtu);
  start.seed = config.seed;
  std::ranges::copy(config.forced_isns, start.isns.begin());
  start.isn_count = config.forced_isns.size();
  return start;
}

}  // namespace synspect::lwip
