// The members of tcp_info that a snippet may ask for (LANGUAGE.md section 15).
#pragma once

#include <algorithm>
#include <iterator>
#include <string_view>

namespace synspect::script {

inline constexpr std::string_view kTcpInfoNames[] = {
    "tcpi_state",      "tcpi_options",        "tcpi_snd_mss",        "tcpi_rcv_mss",
    "tcpi_advmss",     "tcpi_snd_cwnd",       "tcpi_snd_ssthresh",   "tcpi_unacked",
    "tcpi_sacked",     "tcpi_lost",           "tcpi_retransmits",    "tcpi_total_retrans",
    "tcpi_probes",     "tcpi_backoff",        "tcpi_ca_state",       "tcpi_rto",
    "tcpi_rtt",        "tcpi_rttvar",         "tcpi_min_rtt",        "tcpi_rcv_rtt",
    "tcpi_busy_time",  "tcpi_rwnd_limited",   "tcpi_sndbuf_limited", "tcpi_last_data_recv",
    "tcpi_snd_wscale", "tcpi_rcv_wscale",     "tcpi_delivered",      "tcpi_reordering",
    "tcpi_reord_seen", "tcpi_bytes_received", "tcpi_snd_nxt",        "tcpi_rcv_nxt",
    "tcpi_snd_wnd"};

[[nodiscard]] constexpr bool is_tcp_info_name(std::string_view name) {
  return std::ranges::find(kTcpInfoNames, name) != std::end(kTcpInfoNames);
}

}  // namespace synspect::script
