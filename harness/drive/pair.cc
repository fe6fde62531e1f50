#include "harness/drive/pair.h"

#include <algorithm>
#include <utility>

#include "harness/history/pattern.h"

namespace synspect::drive {
namespace {

constexpr std::uint32_t kIsnStride = 1'000'000;
constexpr int kMostConnections = 4;  // of one end in one scenario, as far as ISNs are forced

std::string end_name(EndpointId end) { return end == kFirst ? "the first end" : "the second end"; }

}  // namespace

std::string Pair::start(const ScriptRunOptions& options, std::string_view source) {
  const bool v6 = options.variant.ip_version == IpVersion::kV6;
  const auto address = [v6](const char* v6_text, const char* v4_text) {
    return IpAddress::parse(v6 ? v6_text : v4_text).value_or(IpAddress{});
  };
  addresses_ = {address("2001:db8::1", "192.0.2.1"), address("2001:db8::2", "192.0.2.2")};
  network_ = network::Network{{}, options.seed};

  RunHeader header;
  header.source = source;
  header.seed = options.seed;
  const std::array isns = {options.variant.stack_isn.value_or(0), options.variant.peer_shift};
  for (const EndpointId end : {kFirst, kSecond}) {
    const Controls& controls = stacks_[end]->capabilities().controls;
    if (!controls.socket_calls || !(v6 ? controls.ipv6 : controls.ipv4)) {
      return "the stack has no socket calls or not this IP version";
    }
    ResetConfig reset;
    reset.seed = options.seed + end;
    reset.addresses = {addresses_[end]};
    reset.profile = options.profile;
    if (controls.forced_isn) {
      for (std::uint32_t n = 0; n < kMostConnections; ++n) {
        reset.forced_isns.push_back(isns[end] + n * kIsnStride);
      }
    }
    if (const auto done = stacks_[end]->reset(reset); !done) return done.error().what;
    EndpointHeader& endpoint = header.endpoints.emplace_back();
    endpoint.judged = true;
    endpoint.capabilities = stacks_[end]->capabilities();
    endpoint.addresses = reset.addresses;
    endpoint.mtu = reset.mtu;
    endpoint.pattern_salt = kPatternSalts[end];
    endpoint.reset = reset;
  }
  sink_.begin(header);
  return {};
}

CallResult Pair::call(EndpointId end, const UserCall& user_call) {
  const CallResult result = sessions_[end].call(user_call);
  settle();
  return result;
}

void Pair::expect_ok(const CallResult& result, std::string_view what, EndpointId end) {
  if (result.error == CallError::kNone) return;
  if (result.error == CallError::kNotSupported && failure_.empty()) lacking_ = what;
  fail(std::string(what) + " of " + end_name(end) + ": " + std::string(to_string(result.error)));
}

Handle Pair::socket(EndpointId end, std::uint16_t port) {
  const CallResult made = call(end, call::Socket{addresses_[end].version});
  expect_ok(made, "socket()", end);
  const Handle handle{static_cast<std::int32_t>(made.value)};
  expect_ok(call(end, call::SetOption{handle, call::Option::kReuseAddress, 1}), "setsockopt()",
            end);
  expect_ok(call(end, call::Bind{handle, address(end, port)}), "bind()", end);
  return handle;
}

Handle Pair::listen(EndpointId end, std::uint16_t port) {
  const Handle handle = socket(end, port);
  expect_ok(call(end, call::Listen{handle, 16}), "listen()", end);
  return handle;
}

void Pair::connect(EndpointId end, Handle socket, std::uint16_t port) {
  const auto other = static_cast<EndpointId>(1 - end);
  const CallResult result = call(end, call::Connect{socket, address(other, port)});
  if (result.error != CallError::kInProgress) expect_ok(result, "connect()", end);
}

Handle Pair::accept(EndpointId end, Handle listener) {
  const CallResult result = call(end, call::Accept{listener});
  expect_ok(result, "accept()", end);
  return Handle{static_cast<std::int32_t>(result.value)};
}

void Pair::write(EndpointId end, Handle socket, std::uint32_t octets) {
  std::uint32_t& position = written_[{end, socket}];
  std::vector<std::byte> data(octets);
  for (std::byte& octet : data) octet = pattern_octet(position++, kPatternSalts[end]);
  call::Send send;
  send.socket = socket;
  send.data = data;
  const CallResult result = call(end, send);
  expect_ok(result, "send()", end);
  if (result.error == CallError::kNone && result.value != octets) {
    fail("send() of " + end_name(end) + " took " + std::to_string(result.value) + " of " +
         std::to_string(octets) + " octets");
  }
}

void Pair::read(EndpointId end, Handle socket, std::uint32_t expected, bool end_of_stream) {
  std::uint32_t got = 0;
  for (;;) {
    const CallResult result = call(end, call::Receive{socket, 65536, false});
    if (result.error == CallError::kWouldBlock) {
      if (end_of_stream) fail(end_name(end) + " did not reach the end of the stream");
      break;
    }
    expect_ok(result, "recv()", end);
    if (result.error != CallError::kNone) return;
    if (result.value == 0) {
      if (!end_of_stream) fail(end_name(end) + " reached the end of the stream too early");
      break;
    }
    got += static_cast<std::uint32_t>(result.value);
  }
  if (got != expected) {
    fail(end_name(end) + " read " + std::to_string(got) + " octets, expected " +
         std::to_string(expected));
  }
}

void Pair::shutdown_write(EndpointId end, Handle socket) {
  expect_ok(call(end, call::Shutdown{socket, call::ShutdownHow::kWrite}), "shutdown()", end);
}

void Pair::close(EndpointId end, Handle socket) {
  expect_ok(call(end, call::Close{socket}), "close()", end);
}

void Pair::expect_error(EndpointId end, Handle socket, CallError error) {
  const CallResult result = call(end, call::GetOption{socket, call::Option::kError});
  const auto pending = static_cast<CallError>(result.value);
  if (result.error == CallError::kNone && pending == error) return;
  fail("SO_ERROR of " + end_name(end) + " is " + std::string(to_string(pending)) + ", expected " +
       std::string(to_string(error)));
}

void Pair::settle() {
  bool quiet = false;
  while (!quiet) {
    quiet = true;
    for (const EndpointId end : {kFirst, kSecond}) {
      Session& session = sessions_[end];
      if (!session.broken().empty()) return fail(session.broken());
      while (!session.captured().empty()) {
        quiet = false;
        Captured captured = std::move(session.captured().front());
        session.captured().pop_front();
        const Fate fate =
            network_.accept(end, captured.datagram, captured.octets, captured.segment, now_);
        if (fate == Fate::kSent) continue;  // the session has recorded the emission itself
        sink_.observe(
            {.at = now_,
             .script_line = 0,
             .what = SegmentSeen{.endpoint = end,
                                 .direction = Direction::kFromStack,
                                 .fate = fate,
                                 .datagram = captured.datagram,
                                 .copy = 0,
                                 .octets = captured.octets,
                                 .wire_length = static_cast<std::uint32_t>(captured.octets.size()),
                                 .segment = captured.segment}});
      }
    }
    while (const network::InFlight* const flight = network_.deliver(now_)) {
      quiet = false;
      sessions_[flight->to].inject(flight->octets, flight->datagram, flight->copy);
    }
  }
}

bool Pair::step(Time limit) {
  Time next = limit;
  if (const auto delivery = network_.next_delivery()) next = std::min(next, *delivery);
  for (const Session& session : sessions_) {
    if (const auto deadline = session.next_deadline()) next = std::min(next, *deadline);
  }
  now_ = std::max(now_, next);
  for (Session& session : sessions_) session.advance_to(now_);
  settle();
  return now_ < limit;
}

void Pair::run_for(Duration duration) {
  const Time limit = now_ + duration;
  while (failure_.empty() && step(limit)) {
  }
}

void Pair::run_until(const std::function<bool()>& done, Duration limit, std::string_view what) {
  const Time last = now_ + limit;
  while (failure_.empty() && !done()) {
    if (!step(last) && !done()) return fail("never happened: " + std::string(what));
  }
}

std::optional<TcpState> Pair::state(EndpointId end, Handle socket) {
  const std::optional<StackInfo> info = sessions_[end].info(socket);
  return info ? info->state : std::nullopt;
}

void Pair::expect_state(EndpointId end, Handle socket, TcpState expected) {
  const TcpState now = state(end, socket).value_or(TcpState::kClosed);
  if (now == expected) return;
  fail(end_name(end) + " is in " + std::string(to_string(now)) + ", expected " +
       std::string(to_string(expected)));
}

void Pair::run_until_state(EndpointId end, Handle socket, TcpState expected, Duration limit) {
  run_until([&] { return state(end, socket).value_or(TcpState::kClosed) == expected; }, limit,
            end_name(end) + " in " + std::string(to_string(expected)));
}

void Pair::faults_stop() { sink_.observe({.at = now_, .script_line = 0, .what = FaultsStopped{}}); }

void Pair::end() { sink_.observe({.at = now_, .script_line = 0, .what = RunEnded{}}); }

Duration Pair::two_msl(EndpointId end) const {
  return 2 * stacks_[end]->capabilities().timing.msl.value_or(std::chrono::minutes{2});
}

}  // namespace synspect::drive
