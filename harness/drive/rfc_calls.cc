// The calls of RFC 9293 3.9.1 in a script (LANGUAGE.md section 14): a name of a connection is a
// descriptor like that of a socket, and the stack is always asked, also for a name that is gone.
#include <algorithm>

#include "harness/drive/socket_calls.h"
#include "harness/history/pattern.h"
#include "harness/script/values.h"

namespace synspect::drive {
namespace {

constexpr std::int64_t kPush = 1, kUrgent = 2;
constexpr std::int64_t kMostOctets = 64 << 20;  // of one SEND or RECEIVE

std::optional<std::int64_t> argument(const script::SystemCall& call, std::size_t index) {
  if (index >= call.arguments.size()) return std::nullopt;
  const auto value = script::evaluate(call.arguments[index]);
  return value ? std::optional{*value} : std::nullopt;
}
const script::Quoted* text_at(const script::SystemCall& call, std::size_t index) {
  return index < call.arguments.size() ? std::get_if<script::Quoted>(&call.arguments[index].value)
                                       : nullptr;
}

}  // namespace

std::vector<std::byte> SocketCalls::buffer(const script::SystemCall& call, std::size_t count,
                                           std::uint32_t position) const {
  std::vector<std::byte> data(count);
  if (!config_->extension) return data;
  if (const script::Quoted* quoted = text_at(call, 1)) {
    for (std::size_t i = 0; i < count && i < quoted->octets.size(); ++i) {
      data[i] = static_cast<std::byte>(quoted->octets[i]);
    }
    return data;
  }
  for (std::byte& octet : data) octet = pattern_octet(position++, kPatternSalts[0]);
  return data;
}

SocketAddress SocketCalls::address(const script::SystemCall& call, std::size_t index,
                                   SocketAddress usual) const {
  const script::Quoted* text = config_->extension ? text_at(call, index) : nullptr;
  return text == nullptr ? usual : SocketAddress::parse(text->octets).value_or(usual);
}

Handle SocketCalls::handle_at(const script::SystemCall& call, std::size_t index) const {
  const std::optional<std::int64_t> number = argument(call, index);
  const auto found = number ? descriptors_.find(*number) : descriptors_.end();
  return found == descriptors_.end() ? Handle::kNone : found->second.handle;
}

bool SocketCalls::knows(const script::SystemCall& call) const {
  return handle_at(call, 0) != Handle::kNone;
}

SocketCalls::Answer SocketCalls::rfc_open(const script::SystemCall& call) {
  call::Open open;
  for (const std::size_t i : {0U, 1U}) {
    const script::Quoted* text = text_at(call, i);
    if (text == nullptr) continue;
    const std::optional<SocketAddress> socket = SocketAddress::parse(text->octets);
    if (!socket) return {.problem = "OPEN(): \"" + text->octets + "\" is not ADDRESS:PORT"};
    (i == 0 ? open.local : open.remote.emplace()) = *socket;
  }
  open.active = argument(call, 2).value_or(0) != 0;
  const std::int64_t timeout = argument(call, 3).value_or(-1);
  if (timeout >= 0) open.timeout = Duration{timeout};
  const std::int64_t diffserv = argument(call, 4).value_or(-1);
  if (diffserv >= 0) open.diffserv = static_cast<std::uint8_t>(diffserv & 63);
  open.existing = handle_at(call, 5);

  const CallResult result = session_->call(open);
  if (result.error != CallError::kNone) return finish({.non_blocking = true}, result, call.name);
  if (open.active) role_ = Role::kConnecting;
  const Handle name{static_cast<std::int32_t>(result.value)};
  if (open.existing == name && call.arguments.size() == 6) {
    return {.value = argument(call, 5).value_or(-1), .error = {}, .problem = {}};
  }
  under_test_ = name;
  descriptors_.erase(call.result.value);  // a stack may give the name of a connection that is gone
  return bind_alias(call.name, call.result.value,
                    {.handle = name, .non_blocking = true, .under_test = true});
}

SocketCalls::Answer SocketCalls::rfc_send(const script::SystemCall& call) {
  const std::int64_t count = argument(call, 2).value_or(-1);
  if (count < 0 || count > kMostOctets) {
    return {.problem = "SEND(): the third argument is the number of octets, 0 to " +
                       std::to_string(kMostOctets)};
  }
  const auto found = descriptors_.find(argument(call, 0).value_or(-1));
  const std::uint32_t position = found == descriptors_.end() ? 0 : found->second.position;
  const std::vector<std::byte> data = buffer(call, static_cast<std::size_t>(count), position);
  const std::int64_t flags = argument(call, 3).value_or(0);
  call::RfcSend send{.connection = handle_at(call, 0),
                     .data = data,
                     .push = (flags & kPush) != 0,
                     .urgent = (flags & kUrgent) != 0};
  if (const auto timeout = argument(call, 4)) send.timeout = Duration{*timeout};
  const CallResult result = session_->call(send);
  if (result.error == CallError::kNone && found != descriptors_.end()) {
    found->second.position += static_cast<std::uint32_t>(result.value);
  }
  return finish({.non_blocking = true}, result, call.name);
}

SocketCalls::Answer SocketCalls::rfc_status(const script::SystemCall& call, Handle name) {
  const CallResult result = session_->call(call::Status{name});
  const script::Quoted* state = text_at(call, 1);
  if (result.error == CallError::kNone && state != nullptr &&
      (!result.state || to_string(*result.state) != state->octets)) {
    return {.problem = "STATUS(): expected " + state->octets + ", the stack is in " +
                       std::string(result.state ? to_string(*result.state) : "no known state")};
  }
  return finish({.non_blocking = true}, result, call.name);
}

SocketCalls::Answer SocketCalls::rfc(const script::SystemCall& call) {
  if (call.name == "OPEN") return rfc_open(call);
  if (call.name == "SEND") return rfc_send(call);
  const Handle name = handle_at(call, 0);
  if (call.name == "STATUS") return rfc_status(call, name);
  const auto ask = [&]() -> UserCall {
    if (call.name == "CLOSE") return call::RfcClose{name};
    if (call.name == "ABORT") return call::Abort{name};
    const std::int64_t most =
        std::clamp<std::int64_t>(argument(call, 2).value_or(0), 0, kMostOctets);
    return call::RfcReceive{.connection = name, .max = static_cast<std::size_t>(most)};
  };
  return finish({.non_blocking = true}, session_->call(ask()), call.name);
}

}  // namespace synspect::drive
