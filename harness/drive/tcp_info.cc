#include "harness/drive/tcp_info.h"

#include <chrono>
#include <utility>

#include "harness/script/snippet.h"

namespace synspect::drive {
namespace {

template <typename Number>
std::optional<std::int64_t> number(const std::optional<Number>& value) {
  if (!value) return std::nullopt;
  return static_cast<std::int64_t>(*value);
}
std::optional<std::int64_t> number(const std::optional<Duration>& value) {
  if (!value) return std::nullopt;
  return value->count();
}

using Read = std::optional<std::int64_t> (*)(const StackInfo&);
template <auto kMember>
std::optional<std::int64_t> read(const StackInfo& info) {
  return number(info.*kMember);
}

std::optional<std::int64_t> state_of(const StackInfo& info) {
  if (!info.state) return std::nullopt;
  return script::snippet_constant(script_name(*info.state));
}
std::optional<std::int64_t> last_received(const StackInfo& info) {
  if (!info.last_data_received) return std::nullopt;
  return std::chrono::duration_cast<std::chrono::milliseconds>(*info.last_data_received).count();
}

struct Row {
  std::string_view name;
  Read read;
};
constexpr Row kRows[] = {
    {"tcpi_state", state_of},
    {"tcpi_options", read<&StackInfo::options>},
    {"tcpi_snd_mss", read<&StackInfo::snd_mss>},
    {"tcpi_rcv_mss", read<&StackInfo::rcv_mss>},
    {"tcpi_advmss", read<&StackInfo::advmss>},
    {"tcpi_snd_cwnd", read<&StackInfo::cwnd_segments>},
    {"tcpi_snd_ssthresh", read<&StackInfo::ssthresh_segments>},
    {"tcpi_unacked", read<&StackInfo::unacked_segments>},
    {"tcpi_sacked", read<&StackInfo::sacked_segments>},
    {"tcpi_lost", read<&StackInfo::lost_segments>},
    {"tcpi_retransmits", read<&StackInfo::retransmits>},
    {"tcpi_total_retrans", read<&StackInfo::total_retransmits>},
    {"tcpi_probes", read<&StackInfo::probes>},
    {"tcpi_backoff", read<&StackInfo::backoff>},
    {"tcpi_ca_state", read<&StackInfo::ca_state>},
    {"tcpi_rto", read<&StackInfo::rto>},
    {"tcpi_rtt", read<&StackInfo::srtt>},
    {"tcpi_rttvar", read<&StackInfo::rttvar>},
    {"tcpi_min_rtt", read<&StackInfo::min_rtt>},
    {"tcpi_rcv_rtt", read<&StackInfo::rcv_rtt>},
    {"tcpi_busy_time", read<&StackInfo::busy_time>},
    {"tcpi_rwnd_limited", read<&StackInfo::rwnd_limited>},
    {"tcpi_sndbuf_limited", read<&StackInfo::sndbuf_limited>},
    {"tcpi_last_data_recv", last_received},
    {"tcpi_snd_wscale", read<&StackInfo::snd_wscale>},
    {"tcpi_rcv_wscale", read<&StackInfo::rcv_wscale>},
    {"tcpi_delivered", read<&StackInfo::delivered_segments>},
    {"tcpi_reordering", read<&StackInfo::reordering>},
    {"tcpi_reord_seen", read<&StackInfo::reorderings_seen>},
    {"tcpi_bytes_received", read<&StackInfo::bytes_received>},
    {"tcpi_snd_nxt", read<&StackInfo::snd_nxt>},
    {"tcpi_rcv_nxt", read<&StackInfo::rcv_nxt>},
    {"tcpi_snd_wnd", read<&StackInfo::snd_wnd>},
};

}  // namespace

std::string_view script_name(TcpState state) {
  switch (state) {
    case TcpState::kClosed:
      return "TCP_CLOSE";
    case TcpState::kListen:
      return "TCP_LISTEN";
    case TcpState::kSynSent:
      return "TCP_SYN_SENT";
    case TcpState::kSynReceived:
      return "TCP_SYN_RECV";
    case TcpState::kEstablished:
      return "TCP_ESTABLISHED";
    case TcpState::kFinWait1:
      return "TCP_FIN_WAIT1";
    case TcpState::kFinWait2:
      return "TCP_FIN_WAIT2";
    case TcpState::kCloseWait:
      return "TCP_CLOSE_WAIT";
    case TcpState::kClosing:
      return "TCP_CLOSING";
    case TcpState::kLastAck:
      return "TCP_LAST_ACK";
    case TcpState::kTimeWait:
      return "TCP_TIME_WAIT";
  }
  std::unreachable();
}

std::optional<std::int64_t> tcp_info(const StackInfo& info, std::string_view name) {
  for (const Row& row : kRows) {
    if (row.name == name) return row.read(info);
  }
  return std::nullopt;
}

}  // namespace synspect::drive
