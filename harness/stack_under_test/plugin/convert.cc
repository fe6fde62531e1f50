#include "harness/stack_under_test/plugin/convert.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace synspect::plugin {
namespace {

// The header repeats the numbers of user_call.h; first and last of each row hold them together.
template <class Enum>
constexpr bool same(Enum ours, int theirs) {
  return static_cast<int>(ours) == theirs;
}
static_assert(same(CallError::kNotSupported, SYNSPECT_NOT_SUPPORTED));
static_assert(same(CallError::kWouldBlock, SYNSPECT_WOULD_BLOCK));
static_assert(same(CallError::kDestinationRequired, SYNSPECT_DESTINATION_REQUIRED));
static_assert(same(CallError::kIllegal, SYNSPECT_RFC_ILLEGAL));
static_assert(same(CallError::kUserTimeout, SYNSPECT_RFC_USER_TIMEOUT));
static_assert(same(TcpState::kClosed, SYNSPECT_CLOSED));
static_assert(same(TcpState::kTimeWait, SYNSPECT_TIME_WAIT));
static_assert(same(Signal::kReadable, SYNSPECT_SIGNAL_READABLE));
static_assert(same(Signal::kClosed, SYNSPECT_SIGNAL_CLOSED));
static_assert(same(call::Option::kReuseAddress, SYNSPECT_OPTION_REUSE_ADDRESS));
static_assert(same(call::Option::kFastOpen, SYNSPECT_OPTION_FAST_OPEN));
static_assert(same(call::ShutdownHow::kBoth, 2) && same(call::ShutdownHow::kRead, 0));
static_assert(std::variant_size_v<UserCall> == SYNSPECT_CALL_POLL + 1);

// Fills what its kind uses; the kind is the place in the variant, which is that of the header.
struct Fill {
  synspect_call& c;

  void data(std::span<const std::byte> octets) const {
    c.data = reinterpret_cast<const std::uint8_t*>(octets.data());
    c.data_size = octets.size();
  }
  void flag(bool set, std::uint32_t bit) const { c.flags |= set ? bit : 0; }
  void timeout(std::optional<Duration> r2) const {
    if (r2) c.timeout_us = r2->count();
  }

  void operator()(const call::Socket& call) const { c.value = std::to_underlying(call.version); }
  void operator()(const call::Bind& call) const { c.local = to_c(call.address); }
  void operator()(const call::Listen& call) const { c.value = call.backlog; }
  void operator()(const call::Accept&) const {}
  void operator()(const call::Connect& call) const { c.remote = to_c(call.remote); }
  void operator()(const call::Send& call) const {
    data(call.data);
    if (call.to) c.remote = to_c(*call.to);
    flag(call.fast_open, SYNSPECT_FLAG_FAST_OPEN);
    flag(call.urgent, SYNSPECT_FLAG_URGENT);
    flag(call.more, SYNSPECT_FLAG_MORE);
  }
  void operator()(const call::Receive& call) const {
    c.max = call.max;
    flag(call.peek, SYNSPECT_FLAG_PEEK);
  }
  void operator()(const call::Shutdown& call) const { c.value = std::to_underlying(call.how); }
  void operator()(const call::Close&) const {}
  void operator()(const call::SetOption& call) const {
    c.option = std::to_underlying(call.option);
    c.value = call.value;
  }
  void operator()(const call::GetOption& call) const { c.option = std::to_underlying(call.option); }
  void operator()(const call::Name&) const {}
  void operator()(const call::Open& call) const {
    c.local = to_c(call.local);
    if (call.remote) c.remote = to_c(*call.remote);
    flag(call.active, SYNSPECT_FLAG_ACTIVE);
    timeout(call.timeout);
    if (call.diffserv) c.diffserv = *call.diffserv;
  }
  void operator()(const call::RfcSend& call) const {
    data(call.data);
    flag(call.push, SYNSPECT_FLAG_PUSH);
    flag(call.urgent, SYNSPECT_FLAG_URGENT);
    timeout(call.timeout);
  }
  void operator()(const call::RfcReceive& call) const { c.max = call.max; }
  void operator()(const call::RfcClose&) const {}
  void operator()(const call::Abort&) const {}
  void operator()(const call::Status&) const {}
  void operator()(const call::Poll& call) const { c.value = call.events; }
};

using Fault = std::unexpected<std::string>;

std::string number(std::int64_t value) { return std::to_string(value); }

bool makes_handle(std::uint32_t kind) {
  return kind == SYNSPECT_CALL_SOCKET || kind == SYNSPECT_CALL_ACCEPT || kind == SYNSPECT_CALL_OPEN;
}
bool receives(std::uint32_t kind) {
  return kind == SYNSPECT_CALL_RECEIVE || kind == SYNSPECT_CALL_RFC_RECEIVE;
}
bool sends(std::uint32_t kind) {
  return kind == SYNSPECT_CALL_SEND || kind == SYNSPECT_CALL_RFC_SEND;
}

// What is wrong with the value of a call that went well.
std::string fault_in_value(const synspect_call& call, const synspect_result& result) {
  const std::int64_t value = result.value;
  if (makes_handle(call.kind) && (value < 0 || value > std::numeric_limits<std::int32_t>::max())) {
    return "the new handle " + number(value);
  }
  const auto within = [value](std::size_t most) {
    return value >= 0 && static_cast<std::uint64_t>(value) <= most;
  };
  if (sends(call.kind) && !within(call.data_size)) {
    return number(value) + " octets taken of " + std::to_string(call.data_size);
  }
  if (receives(call.kind) && !within(call.max)) {
    return number(value) + " octets delivered where " + std::to_string(call.max) + " were asked";
  }
  if (receives(call.kind) && value > 0 && result.data == nullptr) {
    return "octets delivered, but data is NULL";
  }
  return {};
}

std::expected<SocketAddress, std::string> from_c(const synspect_address& c) {
  if (c.version != 4 && c.version != 6) return Fault{"an address of version " + number(c.version)};
  SocketAddress address;
  address.ip.version = static_cast<IpVersion>(c.version);
  std::copy_n(c.octets, address.ip.size(), address.ip.octets.begin());
  address.port = c.port;
  return address;
}

}  // namespace

synspect_address to_c(const IpAddress& ip) {
  synspect_address c{};
  c.version = std::to_underlying(ip.version);
  std::ranges::copy(ip.octets, c.octets);
  return c;
}

synspect_address to_c(const SocketAddress& address) {
  synspect_address c = to_c(address.ip);
  c.port = address.port;
  return c;
}

synspect_call to_c(const UserCall& call) {
  synspect_call c{};
  c.size = sizeof c;
  c.kind = static_cast<std::uint32_t>(call.index());
  c.handle = std::to_underlying(handle_of(call));
  c.timeout_us = -1;
  c.diffserv = -1;
  std::visit(Fill{c}, call);
  return c;
}

std::optional<CallError> error_of(std::int32_t number) {
  const bool known = number == SYNSPECT_OK || number == SYNSPECT_NOT_SUPPORTED ||
                     (number >= SYNSPECT_WOULD_BLOCK && number <= SYNSPECT_DESTINATION_REQUIRED) ||
                     (number >= SYNSPECT_RFC_ILLEGAL && number <= SYNSPECT_RFC_USER_TIMEOUT);
  if (!known) return std::nullopt;
  return static_cast<CallError>(number);
}

std::optional<Signal> signal_of(std::int32_t number) {
  if (number < SYNSPECT_SIGNAL_READABLE || number > SYNSPECT_SIGNAL_CLOSED) return std::nullopt;
  return static_cast<Signal>(number);
}

synspect_result unknown_result() {
  synspect_result r{};
  r.size = sizeof r;
  r.error = SYNSPECT_NOT_SUPPORTED;
  r.value = -1;
  r.state = -1;
  r.urgent_ahead = -1;
  return r;
}

std::expected<CallResult, std::string> from_c(const synspect_call& call,
                                              const synspect_result& result) {
  const std::optional<CallError> error = error_of(result.error);
  if (!error) return Fault{"the error number " + number(result.error)};
  CallResult out =
      *error == CallError::kNone ? CallResult::of(result.value) : CallResult::failed(*error);
  if (*error == CallError::kNone) {
    if (std::string fault = fault_in_value(call, result); !fault.empty()) return Fault{fault};
    if (receives(call.kind) && result.value > 0) {
      out.data = std::as_bytes(std::span{result.data, static_cast<std::size_t>(result.value)});
    }
  }
  if ((result.flags & ~(SYNSPECT_RESULT_END_OF_STREAM | SYNSPECT_RESULT_PUSH)) != 0) {
    return Fault{"an unknown bit in the flags of a result"};
  }
  out.end_of_stream = (result.flags & SYNSPECT_RESULT_END_OF_STREAM) != 0;
  out.push = (result.flags & SYNSPECT_RESULT_PUSH) != 0;
  if (result.state < -1 || result.state > SYNSPECT_TIME_WAIT) {
    return Fault{"the state " + number(result.state)};
  }
  if (result.state != -1) out.state = static_cast<TcpState>(result.state);
  if (result.urgent_ahead < -1 || result.urgent_ahead > std::numeric_limits<std::uint32_t>::max()) {
    return Fault{"the urgent mark " + number(result.urgent_ahead) + " octets ahead"};
  }
  if (result.urgent_ahead != -1) {
    out.urgent_ahead = static_cast<std::uint32_t>(result.urgent_ahead);
  }
  if (result.local.version != 0 || result.remote.version != 0) {
    const auto local = from_c(result.local);
    if (!local) return Fault{local.error()};
    const auto remote = from_c(result.remote);
    if (!remote) return Fault{remote.error()};
    out.connection = FourTuple{*local, *remote};
  }
  return out;
}

std::expected<StackInfo, std::string> from_c(const synspect_info& info) {
  if ((info.known & ~SYNSPECT_INFO_ALL) != 0) return Fault{"an unknown bit in what info() knows"};
  const auto has = [&](std::uint32_t bit) { return (info.known & bit) != 0; };
  StackInfo out;
  if (has(SYNSPECT_INFO_STATE)) {
    if (info.state > SYNSPECT_TIME_WAIT) return Fault{"the state " + number(info.state)};
    out.state = static_cast<TcpState>(info.state);
  }
  if (has(SYNSPECT_INFO_OPTIONS)) {
    if (info.options > 255) return Fault{"the options " + number(info.options)};
    out.options = static_cast<std::uint8_t>(info.options);
  }
  if (has(SYNSPECT_INFO_WINDOW_SCALES)) {
    const std::uint16_t larger = std::max(info.snd_wscale, info.rcv_wscale);
    if (larger > 14) return Fault{"the window scale " + number(larger)};
    out.snd_wscale = static_cast<std::uint8_t>(info.snd_wscale);
    out.rcv_wscale = static_cast<std::uint8_t>(info.rcv_wscale);
  }
  const auto take = [&](std::uint32_t bit, std::uint32_t value, std::optional<std::uint32_t>& to) {
    if (has(bit)) to = value;
  };
  take(SYNSPECT_INFO_SND_UNA, info.snd_una, out.snd_una);
  take(SYNSPECT_INFO_SND_NXT, info.snd_nxt, out.snd_nxt);
  take(SYNSPECT_INFO_RCV_NXT, info.rcv_nxt, out.rcv_nxt);
  take(SYNSPECT_INFO_SND_WND, info.snd_wnd, out.snd_wnd);
  take(SYNSPECT_INFO_RCV_WND, info.rcv_wnd, out.rcv_wnd);
  take(SYNSPECT_INFO_SND_MSS, info.snd_mss, out.snd_mss);
  take(SYNSPECT_INFO_RCV_MSS, info.rcv_mss, out.rcv_mss);
  take(SYNSPECT_INFO_ADVMSS, info.advmss, out.advmss);
  take(SYNSPECT_INFO_CWND_SEGMENTS, info.cwnd_segments, out.cwnd_segments);
  take(SYNSPECT_INFO_SSTHRESH_SEGMENTS, info.ssthresh_segments, out.ssthresh_segments);
  take(SYNSPECT_INFO_UNACKED_SEGMENTS, info.unacked_segments, out.unacked_segments);
  take(SYNSPECT_INFO_RETRANSMITS, info.retransmits, out.retransmits);
  take(SYNSPECT_INFO_BACKOFF, info.backoff, out.backoff);
  take(SYNSPECT_INFO_SACKED_SEGMENTS, info.sacked_segments, out.sacked_segments);
  take(SYNSPECT_INFO_PROBES, info.probes, out.probes);
  if (has(SYNSPECT_INFO_CA_STATE)) {
    if (info.ca_state > 4) return Fault{"the congestion state " + number(info.ca_state)};
    out.ca_state = static_cast<std::uint8_t>(info.ca_state);
  }
  const struct {
    std::uint32_t bit;
    std::int64_t micros;
    std::optional<Duration>& to;
  } durations[] = {{SYNSPECT_INFO_RTO, info.rto_us, out.rto},
                   {SYNSPECT_INFO_SRTT, info.srtt_us, out.srtt},
                   {SYNSPECT_INFO_RTTVAR, info.rttvar_us, out.rttvar}};
  for (const auto& one : durations) {
    if (!has(one.bit)) continue;
    if (one.micros < 0) return Fault{"a negative duration in info()"};
    one.to = Duration{one.micros};
  }
  return out;
}

}  // namespace synspect::plugin
