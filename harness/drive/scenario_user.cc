#include "harness/drive/scenario_user.h"

#include <algorithm>
#include <utility>

#include "harness/scenario/values.h"

namespace synspect::drive {
namespace {

using Kind = scenario::Call::Kind;

Handle handle_in(const CallResult& result) {
  return result.error == CallError::kNone ? Handle{static_cast<std::int32_t>(result.value)}
                                          : Handle::kNone;
}

struct OptionValue {
  call::Option option;
  std::int64_t value;
};
constexpr OptionValue kOptionValues[scenario::kCallOptions] = {
    {call::Option::kNoDelay, 1},
    {call::Option::kNoDelay, 0},
    {call::Option::kLinger, 0},
    {call::Option::kLinger, -1},
    {call::Option::kCork, 1},
    {call::Option::kCork, 0},
    {call::Option::kKeepAlive, 1},
    {call::Option::kReuseAddress, 1},
    // R2 in milliseconds (MUST-21): below the first RTO, below the default, above it, the default.
    {call::Option::kUserTimeout, 500},
    {call::Option::kUserTimeout, 30'000},
    {call::Option::kUserTimeout, 900'000},
    {call::Option::kUserTimeout, 0},
    {call::Option::kMaxSegment, 536},
    {call::Option::kReceiveBuffer, 4096},
    {call::Option::kSendBuffer, 4096},
    {call::Option::kLinger, 5},
};

scenario::EventClass class_of(const scenario::Call& call) {
  using scenario::EventClass;
  switch (call.kind) {
    case Kind::kOpenPassive:
      return EventClass::kOpenPassive;
    case Kind::kOpenActive:
      return EventClass::kOpenActive;
    case Kind::kSend:
      return EventClass::kSend;
    case Kind::kReceive:
      return EventClass::kReceive;
    case Kind::kClose:
    case Kind::kShutdown:
      return EventClass::kClose;
    case Kind::kAbort:
    case Kind::kCloseListen:
      return EventClass::kAbort;
    case Kind::kAccept:
    case Kind::kStatus:
    case Kind::kSetOption:
      return EventClass::kOtherCall;
  }
  std::unreachable();
}

// Of all calls but OPEN and SetOption there are eight variants, each with two codes.
std::uint8_t variant_of(const scenario::Call& call) { return call.option % 8; }

call::ShutdownHow how_of(const scenario::Call& call) {
  const std::uint8_t variant = variant_of(call);
  if (variant == 5) return call::ShutdownHow::kRead;
  return variant >= 6 ? call::ShutdownHow::kBoth : call::ShutdownHow::kWrite;
}

const IpAddress kGroupV4 = IpAddress::v4(224, 0, 0, 1);
const IpAddress kGroupV6 = IpAddress::parse("ff02::1").value_or(IpAddress{});
const IpAddress kBroadcast = IpAddress::v4(255, 255, 255, 255);

// Where an active OPEN goes: most often to the peer, with the last codes to where none may go
// (MUST-46), and in the RFC dialect nowhere at all (9293-3.10.1-b).
constexpr std::uint8_t kToGroup = 13, kToBroadcast = 14, kToNobody = 15;

SocketAddress destination(const scenario::Call& call, const SocketAddress& remote) {
  const bool v6 = remote.ip.version == IpVersion::kV6;
  if (call.option == kToGroup) return {v6 ? kGroupV6 : kGroupV4, remote.port};
  if (call.option == kToBroadcast && !v6) return {kBroadcast, remote.port};
  return remote;
}

}  // namespace

std::optional<std::uint8_t> socket_option_code(call::Option option, std::int64_t value) {
  for (std::uint8_t code = 0; code < scenario::kCallOptions; ++code) {
    const OptionValue& set = kOptionValues[code];
    if (set.option == option && set.value == value) return code;
  }
  return std::nullopt;
}

void ScenarioUser::restart(const Controls& controls, const IpAddress& address, std::uint32_t salt) {
  controls_ = controls;
  address_ = address;
  salt_ = salt;
  lanes_.fill({});
  listeners_.fill(Handle::kNone);
}

UserLane& ScenarioUser::set_lane(std::uint8_t index, const UserLane& lane, bool rfc) {
  UserLane& mine = lanes_[index];
  mine = lane;
  mine.rfc = rfc ? controls_.rfc_calls : !controls_.socket_calls;
  mine.port = mine.passive_port;
  return mine;
}

std::uint16_t ScenarioUser::port_after(const scenario::Call& call, std::uint8_t index) const {
  const UserLane& lane = lanes_[index];
  const bool passive =
      call.kind == Kind::kOpenPassive && (!lane.rfc || lane.handle == Handle::kNone);
  if (passive) return lane.passive_port;
  const bool active = call.kind == Kind::kOpenActive && lane.handle == Handle::kNone;
  return active ? lane.active_port : lane.port;
}

bool ScenarioUser::perform(const scenario::Call& call, std::uint8_t index) {
  UserLane& lane = lanes_[index];
  if (!controls_.socket_calls && !controls_.rfc_calls) return false;
  lane.port = port_after(call, index);
  succeeded_ = false;
  const bool asked = lane.rfc ? by_rfc_calls(call, lane) : by_sockets(call, lane);
  last_ = succeeded_ ? class_of(call) : scenario::EventClass::kOtherCall;
  return asked;
}

CallResult ScenarioUser::ask(const UserCall& call) {
  const CallResult result = session_->call(call);
  succeeded_ = result.error == CallError::kNone || result.error == CallError::kInProgress;
  return result;
}

std::span<const std::byte> ScenarioUser::text(const UserLane& lane, std::uint32_t octets) {
  return text_.at(lane.position, octets, salt_);
}

void ScenarioUser::open_passive(UserLane& lane) {
  Handle& listener = listeners_[lane.group];
  if (listener != Handle::kNone) return;
  const Handle handle = handle_in(ask(call::Socket{address_.version}));
  if (handle == Handle::kNone) return;
  static_cast<void>(ask(call::SetOption{handle, call::Option::kReuseAddress, 1}));
  static_cast<void>(ask(call::Bind{handle, {address_, lane.passive_port}}));
  const CallResult listening = ask(call::Listen{handle, 4});
  if (listening.error == CallError::kNone) {
    listener = handle;
  } else {
    static_cast<void>(ask(call::Close{handle}));
  }
}

void ScenarioUser::open_active(const scenario::Call& call, UserLane& lane) {
  if (lane.handle == Handle::kNone) {
    lane.handle = handle_in(ask(call::Socket{address_.version}));
    lane.position = 0;
    if (lane.handle == Handle::kNone) return;
    static_cast<void>(ask(call::SetOption{lane.handle, call::Option::kReuseAddress, 1}));
    static_cast<void>(ask(call::Bind{lane.handle, {address_, lane.active_port}}));
  }
  static_cast<void>(ask(call::Connect{lane.handle, destination(call, lane.remote)}));
  if (succeeded_) lane.position = 0;
}

// The connection goes to the lane of its peer.
void ScenarioUser::accept(UserLane& lane, Handle listener) {
  const CallResult result = ask(call::Accept{listener});
  const Handle handle = handle_in(result);
  if (handle == Handle::kNone) return;
  UserLane* owner = &lane;
  if (result.connection) {
    const auto found = std::ranges::find_if(lanes_, [&](const UserLane& each) {
      return each.remote.port == result.connection->remote.port && each.group == lane.group;
    });
    if (found != lanes_.end()) owner = &*found;
  }
  owner->handle = handle;
  owner->position = 0;
}

bool ScenarioUser::by_sockets(const scenario::Call& call, UserLane& lane) {
  const Handle listener = listeners_[lane.group];
  const bool none = lane.handle == Handle::kNone;
  switch (call.kind) {
    case Kind::kOpenPassive:
      open_passive(lane);
      return true;
    case Kind::kOpenActive:
      open_active(call, lane);
      return true;
    case Kind::kAccept:
      if (listener == Handle::kNone) return false;
      accept(lane, listener);
      return true;
    case Kind::kSend: {
      const Handle handle = none ? listener : lane.handle;
      if (handle == Handle::kNone) return false;
      call::Send send;
      send.socket = handle;
      send.data = text(lane, scenario::call_octets(call.amount));
      send.urgent = variant_of(call) == 7 && controls_.urgent;
      send.more = variant_of(call) == 6;
      const CallResult result = ask(send);
      if (result.error == CallError::kNone && !none) {
        lane.position += static_cast<std::uint32_t>(result.value);
      }
      return true;
    }
    case Kind::kReceive: {
      const Handle handle = none ? listener : lane.handle;
      if (handle == Handle::kNone) return false;
      const std::size_t max = scenario::call_octets(call.amount);
      static_cast<void>(ask(call::Receive{handle, max, variant_of(call) == 7}));
      return true;
    }
    case Kind::kClose:
      if (none) return false;
      static_cast<void>(ask(call::Close{std::exchange(lane.handle, Handle::kNone)}));
      return true;
    case Kind::kShutdown:
      if (none || !controls_.half_close) return false;
      static_cast<void>(ask(call::Shutdown{lane.handle, how_of(call)}));
      return true;
    case Kind::kAbort:
      if (none) return false;
      static_cast<void>(ask(call::Abort{std::exchange(lane.handle, Handle::kNone)}));
      return true;
    case Kind::kStatus:
      if (none) return false;
      static_cast<void>(ask(call::Name{lane.handle}));
      static_cast<void>(ask(call::GetOption{lane.handle, call::Option::kError}));
      return true;
    case Kind::kSetOption: {
      if (none) return false;
      const OptionValue& set = kOptionValues[call.option % scenario::kCallOptions];
      static_cast<void>(ask(call::SetOption{lane.handle, set.option, set.value}));
      return true;
    }
    case Kind::kCloseListen:
      if (listener == Handle::kNone) return false;
      static_cast<void>(ask(call::Close{listener}));
      listeners_[lane.group] = Handle::kNone;
      return true;
  }
  std::unreachable();
}

// A name is given up once the stack has told that, or why, the connection is no more.
void ScenarioUser::note(UserLane& lane, const CallResult& result) {
  const bool gone = result.error == CallError::kDoesNotExist || result.error == CallError::kReset ||
                    result.error == CallError::kRefused || result.error == CallError::kUserTimeout;
  if (gone) lane.handle = Handle::kNone;
}

void ScenarioUser::open(const scenario::Call& call, UserLane& lane) {
  call::Open open;
  open.active = call.kind == Kind::kOpenActive;
  open.existing = lane.handle;
  open.local = {address_, lane.port};
  if (open.active && call.option != kToNobody) open.remote = destination(call, lane.remote);
  if (!open.active && call.option % 2 == 1) open.remote = lane.remote;
  const CallResult result = ask(open);
  note(lane, result);
  if (open.existing == Handle::kNone && result.error == CallError::kNone) {
    lane.handle = handle_in(result);
    lane.position = 0;
  }
}

bool ScenarioUser::by_rfc_calls(const scenario::Call& call, UserLane& lane) {
  const bool none = lane.handle == Handle::kNone;
  if (call.kind == Kind::kOpenPassive || call.kind == Kind::kOpenActive) {
    const bool active = call.kind == Kind::kOpenActive;
    if (active && !none && !controls_.open_on_listen) return false;
    open(call, lane);
    return true;
  }
  if (none) return false;
  const std::uint32_t octets = scenario::call_octets(call.amount);
  switch (call.kind) {
    case Kind::kOpenPassive:
    case Kind::kOpenActive:
    case Kind::kAccept:
    case Kind::kSetOption:
    case Kind::kCloseListen:
      return false;
    case Kind::kSend: {
      call::RfcSend send;
      send.connection = lane.handle;
      send.data = text(lane, octets);
      send.push = call.option % 2 == 0 && controls_.push;
      send.urgent = variant_of(call) == 7 && controls_.urgent;
      const CallResult result = ask(send);
      note(lane, result);
      if (result.error == CallError::kNone) {
        lane.position += static_cast<std::uint32_t>(result.value);
      }
      return true;
    }
    case Kind::kReceive:
      note(lane, ask(call::RfcReceive{lane.handle, octets}));
      return true;
    case Kind::kClose:
    case Kind::kShutdown:
      note(lane, ask(call::RfcClose{lane.handle}));
      return true;
    case Kind::kAbort:
      static_cast<void>(ask(call::Abort{std::exchange(lane.handle, Handle::kNone)}));
      return true;
    case Kind::kStatus:
      note(lane, ask(call::Status{lane.handle}));
      return true;
  }
  std::unreachable();
}

bool ScenarioUser::drained(std::uint8_t index) {
  UserLane& lane = lanes_[index];
  while (lane.handle != Handle::kNone) {
    constexpr std::size_t kMost = 65'536;
    const CallResult got = lane.rfc ? ask(call::RfcReceive{lane.handle, kMost})
                                    : ask(call::Receive{lane.handle, kMost, false});
    if (got.error == CallError::kWouldBlock || got.error == CallError::kNotConnected) return false;
    if (got.error != CallError::kNone || got.end_of_stream || got.data.empty()) return true;
  }
  return true;
}

}  // namespace synspect::drive
