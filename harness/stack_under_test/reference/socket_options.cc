// setsockopt and getsockopt. What there is no connection for yet takes effect with its OPEN; what a
// listener has its connections get, but for TCP_CORK.
#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>

#include "harness/stack_under_test/reference/socket_parts.h"
#include "stack/receive/window.h"
#include "stack/send/room.h"

namespace synspect::reference {
namespace {

using enum CallError;

constexpr std::int64_t kMostInt = std::numeric_limits<std::int32_t>::max();
constexpr std::int64_t kMostBuffer = std::int64_t{1} << 30;  // no window is larger (RFC 7323 2.3)
constexpr std::int64_t kLeastSegment = 88, kMostSegment = 32767;  // as Linux has them
constexpr std::int64_t kStandardSegment = 536;                    // MUST-15

// As many octets as are asked for: Linux doubles the number for its own bookkeeping, which this
// core does not pay for out of the buffer.
CallResult set_buffer(std::uint32_t& buffer, std::int64_t value) {
  if (value < 1) return failed(kInvalid);
  buffer = static_cast<std::uint32_t>(std::min(value, kMostBuffer));
  return CallResult::of(0);
}

CallResult set_max_segment(tcp::TuneCall& tuning, std::int64_t value) {
  if (value < kLeastSegment || value > kMostSegment) return failed(kInvalid);
  tuning.most_text = static_cast<std::uint16_t>(value);
  return CallResult::of(0);
}

// Empty: it is none of these.
std::optional<CallResult> set_tuning(tcp::TuneCall& tuning, const call::SetOption& c) {
  using enum call::Option;
  if (c.option == kReceiveBuffer) return set_buffer(tuning.receive_buffer, c.value);
  if (c.option == kSendBuffer) return set_buffer(tuning.send_buffer, c.value);
  if (c.option == kMaxSegment) return set_max_segment(tuning, c.value);
  if (c.option != kCork) return std::nullopt;
  tuning.cork = c.value != 0;
  return CallResult::of(0);
}

// With a connection what it has; without one what it would have.
std::optional<std::int64_t> tuning_of(const SocketEntry& entry, call::Option option,
                                      const tcp::Host& host) {
  const tcp::TuneCall& own = entry.tuning;
  const tcp::Tcb* const tcb = host.find(entry.id);
  const tcp::Profile& standard = host.options().profile;
  const auto chosen = [](std::uint32_t set, std::uint32_t otherwise) -> std::int64_t {
    return set > 0 ? set : otherwise;
  };
  using enum call::Option;
  if (option == kReceiveBuffer) {
    return tcb != nullptr ? tcp::buffer_wanted(*tcb)
                          : chosen(own.receive_buffer, standard.receive_buffer);
  }
  if (option == kSendBuffer) {
    return tcb != nullptr ? tcp::send_limit(*tcb) : chosen(own.send_buffer, standard.send_buffer);
  }
  if (option == kCork) return own.cork.value_or(false) ? 1 : 0;
  if (option != kMaxSegment) return std::nullopt;
  if (tcb != nullptr && tcp::synchronized(tcb->state)) return tcb->snd_mss;
  return own.most_text > 0 ? own.most_text : kStandardSegment;
}

}  // namespace

CallResult Sockets::set_option(const call::SetOption& c, Below& below) {
  SocketEntry* const entry = find(c.socket);
  if (entry == nullptr) return failed(kBadDescriptor);
  tcp::TuneCall change;
  if (const auto tuned = set_tuning(change, c)) {
    if (tuned->error != kNone) return *tuned;
    static_cast<void>(set_tuning(entry->tuning, c));
    const bool listens = entry->phase == SocketEntry::Phase::kListening;
    below.host.tune(entry->id, listens ? inherited(change) : change, below.now);
    return *tuned;
  }
  if (c.option == call::Option::kReuseAddress) {
    entry->reuse_address = c.value != 0;
  } else if (c.option == call::Option::kLinger) {
    if (c.value < -1 || c.value > kMostInt) return failed(kInvalid);
    entry->linger_s = static_cast<std::int32_t>(c.value);
  } else if (c.option == call::Option::kNoDelay) {
    entry->no_delay = c.value != 0;
    below.host.set_nagle(entry->id, !entry->no_delay, below.now);
  } else if (c.option == call::Option::kDiffserv) {
    if (c.value < 0 || c.value > 255) return failed(kInvalid);
    entry->diffserv = static_cast<std::uint8_t>(c.value >> 2);  // the rest is TCP's (RFC 3168 5)
    below.host.set_diffserv(entry->id, entry->diffserv);        // SHLD-21
  } else if (c.option == call::Option::kFastOpen) {
    if (!below.host.options().profile.fast_open) return failed(kNoProtocolOption);
    if (c.value < 0 || c.value > 65535) return failed(kInvalid);
    entry->fast_open_queue = static_cast<std::uint16_t>(c.value);
    below.host.set_fast_open(entry->id, entry->fast_open_queue);
  } else if (c.option == call::Option::kUserTimeout) {  // 0: the profile's
    if (c.value < 0 || c.value > kMostInt) return failed(kInvalid);
    entry->user_timeout = std::chrono::milliseconds{c.value};
    below.host.set_timeout(entry->id, r2_of(*entry));
  } else if (is_keep_alive(c.option)) {
    if (!set(entry->keep_alive, c.option, c.value)) return failed(kInvalid);
    below.host.set_keep_alive(entry->id, to_core(entry->keep_alive), below.now);
  } else {
    return failed(kNoProtocolOption);
  }
  return CallResult::of(0);
}

CallResult Sockets::get_option(const call::GetOption& c, const Below& below) {
  SocketEntry* const entry = find(c.socket);
  if (entry == nullptr) return failed(kBadDescriptor);
  if (const auto tuning = tuning_of(*entry, c.option, below.host)) return CallResult::of(*tuning);
  if (c.option == call::Option::kReuseAddress) return CallResult::of(entry->reuse_address ? 1 : 0);
  if (c.option == call::Option::kLinger) return CallResult::of(entry->linger_s);
  if (c.option == call::Option::kNoDelay) return CallResult::of(entry->no_delay ? 1 : 0);
  if (c.option == call::Option::kDiffserv) return CallResult::of(entry->diffserv << 2);
  if (c.option == call::Option::kUserTimeout) return CallResult::of(entry->user_timeout.count());
  if (c.option == call::Option::kFastOpen) return CallResult::of(entry->fast_open_queue);
  if (is_keep_alive(c.option)) {
    return CallResult::of(get(entry->keep_alive, c.option, below.host.options().profile));
  }
  if (c.option != call::Option::kError) return failed(kNoProtocolOption);
  return CallResult::of(static_cast<std::int64_t>(take_error(*entry)));
}

}  // namespace synspect::reference
