#include "harness/drive/inverse_call.h"

#include <optional>
#include <utility>

#include "harness/drive/scenario_user.h"
#include "harness/scenario/nearest.h"

namespace synspect::drive {
namespace {

using Kind = scenario::Call::Kind;

Handle handle_in(const CallResult& result) {
  return Handle{static_cast<std::int32_t>(result.value)};
}

std::uint8_t send_option(const call::Send& call) {
  if (call.urgent) return 7;
  return call.more ? 6 : 0;
}
std::uint8_t send_option(const call::RfcSend& call) {
  if (call.urgent) return 7;
  return call.push ? 0 : 1;
}
std::uint8_t how_option(call::ShutdownHow how) {
  switch (how) {
    case call::ShutdownHow::kWrite:
      return 0;
    case call::ShutdownHow::kRead:
      return 5;
    case call::ShutdownHow::kBoth:
      return 6;
  }
  std::unreachable();
}

}  // namespace

InverseCall::Said InverseCall::say(const CallSeen& seen) {
  return std::visit([&](const auto& call) { return one(call, seen.result); }, seen.call);
}

InverseCall::Said InverseCall::on(Handle handle, Kind kind, std::uint8_t amount,
                                  std::uint8_t option) const {
  const std::optional<std::uint8_t> lane = lanes_->of(handle);
  if (!lane) return {{}, "a call on a socket without a connection"};
  return {{{.kind = kind, .lane = *lane, .amount = amount, .option = option}}, {}};
}

InverseCall::Said InverseCall::opened(Handle handle, Kind kind, std::uint8_t lane) {
  Said said{{{.kind = kind, .lane = lane}}, {}};
  for (const std::uint8_t option : std::exchange(options_[handle], {})) {
    said.events.push_back({.kind = Kind::kSetOption, .lane = lane, .option = option});
  }
  return said;
}

InverseCall::Said InverseCall::one(const call::Socket&, const CallResult&) { return {}; }

InverseCall::Said InverseCall::one(const call::Bind& call, const CallResult& result) {
  if (result.error != CallError::kNone) return {{}, "a bind that failed"};
  lanes_->note_bind(call.socket, call.address.port);
  return {};
}

InverseCall::Said InverseCall::one(const call::Listen& call, const CallResult& result) {
  if (result.error != CallError::kNone) return {{}, "a listen that failed"};
  if (lanes_->listens(call.socket)) return {};
  if (lanes_->listeners() != 0) return {{}, "a second listener"};
  lanes_->note_listener(call.socket);
  return {{{.kind = Kind::kOpenPassive}}, {}};
}

InverseCall::Said InverseCall::one(const call::Accept& call, const CallResult& result) {
  if (!lanes_->listens(call.socket)) return {{}, "accept where nothing listens"};
  if (result.error == CallError::kNone && result.connection) {
    lanes_->accepted(handle_in(result), *result.connection);
  }
  return {{{.kind = Kind::kAccept}}, {}};
}

InverseCall::Said InverseCall::one(const call::Connect& call, const CallResult& result) {
  const bool begun = result.error == CallError::kNone || result.error == CallError::kInProgress;
  const std::optional<std::uint8_t> lane = lanes_->of(call.socket);
  if (lane && !begun) return on(call.socket, Kind::kOpenActive);
  if (!begun) return {{}, "a connect that failed"};
  const SeedLanes::Place place =
      lanes_->open(call.socket, false, lanes_->port_of(call.socket), call.remote);
  Said said = opened(call.socket, Kind::kOpenActive, place.lane);
  if (place.taken) said.left_out = "more connections than lanes";
  return said;
}

InverseCall::Said InverseCall::one(const call::Send& call, const CallResult&) {
  if (call.to || call.fast_open) return {{}, "a send that opens"};
  return on(call.socket, Kind::kSend, scenario::call_code(call.data.size()), send_option(call));
}

InverseCall::Said InverseCall::one(const call::Receive& call, const CallResult&) {
  return on(call.socket, Kind::kReceive, scenario::call_code(call.max), call.peek ? 7 : 0);
}

InverseCall::Said InverseCall::one(const call::Shutdown& call, const CallResult&) {
  return on(call.socket, Kind::kShutdown, 0, how_option(call.how));
}

InverseCall::Said InverseCall::one(const call::Close& call, const CallResult&) {
  const bool listens = lanes_->listens(call.socket);
  Said said = listens ? Said{{{.kind = Kind::kCloseListen}}, {}} : on(call.socket, Kind::kClose);
  lanes_->forget(call.socket);
  options_.erase(call.socket);
  return said;
}

InverseCall::Said InverseCall::one(const call::SetOption& call, const CallResult& result) {
  // Every socket of a scenario has it.
  if (call.option == call::Option::kReuseAddress && call.value == 1) return {};
  const std::optional<std::uint8_t> code = socket_option_code(call.option, call.value);
  if (!code || result.error != CallError::kNone) {
    return {{}, "the option " + std::string{to_string(call.option)}};
  }
  if (lanes_->of(call.socket)) return on(call.socket, Kind::kSetOption, 0, *code);
  options_[call.socket].push_back(*code);
  return {};
}

InverseCall::Said InverseCall::one(const call::GetOption& call, const CallResult&) {
  return on(call.socket, Kind::kStatus);
}

InverseCall::Said InverseCall::one(const call::Name&, const CallResult&) {
  return {};  // it changes nothing, and the driver of a script asks it by itself
}

InverseCall::Said InverseCall::one(const call::Poll&, const CallResult&) {
  return {};  // it changes nothing
}

InverseCall::Said InverseCall::one(const call::Open& call, const CallResult& result) {
  const bool fresh = call.existing == Handle::kNone;
  if (result.error != CallError::kNone) return {{}, "an OPEN that failed"};
  const Handle handle = fresh ? handle_in(result) : call.existing;
  if (!fresh && !lanes_->of(handle)) return {{}, "an OPEN of an unknown name"};
  const SeedLanes::Place place = lanes_->open(handle, true, call.local.port, call.remote);
  const Kind kind = call.active ? Kind::kOpenActive : Kind::kOpenPassive;
  const auto specified = static_cast<std::uint8_t>(call.remote ? 1 : 0);
  Said said{{{.kind = kind, .lane = place.lane, .option = specified}}, {}};
  if (place.taken) said.left_out = "more connections than lanes";
  return said;
}

InverseCall::Said InverseCall::one(const call::RfcSend& call, const CallResult&) {
  return on(call.connection, Kind::kSend, scenario::call_code(call.data.size()), send_option(call));
}

InverseCall::Said InverseCall::one(const call::RfcReceive& call, const CallResult&) {
  return on(call.connection, Kind::kReceive, scenario::call_code(call.max));
}

InverseCall::Said InverseCall::one(const call::RfcClose& call, const CallResult&) {
  return on(call.connection, Kind::kClose);
}

InverseCall::Said InverseCall::one(const call::Abort& call, const CallResult&) {
  Said said = on(call.connection, Kind::kAbort);
  lanes_->forget(call.connection);
  return said;
}

InverseCall::Said InverseCall::one(const call::Status& call, const CallResult&) {
  return on(call.connection, Kind::kStatus);
}

}  // namespace synspect::drive
