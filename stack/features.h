// What of TCP this core has and what it lacks, so that nothing missing passes for conforming.
#pragma once

#include <array>
#include <string_view>

namespace synspect::tcp {

struct Feature {
  std::string_view name;
  std::string_view place;   // where it is, or where it will be
  std::string_view source;  // clause ids or RFC
  bool implemented;
};

inline constexpr std::array kFeatures = {
    Feature{"three-way handshake, simultaneous open", "stack/segment_arrives", "9293-3.5, MUST-10",
            true},
    Feature{"orderly, half and simultaneous close", "stack/segment_arrives", "9293-3.6, MUST-13",
            true},
    Feature{"reset generation and processing", "stack/segment_arrives", "9293-3.5.2, 9293-3.5.3",
            true},
    Feature{"blind reset, SYN and data defence", "stack/segment_arrives", "RFC 5961 3 to 5, MAY-12",
            true},
    Feature{"MSS option", "stack/segment_arrives/peer_syn.cc", "MUST-14, MUST-15, MUST-16", true},
    Feature{"retransmission timer", "stack/timers/retransmission.cc", "RFC 6298, MUST-18", true},
    Feature{"R1 advice, R2 and user timeout", "stack/timers/retransmission.cc",
            "MUST-20, MUST-21, MUST-23, SHLD-9", true},
    Feature{"silly-window avoidance, sender", "stack/send/next_segment.cc", "MUST-38", true},
    Feature{"Nagle", "stack/send/next_segment.cc", "SHLD-7, MUST-17", true},
    Feature{"zero-window probing", "stack/timers/persist.cc", "MUST-34 to MUST-37", true},
    Feature{"reopening from TIME-WAIT", "stack/host/arrive.cc", "MAY-2, 9293-3.6.1", true},
    Feature{"silly-window avoidance, receiver", "stack/receive/window.h", "MUST-39", true},
    Feature{"challenge ACK rate limit", "stack/segment_arrives/challenge.h", "5961-7-1 to 5961-7-3",
            true},
    Feature{"out-of-order reassembly", "stack/receive/reassembly.h", "SHLD-31", true},
    Feature{"delayed ACK", "stack/timers/delayed_ack.h", "SHLD-18, SHLD-19, MUST-40", true},
    Feature{"urgent data, sent", "stack/send/emit.cc", "MUST-30, MUST-31, MUST-62", true},
    Feature{"urgent data, received", "stack/segment_arrives/urg_check.h", "MUST-31 to MUST-33",
            true},
    Feature{"congestion control", "stack/send/congestion.h", "RFC 5681, RFC 6928, MUST-19", true},
    Feature{"fast retransmit and recovery", "stack/send/recovery.h", "RFC 5681, RFC 6582, RFC 3042",
            true},
    Feature{"window scale (profile rfc: off)", "stack/receive/window.h", "RFC 7323 2", true},
    Feature{"timestamps, PAWS (profile rfc: off)", "stack/timestamps.h", "RFC 7323 3 to 5", true},
    Feature{"selective acknowledgment (profile rfc: off)",
            "stack/receive/sack_report.h, stack/send/sack_recovery.h",
            "RFC 2018, RFC 2883, RFC 6675", true},
    Feature{"ICMP errors", "stack/icmp/icmp_arrives.cc",
            "MUST-47, MUST-54 to MUST-56, SHLD-25, SHLD-26, RFC 5927 4 and 5", true},
    Feature{"keep-alive (off until the user asks)", "stack/timers/keep_alive.cc",
            "MUST-24 to MUST-29", true},
    Feature{"user timeout option (profile rfc: off)", "stack/timers/user_timeout.cc", "RFC 5482",
            true},
    Feature{"Fast Open (all profiles: off)", "stack/fast_open", "RFC 7413", true},
    Feature{"SYN cookies (profile rfc: off)", "stack/host/syn_cookie.h", "RFC 4987 3.6", true},
    Feature{"explicit congestion notification", "stack/ecn", "SHLD-8, RFC 3168", true},
    Feature{"Diffserv", "stack/host", "MUST-48, SHLD-21, SHLD-22", true},
    Feature{"source routes of IPv4", "stack/host/routes.cc", "MUST-51 to MUST-53, SHLD-24", true},
    Feature{"path MTU discovery", "stack/send/path_mtu.cc", "9293-3.7.2-a, RFC 5927 7.2", true},
    Feature{"TIME-WAIT cut short by timestamps", "stack/host/arrive.cc", "SHLD-4, RFC 6191", true},
    Feature{"PUSH told to the user", "stack/receive", "MAY-17, 9293-3.10.7.4-7f", false},
    Feature{"FLUSH call", "stack/calls", "MAY-14", false},
    Feature{"text, URG and FIN on a SYN", "stack/segment_arrives/text.cc",
            "9293-3.10.7.2-e, 9293-3.5-d", true},
};

}  // namespace synspect::tcp
