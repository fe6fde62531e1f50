// Our own core through the plug-in interface: whatever a run shows with the built-in stack it must
// show through this one, too. It is also the example of a plug-in that uses the whole interface.
#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <utility>

#include "harness/stack_under_test/plugin/synspect_stack.h"
#include "harness/stack_under_test/reference/reference_stack.h"

using namespace synspect;

struct synspect_instance {
  std::unique_ptr<StackUnderTest> stack = make_reference_stack();
  StackOutput output;
  std::string error;
};

namespace {

using Instance = synspect_instance;

Time time_of(std::int64_t micros) { return Time{Duration{micros}}; }
std::int64_t micros_of(Time time) { return time.time_since_epoch().count(); }

IpAddress ip_of(const synspect_address& c) {
  IpAddress ip;
  ip.version = static_cast<IpVersion>(c.version);
  std::copy_n(c.octets, ip.octets.size(), ip.octets.begin());
  return ip;
}
SocketAddress address_of(const synspect_address& c) { return {ip_of(c), c.port}; }
std::optional<SocketAddress> maybe_address_of(const synspect_address& c) {
  if (c.version == 0) return std::nullopt;
  return address_of(c);
}
synspect_address c_of(const SocketAddress& address) {
  synspect_address c{};
  c.version = std::to_underlying(address.ip.version);
  c.port = address.port;
  std::ranges::copy(address.ip.octets, c.octets);
  return c;
}

void describe(const Instance* instance, synspect_description* out) {
  static const Instance fresh;
  const Capabilities& c = (instance == nullptr ? fresh : *instance).stack->capabilities();
  out->name = c.stack.c_str();
  out->version = c.version.c_str();
  const struct {
    bool can;
    std::uint32_t bit;
  } controls[] = {{c.controls.virtual_time, SYNSPECT_CAN_VIRTUAL_TIME},
                  {c.controls.deterministic, SYNSPECT_CAN_DETERMINISTIC},
                  {c.controls.info, SYNSPECT_CAN_INFO},
                  {c.controls.events, SYNSPECT_CAN_EVENTS},
                  {c.controls.socket_calls, SYNSPECT_CAN_SOCKET_CALLS},
                  {c.controls.rfc_calls, SYNSPECT_CAN_RFC_CALLS},
                  {c.controls.open_on_listen, SYNSPECT_CAN_OPEN_ON_LISTEN},
                  {c.controls.push, SYNSPECT_CAN_PUSH},
                  {c.controls.urgent, SYNSPECT_CAN_URGENT},
                  {c.controls.half_close, SYNSPECT_CAN_HALF_CLOSE},
                  {c.controls.forced_isn, SYNSPECT_CAN_FORCED_ISN},
                  {c.controls.settable_msl, SYNSPECT_CAN_SETTABLE_MSL},
                  {c.controls.ipv4, SYNSPECT_CAN_IPV4},
                  {c.controls.ipv6, SYNSPECT_CAN_IPV6}};
  for (const auto& one : controls) out->controls |= one.can ? one.bit : 0;
  const Features& f = c.features;
  const struct {
    std::optional<bool> has;
    std::uint32_t bit;
  } features[] = {{f.window_scale, SYNSPECT_HAS_WINDOW_SCALE},
                  {f.timestamps, SYNSPECT_HAS_TIMESTAMPS},
                  {f.sack, SYNSPECT_HAS_SACK},
                  {f.ecn, SYNSPECT_HAS_ECN},
                  {f.fast_open, SYNSPECT_HAS_FAST_OPEN},
                  {f.syn_cookies, SYNSPECT_HAS_SYN_COOKIES},
                  {f.blind_reset, SYNSPECT_HAS_BLIND_RESET},
                  {f.blind_syn, SYNSPECT_HAS_BLIND_SYN},
                  {f.blind_data, SYNSPECT_HAS_BLIND_DATA},
                  {f.time_wait_reuse, SYNSPECT_HAS_TIME_WAIT_REUSE},
                  {f.rst_in_time_wait, SYNSPECT_HAS_RST_IN_TIME_WAIT},
                  {f.keep_alive, SYNSPECT_HAS_KEEP_ALIVE},
                  {f.limited_challenge, SYNSPECT_HAS_LIMITED_CHALLENGE},
                  {f.half_duplex_close, SYNSPECT_HAS_HALF_DUPLEX_CLOSE},
                  {f.rack_tlp, SYNSPECT_HAS_RACK_TLP},
                  {f.f_rto, SYNSPECT_HAS_F_RTO},
                  {f.prr, SYNSPECT_HAS_PRR},
                  {f.cubic, SYNSPECT_HAS_CUBIC},
                  {f.abe, SYNSPECT_HAS_ABE},
                  {f.accurate_ecn, SYNSPECT_HAS_ACCURATE_ECN},
                  {f.limited_transmit, SYNSPECT_HAS_LIMITED_TRANSMIT}};
  for (const auto& one : features) {
    out->features_known |= one.has ? one.bit : 0;
    out->features |= one.has.value_or(false) ? one.bit : 0;
  }
  if (f.initial_window_segments) out->initial_window_segments = *f.initial_window_segments;
  const Timing& t = c.timing;
  const struct {
    std::optional<Duration> from;
    std::int64_t& to;
  } timings[] = {{t.msl, out->msl_us},
                 {t.initial_rto, out->initial_rto_us},
                 {t.min_rto, out->min_rto_us},
                 {t.max_rto, out->max_rto_us},
                 {t.delayed_ack_max, out->delayed_ack_max_us},
                 {t.r2_data, out->r2_data_us},
                 {t.r2_syn, out->r2_syn_us},
                 {t.user_timeout, out->user_timeout_us},
                 {t.r1, out->r1_us},
                 {t.keep_alive_idle, out->keep_alive_idle_us},
                 {t.max_probe_interval, out->max_probe_interval_us},
                 {t.retransmission_granularity, out->retransmission_granularity_us},
                 {t.delayed_ack_granularity, out->delayed_ack_granularity_us},
                 {t.time_wait_granularity, out->time_wait_granularity_us}};
  for (const auto& one : timings) {
    if (one.from) one.to = one.from->count();
  }
}

std::int32_t reset(Instance* instance, const synspect_config* c) {
  ResetConfig config;
  config.seed = c->seed;
  for (std::size_t i = 0; i < c->address_count; ++i) {
    config.addresses.push_back(ip_of(c->addresses[i]));
  }
  config.mtu = c->mtu;
  config.profile = c->profile;
  config.forced_isns.assign(c->forced_isns, c->forced_isns + c->forced_isn_count);
  if (c->msl_us != -1) config.msl = Duration{c->msl_us};
  for (std::size_t i = 0; i < c->knob_count; ++i) {
    config.knobs.emplace_back(c->knobs[i].name, c->knobs[i].value);
  }
  const auto done = instance->stack->reset(config);
  if (!done) {
    instance->error = done.error().what;
    // The harness puts the name in front.
    if (const std::string name = "reference: "; instance->error.starts_with(name)) {
      instance->error.erase(0, name.size());
    }
  }
  return done ? 0 : 1;
}

std::int64_t next_deadline(const Instance* instance) {
  const std::optional<Time> due = instance->stack->next_deadline();
  return due ? micros_of(*due) : -1;
}
std::int64_t advance_to(Instance* instance, std::int64_t limit) {
  return micros_of(instance->stack->advance_to(time_of(limit)));
}
void inject(Instance* instance, const std::uint8_t* datagram, std::size_t length) {
  instance->stack->inject(std::as_bytes(std::span{datagram, length}));
}

std::int32_t poll_output(Instance* instance, synspect_output* out) {
  StackOutput& taken = instance->output;
  if (!instance->stack->poll(taken)) return 0;
  out->at_us = micros_of(taken.at);
  if (taken.kind == StackOutput::Kind::kSignal) {
    out->kind = SYNSPECT_OUTPUT_SIGNAL;
    out->handle = std::to_underlying(taken.handle);
    out->signal = std::to_underlying(taken.signal);
    out->reason = std::to_underlying(taken.reason);
    return 1;
  }
  out->length = taken.octets.size();
  if (out->length != 0) std::memcpy(out->buffer, taken.octets.data(), out->length);
  return 1;
}

// Nothing: a kind of call that is not known here.
std::optional<UserCall> call_of(const synspect_call& c) {
  const Handle handle{c.handle};
  const std::span<const std::byte> data = std::as_bytes(std::span{c.data, c.data_size});
  const auto flag = [&](std::uint32_t bit) { return (c.flags & bit) != 0; };
  const auto timeout = c.timeout_us == -1 ? std::nullopt : std::optional{Duration{c.timeout_us}};
  const auto option = static_cast<call::Option>(c.option);
  switch (c.kind) {
    case SYNSPECT_CALL_SOCKET:
      return call::Socket{static_cast<IpVersion>(c.value)};
    case SYNSPECT_CALL_BIND:
      return call::Bind{handle, address_of(c.local)};
    case SYNSPECT_CALL_LISTEN:
      return call::Listen{handle, static_cast<std::int32_t>(c.value)};
    case SYNSPECT_CALL_ACCEPT:
      return call::Accept{handle};
    case SYNSPECT_CALL_CONNECT:
      return call::Connect{handle, address_of(c.remote)};
    case SYNSPECT_CALL_SEND:
      return call::Send{.socket = handle,
                        .data = data,
                        .to = maybe_address_of(c.remote),
                        .fast_open = flag(SYNSPECT_FLAG_FAST_OPEN),
                        .urgent = flag(SYNSPECT_FLAG_URGENT),
                        .more = flag(SYNSPECT_FLAG_MORE)};
    case SYNSPECT_CALL_RECEIVE:
      return call::Receive{handle, c.max, flag(SYNSPECT_FLAG_PEEK)};
    case SYNSPECT_CALL_SHUTDOWN:
      return call::Shutdown{handle, static_cast<call::ShutdownHow>(c.value)};
    case SYNSPECT_CALL_CLOSE:
      return call::Close{handle};
    case SYNSPECT_CALL_SET_OPTION:
      return call::SetOption{handle, option, c.value};
    case SYNSPECT_CALL_GET_OPTION:
      return call::GetOption{handle, option};
    case SYNSPECT_CALL_NAME:
      return call::Name{handle};
    case SYNSPECT_CALL_OPEN: {
      call::Open open;
      open.local = address_of(c.local);
      open.remote = maybe_address_of(c.remote);
      open.active = flag(SYNSPECT_FLAG_ACTIVE);
      open.timeout = timeout;
      if (c.diffserv != -1) open.diffserv = static_cast<std::uint8_t>(c.diffserv);
      open.existing = handle;
      return open;
    }
    case SYNSPECT_CALL_RFC_SEND:
      return call::RfcSend{handle, data, flag(SYNSPECT_FLAG_PUSH), flag(SYNSPECT_FLAG_URGENT),
                           timeout};
    case SYNSPECT_CALL_RFC_RECEIVE:
      return call::RfcReceive{handle, c.max};
    case SYNSPECT_CALL_RFC_CLOSE:
      return call::RfcClose{handle};
    case SYNSPECT_CALL_ABORT:
      return call::Abort{handle};
    case SYNSPECT_CALL_STATUS:
      return call::Status{handle};
    case SYNSPECT_CALL_POLL:
      return call::Poll{handle, static_cast<std::uint16_t>(c.value)};
    default:  // a number, not one of our enumerations
      return std::nullopt;
  }
}

void call(Instance* instance, const synspect_call* asked, synspect_result* out) {
  const std::optional<UserCall> user_call = call_of(*asked);
  if (!user_call) return;
  const CallResult result = instance->stack->call(*user_call);
  out->error = std::to_underlying(result.error);
  out->value = result.value;
  out->data = reinterpret_cast<const std::uint8_t*>(result.data.data());
  if (result.end_of_stream) out->flags |= SYNSPECT_RESULT_END_OF_STREAM;
  if (result.push) out->flags |= SYNSPECT_RESULT_PUSH;
  if (result.state) out->state = std::to_underlying(*result.state);
  if (result.urgent_ahead) out->urgent_ahead = *result.urgent_ahead;
  if (result.connection) {
    out->local = c_of(result.connection->local);
    out->remote = c_of(result.connection->remote);
  }
}

std::int32_t info(const Instance* instance, std::int32_t handle, synspect_info* out) {
  const std::optional<StackInfo> info = instance->stack->info(Handle{handle});
  if (!info) return 0;
  if (info->state) {
    out->known |= SYNSPECT_INFO_STATE;
    out->state = std::to_underlying(*info->state);
  }
  if (info->options) {
    out->known |= SYNSPECT_INFO_OPTIONS;
    out->options = *info->options;
  }
  if (info->snd_wscale && info->rcv_wscale) {
    out->known |= SYNSPECT_INFO_WINDOW_SCALES;
    out->snd_wscale = *info->snd_wscale;
    out->rcv_wscale = *info->rcv_wscale;
  }
  const struct {
    std::optional<std::uint32_t> from;
    std::uint32_t bit;
    std::uint32_t& to;
  } numbers[] = {{info->snd_una, SYNSPECT_INFO_SND_UNA, out->snd_una},
                 {info->snd_nxt, SYNSPECT_INFO_SND_NXT, out->snd_nxt},
                 {info->rcv_nxt, SYNSPECT_INFO_RCV_NXT, out->rcv_nxt},
                 {info->snd_wnd, SYNSPECT_INFO_SND_WND, out->snd_wnd},
                 {info->rcv_wnd, SYNSPECT_INFO_RCV_WND, out->rcv_wnd},
                 {info->snd_mss, SYNSPECT_INFO_SND_MSS, out->snd_mss},
                 {info->rcv_mss, SYNSPECT_INFO_RCV_MSS, out->rcv_mss},
                 {info->advmss, SYNSPECT_INFO_ADVMSS, out->advmss},
                 {info->cwnd_segments, SYNSPECT_INFO_CWND_SEGMENTS, out->cwnd_segments},
                 {info->ssthresh_segments, SYNSPECT_INFO_SSTHRESH_SEGMENTS, out->ssthresh_segments},
                 {info->unacked_segments, SYNSPECT_INFO_UNACKED_SEGMENTS, out->unacked_segments},
                 {info->retransmits, SYNSPECT_INFO_RETRANSMITS, out->retransmits},
                 {info->backoff, SYNSPECT_INFO_BACKOFF, out->backoff},
                 {info->sacked_segments, SYNSPECT_INFO_SACKED_SEGMENTS, out->sacked_segments},
                 {info->probes, SYNSPECT_INFO_PROBES, out->probes},
                 {info->ca_state, SYNSPECT_INFO_CA_STATE, out->ca_state}};
  for (const auto& one : numbers) {
    if (!one.from) continue;
    out->known |= one.bit;
    one.to = *one.from;
  }
  const struct {
    std::optional<Duration> from;
    std::uint32_t bit;
    std::int64_t& to;
  } durations[] = {{info->rto, SYNSPECT_INFO_RTO, out->rto_us},
                   {info->srtt, SYNSPECT_INFO_SRTT, out->srtt_us},
                   {info->rttvar, SYNSPECT_INFO_RTTVAR, out->rttvar_us}};
  for (const auto& one : durations) {
    if (!one.from) continue;
    out->known |= one.bit;
    one.to = one.from->count();
  }
  return 1;
}

std::int32_t state(const Instance* instance, const synspect_address* local,
                   const synspect_address* remote) {
  const auto state = instance->stack->state({address_of(*local), address_of(*remote)});
  return state ? std::to_underlying(*state) : -1;
}

constexpr synspect_stack_v1 kTable = {
    .size = sizeof(synspect_stack_v1),
    .abi = SYNSPECT_STACK_ABI,
    .describe = describe,
    .create = [] { return new Instance; },
    .destroy = [](Instance* instance) { delete instance; },
    .reset = reset,
    .next_deadline = next_deadline,
    .advance_to = advance_to,
    .inject = inject,
    .poll_output = poll_output,
    .call = call,
    .info = info,
    .set_knob = nullptr,  // the reference changes nothing in mid-run
    .last_error = [](const Instance* instance) { return instance->error.c_str(); },
    .state = state,
};

}  // namespace

extern "C" const synspect_stack_v1* synspect_stack(std::uint32_t abi_version) {
  return abi_version == SYNSPECT_STACK_ABI ? &kTable : nullptr;
}
