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
    {"source_route", "off", "accept_source_route is 0 by default (ip-sysctl)"},
    {"delayed_ack", "40 ms", "40 ms, after a phase of quick ACKs that this core does not have"},
};
constexpr Habit kFreebsdHabits[] = {
    {"option_layout", "freebsd", "SYN: mss, nop, wscale, sackOK, TS"},
    {"window_scale", "on", "SYN: wscale 6"},
    {"least_shift", "6", "SYN: wscale 6"},
    {"timestamps", "on", "SYN: TS"},
    {"sack", "on", "SYN: sackOK"},
    {"receive_buffer", "65536", "SO_RCVBUF is 65536 by default"},
    {"source_route", "off", "net.inet.ip.accept_sourceroute is 0 by default (inet(4))"},
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
