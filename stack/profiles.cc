#include "stack/profiles.h"

#include <array>
#include <utility>

namespace synspect::tcp {
namespace {

constexpr std::array kProfiles = {
    NamedProfile{"rfc", "the strictest reading of RFC 9293 and its companions", kRfcProfile},
};

std::string text(Duration duration) {
  constexpr Duration kSecond{std::chrono::seconds{1}};
  if (duration % kSecond == Duration::zero()) return std::to_string(duration / kSecond) + " s";
  return std::to_string(duration.count()) + " us";
}
std::string text(bool on) { return on ? "on" : "off"; }
std::string text(std::uint32_t count, std::string_view unit) {
  return std::to_string(count) + " " + std::string{unit};
}
std::string_view text(CongestionAlgorithm algorithm) {
  switch (algorithm) {
    case CongestionAlgorithm::kReno:
      return "reno";
  }
  std::unreachable();
}
std::string_view text(OptionLayout layout) {
  switch (layout) {
    case OptionLayout::kPadded:
      return "padded";
    case OptionLayout::kLinux:
      return "linux";
    case OptionLayout::kFreebsd:
      return "freebsd";
  }
  std::unreachable();
}
std::string initial_window_text(const Profile& profile) {
  if (profile.initial_window == 0) return "2 to 4 segments";
  return text(profile.initial_window, "segments");
}

}  // namespace

std::span<const NamedProfile> profiles() { return kProfiles; }

std::optional<Profile> find_profile(std::string_view name) {
  for (const NamedProfile& entry : kProfiles) {
    if (entry.name == name) return entry.profile;
  }
  return std::nullopt;
}

std::vector<ProfileField> fields_of(const Profile& profile) {
  return {
      {"msl", text(profile.msl), "9293-3.4.2-b"},
      {"initial_rto", text(profile.initial_rto), "6298-2.1"},
      {"initial_rto_after_syn_loss", text(profile.initial_rto_after_syn_loss), "6298-5.7"},
      {"min_rto", text(profile.min_rto), "6298-2.4"},
      {"max_rto", text(profile.max_rto), "6298-2.5"},
      {"r1", text(profile.r1, "retransmissions"), "SHLD-10"},
      {"r2_data", text(profile.r2_data), "SHLD-11, 9293-3.9.1.1-c"},
      {"r2_syn", text(profile.r2_syn), "MUST-23"},
      {"override_timeout", text(profile.override_timeout), "9293-3.8.6.2.1-d"},
      {"nagle", text(profile.nagle), "SHLD-7, MUST-17"},
      {"hold_unpushed", text(profile.hold_unpushed), "MAY-15, MAY-16"},
      {"delayed_ack", text(profile.delayed_ack), "MUST-40, SHLD-18"},
      {"ack_every", text(profile.ack_every, "segments"), "SHLD-19"},
      {"blind_reset", text(profile.blind_reset), "5961-3.2-3"},
      {"blind_syn", text(profile.blind_syn), "5961-4.2-1"},
      {"blind_data", text(profile.blind_data), "MAY-12"},
      {"challenge_acks", text(profile.challenge_acks, "segments"), "5961-7-1, 5961-7-2"},
      {"challenge_interval", text(profile.challenge_interval), "5961-7-1, 5961-7-2"},
      {"rst_in_time_wait", text(profile.rst_in_time_wait), "9293-3.10.7.4-2-timewait"},
      {"keep_alive_idle", text(profile.keep_alive_idle), "MUST-27, MUST-28"},
      {"keep_alive_interval", text(profile.keep_alive_interval), "our choice"},
      {"keep_alive_count", text(profile.keep_alive_count, "probes"), "MUST-29"},
      {"keep_alive_garbage", text(profile.keep_alive_garbage), "SHLD-12, MAY-6"},
      {"user_timeout_option", text(profile.user_timeout_option), "5482-3-1"},
      {"user_timeout_least", text(profile.user_timeout_least), "5482-3-2, 5482-3.1-3"},
      {"user_timeout_most", text(profile.user_timeout_most), "5482-3-2"},
      {"hard_errors_abort", text(profile.hard_errors_abort), "SHLD-26, 5927-5.2-1"},
      {"soft_errors_end_open", text(profile.soft_errors_end_open, "SYNs"), "MUST-56, 5461-4.1-1"},
      {"path_mtu_hold_back", text(profile.path_mtu_hold_back), "5927-7.2-2"},
      {"receive_buffer", text(profile.receive_buffer, "octets"), "the largest window unscaled"},
      {"send_buffer", text(profile.send_buffer, "octets"), "our choice"},
      {"backlog", text(profile.backlog, "connections"), "our choice"},
      {"congestion_control", std::string{text(profile.congestion_control)}, "MUST-19, MAY-18"},
      {"initial_window", initial_window_text(profile), "5681-3.1-2, RFC 6928 2"},
      {"window_scale", text(profile.window_scale), "7323-2.3-1"},
      {"least_shift", text(profile.least_shift, "bits"), "7323-2.3-4"},
      {"timestamps", text(profile.timestamps), "7323-3.2-5"},
      {"sack", text(profile.sack), "2018-4-2"},
      {"option_layout", std::string{text(profile.option_layout)}, "MUST-5, MUST-64"},
      {"max_burst", text(profile.max_burst, "segments"), "our choice: bounded work per step"},
      {"ttl", text(profile.ttl, "hops"), "MUST-49"},
  };
}

}  // namespace synspect::tcp
