#include "stack/profiles.h"

#include <array>
#include <cstdlib>

#include "stack/profile_fields.h"

namespace synspect::tcp {
namespace {

// What passive observers tell the two stacks apart by, as the packetdrill scripts written for them
// assert it.
constexpr Habit kLinuxHabits[] = {
    {"option_layout", "linux", "SYN: mss, sackOK, TS, nop, wscale; SYN,ACK in the same order"},
    {"window_scale", "on", "SYN: wscale 8"},
    {"least_shift", "8", "SYN: wscale 8"},
    {"timestamps", "on", "SYN: TS"},
    {"sack", "on", "SYN: sackOK"},
    {"initial_window", "10", "ten segments at first (RFC 6928 2)"},
    {"syn_cookies", "on", "net.ipv4.tcp_syncookies is 1 by default: on overflow of the backlog"},
    {"source_route", "off", "accept_source_route is 0 by default (ip-sysctl)"},
    {"msl", "30 s", "TIME-WAIT is TCP_TIMEWAIT_LEN, 60 s (include/net/tcp.h)"},
    {"min_rto", "200 ms", "TCP_RTO_MIN (include/net/tcp.h)"},
    {"max_rto", "120 s", "TCP_RTO_MAX (include/net/tcp.h)"},
    {"syn_retries", "6", "tcp_syn_retries (ip-sysctl): gives up after 127 s"},
    {"syn_ack_retries", "5", "tcp_synack_retries (ip-sysctl): gives up after 63 s"},
    {"r2_data", "924600 ms", "tcp_retries2 15 (ip-sysctl): 924.6 s at the least"},
    {"challenge_acks", "1", "tcp_invalid_ratelimit (ip-sysctl): one in 500 ms, each connection"},
    {"challenge_interval", "500 ms", "tcp_invalid_ratelimit (ip-sysctl)"},
    {"delayed_ack", "40 ms", "40 ms, after a phase of quick ACKs that this core does not have"},
};
constexpr Habit kFreebsdHabits[] = {
    {"option_layout", "freebsd", "SYN: mss, nop, wscale, sackOK, TS"},
    {"window_scale", "on", "SYN: wscale 6"},
    {"least_shift", "6", "SYN: wscale 6"},
    {"timestamps", "on", "SYN: TS"},
    {"sack", "on", "SYN: sackOK"},
    {"syn_cookies", "on", "net.inet.tcp.syncookies is 1 by default"},
    {"receive_buffer", "65536", "SO_RCVBUF is 65536 by default"},
    {"source_route", "off", "net.inet.ip.accept_sourceroute is 0 by default (inet(4))"},
    {"buffer_in_segments", "on", "65700 for segments of 1460 octets"},
    {"initial_window", "10", "net.inet.tcp.initcwnd_segments (tcp(4))"},
    {"msl", "30 s", "net.inet.tcp.msl (tcp(4))"},
    {"min_rto", "30 ms", "net.inet.tcp.rexmit_min (tcp(4))"},
    {"max_rto", "64 s", "TCPTV_REXMTMAX (netinet/tcp_timer.h)"},
    {"r2_syn", "75 s", "net.inet.tcp.keepinit (tcp(4))"},
    {"syn_ack_retries", "3", "net.inet.tcp.syncache.rexmtlimit (syncache(4))"},
    {"data_retries", "12", "TCP_MAXRXTSHIFT (netinet/tcp_timer.h)"},
    {"keep_alive_count", "8", "net.inet.tcp.keepcnt (tcp(4))"},
    {"delayed_ack", "100 ms", "TCPTV_DELACK, hz/10 (netinet/tcp_timer.h)"},
};

// Strict as ever, with every extension switched on: what a campaign drives besides `rfc`.
constexpr Habit kFullHabits[] = {
    {"window_scale", "on", "7323-2.2-1"},
    {"least_shift", "3", "so that scaling is seen with small buffers"},
    {"timestamps", "on", "7323-3.2-1"},
    {"sack", "on", "2018-2-1"},
    {"user_timeout_option", "on", "5482-3-1"},
    {"fast_open", "on", "RFC 7413; still the application asks for it"},
    {"ecn", "request", "SHLD-8"},
};

Profile made_of(std::span<const Habit> habits) {
  Profile profile = kRfcProfile;
  for (const Habit& habit : habits) {
    if (set_field(profile, habit.field, habit.value)) std::abort();  // the table is at fault
  }
  return profile;
}

}  // namespace

std::span<const NamedProfile> profiles() {
  static const std::array kAll = {
      NamedProfile{"rfc", "the strictest reading of RFC 9293 and its companions", {}, kRfcProfile},
      NamedProfile{"full", "rfc with every extension switched on", kFullHabits,
                   made_of(kFullHabits)},
      NamedProfile{"linux", "habits of Linux, where the RFCs leave a choice", kLinuxHabits,
                   made_of(kLinuxHabits)},
      NamedProfile{"freebsd", "habits of FreeBSD, where the RFCs leave a choice", kFreebsdHabits,
                   made_of(kFreebsdHabits)},
  };
  return kAll;
}

std::optional<Profile> find_profile(std::string_view name) {
  for (const NamedProfile& entry : profiles()) {
    if (entry.name == name) return entry.profile;
  }
  return std::nullopt;
}

}  // namespace synspect::tcp
