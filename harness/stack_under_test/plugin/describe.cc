#include "harness/stack_under_test/plugin/describe.h"

#include <cstring>

namespace synspect::plugin {
namespace {

constexpr std::size_t kMostName = 64;
constexpr std::size_t kMostVersion = 200;

struct ControlBit {
  std::uint32_t bit;
  bool Controls::* field;
};
constexpr ControlBit kControls[] = {
    {SYNSPECT_CAN_VIRTUAL_TIME, &Controls::virtual_time},
    {SYNSPECT_CAN_DETERMINISTIC, &Controls::deterministic},
    {SYNSPECT_CAN_INFO, &Controls::info},
    {SYNSPECT_CAN_EVENTS, &Controls::events},
    {SYNSPECT_CAN_SOCKET_CALLS, &Controls::socket_calls},
    {SYNSPECT_CAN_RFC_CALLS, &Controls::rfc_calls},
    {SYNSPECT_CAN_OPEN_ON_LISTEN, &Controls::open_on_listen},
    {SYNSPECT_CAN_PUSH, &Controls::push},
    {SYNSPECT_CAN_URGENT, &Controls::urgent},
    {SYNSPECT_CAN_HALF_CLOSE, &Controls::half_close},
    {SYNSPECT_CAN_FORCED_ISN, &Controls::forced_isn},
    {SYNSPECT_CAN_SETTABLE_MSL, &Controls::settable_msl},
    {SYNSPECT_CAN_KNOBS, &Controls::knobs},
    {SYNSPECT_CAN_IPV4, &Controls::ipv4},
    {SYNSPECT_CAN_IPV6, &Controls::ipv6},
};

struct FeatureBit {
  std::uint32_t bit;
  std::optional<bool> Features::* field;
};
constexpr FeatureBit kFeatures[] = {
    {SYNSPECT_HAS_WINDOW_SCALE, &Features::window_scale},
    {SYNSPECT_HAS_TIMESTAMPS, &Features::timestamps},
    {SYNSPECT_HAS_SACK, &Features::sack},
    {SYNSPECT_HAS_ECN, &Features::ecn},
    {SYNSPECT_HAS_FAST_OPEN, &Features::fast_open},
    {SYNSPECT_HAS_SYN_COOKIES, &Features::syn_cookies},
    {SYNSPECT_HAS_BLIND_RESET, &Features::blind_reset},
    {SYNSPECT_HAS_BLIND_SYN, &Features::blind_syn},
    {SYNSPECT_HAS_BLIND_DATA, &Features::blind_data},
    {SYNSPECT_HAS_TIME_WAIT_REUSE, &Features::time_wait_reuse},
    {SYNSPECT_HAS_RST_IN_TIME_WAIT, &Features::rst_in_time_wait},
    {SYNSPECT_HAS_KEEP_ALIVE, &Features::keep_alive},
    {SYNSPECT_HAS_LIMITED_CHALLENGE, &Features::limited_challenge},
    {SYNSPECT_HAS_HALF_DUPLEX_CLOSE, &Features::half_duplex_close},
    {SYNSPECT_HAS_RACK_TLP, &Features::rack_tlp},
    {SYNSPECT_HAS_F_RTO, &Features::f_rto},
    {SYNSPECT_HAS_PRR, &Features::prr},
    {SYNSPECT_HAS_CUBIC, &Features::cubic},
    {SYNSPECT_HAS_ABE, &Features::abe},
    {SYNSPECT_HAS_ACCURATE_ECN, &Features::accurate_ecn},
    {SYNSPECT_HAS_LIMITED_TRANSMIT, &Features::limited_transmit},
};

struct Duration64 {
  const char* name;
  std::int64_t synspect_description::* said;
  std::optional<Duration> Timing::* field;
};
constexpr Duration64 kTimings[] = {
    {"msl_us", &synspect_description::msl_us, &Timing::msl},
    {"initial_rto_us", &synspect_description::initial_rto_us, &Timing::initial_rto},
    {"min_rto_us", &synspect_description::min_rto_us, &Timing::min_rto},
    {"max_rto_us", &synspect_description::max_rto_us, &Timing::max_rto},
    {"delayed_ack_max_us", &synspect_description::delayed_ack_max_us, &Timing::delayed_ack_max},
    {"r2_data_us", &synspect_description::r2_data_us, &Timing::r2_data},
    {"r2_syn_us", &synspect_description::r2_syn_us, &Timing::r2_syn},
    {"user_timeout_us", &synspect_description::user_timeout_us, &Timing::user_timeout},
    {"r1_us", &synspect_description::r1_us, &Timing::r1},
    {"keep_alive_idle_us", &synspect_description::keep_alive_idle_us, &Timing::keep_alive_idle},
    {"max_probe_interval_us", &synspect_description::max_probe_interval_us,
     &Timing::max_probe_interval},
    {"retransmission_granularity_us", &synspect_description::retransmission_granularity_us,
     &Timing::retransmission_granularity},
    {"delayed_ack_granularity_us", &synspect_description::delayed_ack_granularity_us,
     &Timing::delayed_ack_granularity},
    {"time_wait_granularity_us", &synspect_description::time_wait_granularity_us,
     &Timing::time_wait_granularity},
};
// Sums and doublings of durations stay far from the edge: ten thousand years in microseconds.
constexpr std::int64_t kMostDuration = std::int64_t{316'000'000'000} * 1'000'000;

bool is_plain(const char* text, std::size_t most) {
  const std::size_t length = strnlen(text, most + 1);
  return length <= most && printable(text, most) == std::string{text, length};
}

}  // namespace

std::string printable(const char* text, std::size_t most) {
  std::string line{text, text == nullptr ? 0 : strnlen(text, most)};
  for (char& c : line) {
    if (c < ' ' || c > '~') c = '?';
  }
  return line;
}

synspect_description unknown_description() {
  synspect_description d{};
  d.size = sizeof d;
  d.initial_window_segments = SYNSPECT_UNKNOWN;
  for (const Duration64& one : kTimings) d.*one.said = SYNSPECT_UNKNOWN;
  return d;
}

std::string lie_in(const synspect_description& said, const synspect_stack_v1& table) {
  if (said.name == nullptr || *said.name == '\0') return "no name";
  if (!is_plain(said.name, kMostName)) return "the name is not 1 to 64 printable ASCII characters";
  if (said.version != nullptr && !is_plain(said.version, kMostVersion)) {
    return "the version is not at most 200 printable ASCII characters";
  }
  const auto can = [&](std::uint32_t bit) { return (said.controls & bit) != 0; };
  if ((said.controls & ~SYNSPECT_CAN_ALL) != 0) return "a bit in controls that ABI 1 does not have";
  if (!can(SYNSPECT_CAN_VIRTUAL_TIME)) return "a plug-in must have SYNSPECT_CAN_VIRTUAL_TIME";
  if (!can(SYNSPECT_CAN_IPV4) && !can(SYNSPECT_CAN_IPV6)) return "neither IPv4 nor IPv6";
  if (can(SYNSPECT_CAN_SOCKET_CALLS) && table.call == nullptr) return "socket calls, but no call()";
  if (can(SYNSPECT_CAN_RFC_CALLS) && table.call == nullptr) return "RFC calls, but no call()";
  if (can(SYNSPECT_CAN_INFO) && table.info == nullptr) return "info, but no info()";
  if (can(SYNSPECT_CAN_KNOBS) && table.set_knob == nullptr) return "knobs, but no set_knob()";
  if (((said.features_known | said.features) & ~SYNSPECT_HAS_ALL) != 0) {
    return "a bit in features that ABI 1 does not have";
  }
  if ((said.features & ~said.features_known) != 0) return "a feature that is had, but not known";
  if (said.initial_window_segments != SYNSPECT_UNKNOWN &&
      (said.initial_window_segments < 1 || said.initial_window_segments > 65'535)) {
    return "initial_window_segments is not within 1 and 65535";
  }
  for (const Duration64& one : kTimings) {
    if (said.*one.said < SYNSPECT_UNKNOWN || said.*one.said > kMostDuration) {
      return std::string{one.name} + " is no duration";
    }
  }
  return {};
}

Capabilities capabilities_of(const synspect_description& said) {
  Capabilities c;
  c.stack = said.name;
  if (said.version != nullptr) c.version = said.version;
  for (const ControlBit& one : kControls) c.controls.*one.field = (said.controls & one.bit) != 0;
  for (const FeatureBit& one : kFeatures) {
    if ((said.features_known & one.bit) != 0) {
      c.features.*one.field = (said.features & one.bit) != 0;
    }
  }
  if (said.initial_window_segments != SYNSPECT_UNKNOWN) {
    c.features.initial_window_segments = static_cast<std::uint32_t>(said.initial_window_segments);
  }
  for (const Duration64& one : kTimings) {
    if (said.*one.said != SYNSPECT_UNKNOWN) c.timing.*one.field = Duration{said.*one.said};
  }
  return c;
}

}  // namespace synspect::plugin
