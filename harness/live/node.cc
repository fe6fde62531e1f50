#include "harness/live/node.h"

#include <algorithm>
#include <utility>

namespace synspect::live {
namespace {

constexpr int kMostAtOnce = 256;  // datagrams taken before the applications have their turn

std::string words(const char* what, const SocketAddress& at, CallError error) {
  return std::string{what} + ' ' + at.to_string() + ": " + std::string{to_string(error)};
}

}  // namespace

void Node::Outlet::observe(const Observation& seen) {
  to_.observe(seen);
  if (const auto* segment = std::get_if<SegmentSeen>(&seen.what)) {
    if (segment->direction != Direction::kFromStack) return;
    ++node_.counts_.out;
    node_.device_.send(segment->octets);
  } else if (const auto* signal = std::get_if<SignalSeen>(&seen.what)) {
    node_.awake_.push_back(signal->handle);
  }
}

Node::Node(StackUnderTest& stack, Device& device, ObservationSink& sink)
    : stack_{stack}, device_{device}, outlet_{*this, sink}, session_{stack, outlet_, 0, ids_} {
  session_.keep_nothing();
}

Node::~Node() = default;

std::optional<std::string> Node::listen(const SocketAddress& at,
                                        std::unique_ptr<Application> application) {
  const Handle handle{
      static_cast<std::int32_t>(session_.call(call::Socket{.version = at.ip.version}).value)};
  if (handle == Handle::kNone) return words("socket", at, CallError::kNoBuffers);
  const CallResult bound = session_.call(call::Bind{.socket = handle, .address = at});
  if (bound.error != CallError::kNone) return words("bind", at, bound.error);
  constexpr std::int32_t kBacklog = 1024;
  const CallResult listening = session_.call(call::Listen{.socket = handle, .backlog = kBacklog});
  if (listening.error != CallError::kNone) return words("listen", at, listening.error);
  listeners_.emplace(handle, std::move(application));
  return std::nullopt;
}

std::optional<std::string> Node::connect(const SocketAddress& from, const SocketAddress& to,
                                         std::unique_ptr<Conversation> conversation) {
  const Handle handle{
      static_cast<std::int32_t>(session_.call(call::Socket{.version = to.ip.version}).value)};
  if (handle == Handle::kNone) return words("socket", to, CallError::kNoBuffers);
  const CallResult bound = session_.call(call::Bind{.socket = handle, .address = from});
  if (bound.error != CallError::kNone) return words("bind", from, bound.error);
  const CallResult opened = session_.call(call::Connect{.socket = handle, .remote = to});
  if (opened.error != CallError::kNone && opened.error != CallError::kInProgress) {
    return words("connect", to, opened.error);
  }
  talks_.emplace(handle, Talk{std::move(conversation),
                              session_.call(call::Name{.socket = handle}).connection});
  return std::nullopt;
}

void Node::accept_all(Handle listener, Application& application) {
  while (true) {
    const CallResult accepted = session_.call(call::Accept{.socket = listener});
    if (accepted.error != CallError::kNone) return;
    ++counts_.accepted;
    const Handle handle{static_cast<std::int32_t>(accepted.value)};
    talks_.emplace(handle, Talk{application.accept(), std::nullopt});
    if (on_accept_) on_accept_(handle, accepted.connection.value_or(FourTuple{}));
    awake_.push_back(handle);
  }
}

void Node::go_on() {
  // A call may make the stack signal: those handles have their turn in the next round.
  const std::vector<Handle> turn = std::exchange(awake_, {});
  for (const Handle handle : turn) {
    if (const auto listener = listeners_.find(handle); listener != listeners_.end()) {
      accept_all(handle, *listener->second);
      continue;
    }
    const auto talk = talks_.find(handle);
    if (talk == talks_.end()) continue;
    Socket socket{session_, handle};
    if (talk->second.conversation->go_on(socket)) {
      if (talk->second.conversation->has_more()) awake_.push_back(handle);
      continue;
    }
    ++(socket.broken() ? counts_.broken : counts_.ended);
    if (talk->second.opened) closing_.push_back(*talk->second.opened);
    session_.call(call::Close{.socket = handle});
    talks_.erase(talk);
  }
}

void Node::wake_all() {
  for (const auto& [handle, talk] : talks_) awake_.push_back(handle);
}

void Node::abort_all() {
  for (const auto& [handle, talk] : talks_) session_.call(call::Abort{.connection = handle});
  talks_.clear();
}

bool Node::settled() const {
  return std::ranges::all_of(closing_, [&](const FourTuple& sockets) {
    const TcpState state = stack_.state(sockets).value_or(TcpState::kClosed);
    return state == TcpState::kClosed || state == TcpState::kListen || state == TcpState::kTimeWait;
  });
}

void Node::run(Time now) {
  session_.advance_to(now);
  for (int taken = 0; taken < kMostAtOnce && session_.broken().empty(); ++taken) {
    const std::span<const std::byte> datagram = device_.receive();
    if (datagram.empty()) break;
    ++counts_.in;
    session_.inject(datagram);
  }
  go_on();
}

std::optional<Time> Node::next() const {
  return awake_.empty() ? session_.next_deadline() : session_.now();
}

}  // namespace synspect::live
