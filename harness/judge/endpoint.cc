#include "harness/judge/endpoint.h"

#include <algorithm>
#include <utility>

namespace synspect::judge {
namespace {

constexpr std::size_t kMostConnections = 512;

bool is_any(const IpAddress& ip) {
  return std::ranges::all_of(ip.octets, [](std::uint8_t octet) { return octet == 0; });
}

enum class Fits : std::uint8_t { kNo, kMaybe, kYes };

Fits fits(const Listener& listener, const FourTuple& sockets) {
  if (listener.local.port == 0) return Fits::kMaybe;  // the stack chose: not known here
  if (listener.local.port != sockets.local.port) return Fits::kNo;
  const bool any = is_any(listener.local.ip);
  // A dual-stack wildcard may or may not take the other IP version.
  if (any && listener.local.ip.version != sockets.local.ip.version) return Fits::kMaybe;
  if (!any && listener.local.ip != sockets.local.ip) return Fits::kNo;
  if (listener.remote && listener.remote->port != 0 && *listener.remote != sockets.remote) {
    return Fits::kNo;
  }
  return listener.taken ? Fits::kMaybe : Fits::kYes;
}

}  // namespace

void Endpoint::restart(const EndpointHeader& of_run) {
  constexpr std::size_t kMostSpare = 8;
  for (Connection& conn : connections) {
    if (spare.list.size() == kMostSpare) break;
    spare.list.push_back(conn.release());
  }
  connections.clear();
  listeners.clear();
  handles.clear();
  vacated.clear();
  static_cast<Seen&>(*this) = {};
  header = of_run;
}

Connection* Endpoint::find_by_all(const SocketAddress& local, const SocketAddress& remote) {
  const auto its = [&](const Connection& conn) {
    return conn.sockets.local == local && conn.sockets.remote == remote;
  };
  const auto at = std::ranges::find_if(connections, its);
  return at == connections.end() ? nullptr : &*at;
}

Connection* Endpoint::find(std::uint64_t incarnation) {
  Connection* found = nullptr;
  for (Connection& conn : connections) found = conn.incarnation == incarnation ? &conn : found;
  return found;
}

Connection& Endpoint::add(const FourTuple& sockets) {
  if (connections.size() >= kMostConnections) {
    // Dead ones go first, then the one that was quiet for longest.
    const auto rank = [](const Connection& conn) {
      const bool dead = conn.states.within({TcpState::kClosed, TcpState::kListen});
      return std::pair{!dead, conn.last_input};
    };
    auto oldest = std::ranges::min_element(
        connections, [&](const Connection& x, const Connection& y) { return rank(x) < rank(y); });
    for (const Expectation& wish : oldest->expected) instants -= wish.until_input ? 1 : 0;
    forget(*oldest);
    const bool waits = (!oldest->owned && oldest->snd.una_max >= 1) || oldest->shadowed > 0;
    for (Listener& listener : listeners) {
      if (waits && listener.handle == oldest->listener) listener.evicted = true;
    }
    *oldest = std::move(connections.back());
    connections.pop_back();
  }
  Connection& conn = connections.emplace_back();
  if (!spare.list.empty()) {
    conn.use(std::move(spare.list.back()));
    spare.list.pop_back();
  }
  conn.sockets = sockets;
  conn.incarnation = next_incarnation++;
  conn.states = vacant(sockets);
  return conn;
}

void Endpoint::forget(const Connection& conn) {
  for (Listener& listener : listeners) {
    if (listener.handle == conn.handle && conn.snd.handed_end > 1) listener.text_waits = true;
  }
}

bool Endpoint::unclaimed(Handle listener) const {
  const auto evicted = [&](const Listener& each) {
    return each.handle == listener && each.evicted;
  };
  const auto shadows = [](const Connection& conn) { return conn.shadowed > 0; };
  return std::ranges::any_of(listeners, evicted) || std::ranges::any_of(connections, shadows);
}

Socket* Endpoint::socket(Handle handle) {
  std::uint8_t& place = places[static_cast<std::size_t>(handle) % places.size()];
  if (place < handles.size() && handles[place].handle == handle) return &handles[place];
  for (std::size_t i = 0; i < handles.size(); ++i) {
    if (handles[i].handle != handle) continue;
    place = static_cast<std::uint8_t>(std::min<std::size_t>(i, 255));
    return &handles[i];
  }
  return nullptr;
}

Connection* Endpoint::of_handle(Handle handle) {
  const Socket* entry = socket(handle);
  return entry && entry->connection ? find(*entry->connection) : nullptr;
}

Socket* Endpoint::connecting(const FourTuple& sockets) {
  Socket* found = nullptr;
  for (Socket& entry : handles) {
    if (!entry.connecting || !entry.remote || *entry.remote != sockets.remote) continue;
    if (entry.local.port != 0 && entry.local.port != sockets.local.port) continue;
    // A SEND that may have opened counts less than what opened for certain.
    if (!found || (entry.opening && !found->opening)) found = &entry;
  }
  return found;
}

StateSet Endpoint::vacant(const FourTuple& sockets) const {
  if (!calls_seen) return {TcpState::kClosed, TcpState::kListen};
  Fits best = Fits::kNo;
  for (const Listener& listener : listeners) best = std::max(best, fits(listener, sockets));
  switch (best) {
    case Fits::kNo:
      return {TcpState::kClosed};
    case Fits::kMaybe:
      return {TcpState::kClosed, TcpState::kListen};
    case Fits::kYes:
      return {TcpState::kListen};
  }
  std::unreachable();
}

Listener* Endpoint::listener_for(const FourTuple& sockets) {
  for (Listener& listener : listeners) {
    if (fits(listener, sockets) != Fits::kNo) return &listener;
  }
  return nullptr;
}

void Endpoint::try_listener(Connection& conn) {
  int takers = 0;
  for (Listener& listener : listeners) {
    if (fits(listener, conn.sockets) == Fits::kNo) continue;
    listener.taken = listener.one_shot;
    conn.listener = ++takers == 1 ? listener.handle : Handle::kNone;
  }
}

// The handle may go on with another connection.
void Endpoint::unbind_unless_live(Handle handle) {
  Connection* bound = of_handle(handle);
  if (!bound || bound->states.within(kSynchronized)) return;
  socket(handle)->connection.reset();
  bound->owned = bound->snd.handed_known = false;  // whose calls are whose is no longer known
}

bool Socket::may_name(const Connection& conn) const {
  if (connection || conn.owned || over) return false;
  if (sockets) return conn.sockets == *sockets;
  if (from != Handle::kNone) {
    const bool its = conn.listener == from || conn.listener == Handle::kNone;
    return conn.origin == Origin::kPassive && its;
  }
  if (!opened || (local.port != 0 && conn.sockets.local.port != local.port)) return false;
  return remote ? *remote == conn.sockets.remote : rfc;
}

void Socket::pass_on_to(Connection& conn) const {
  conn.touched = conn.touched || user_timeout || keep_alive;
  conn.limit = limit;
  bound_sizes(conn);
}

void Socket::bound_sizes(Connection& conn) const {
  conn.snd.max_segment = std::min(conn.snd.max_segment, max_segment);
  conn.rcv.user_buffer = std::min(conn.rcv.user_buffer, receive_buffer);
}

void Endpoint::bind_listener(Connection& conn) {
  try_listener(conn);
  for (Listener& listener : listeners) {
    if (conn.listener == Handle::kNone && listener.one_shot &&
        fits(listener, conn.sockets) != Fits::kNo) {
      unbind_unless_live(listener.handle);
    }
    if (listener.handle != conn.listener) continue;
    ++listener.waiting;
    if (!listener.one_shot) continue;
    const Connection* last = of_handle(listener.handle);
    if (last && last->snd.handed_end > 1) listener.text_waits = true;
    conn.handle = listener.handle;
    conn.owned = true;
    conn.snd.handed_known = !listener.text_waits;
    if (Socket* entry = socket(listener.handle)) {
      entry->connection = conn.incarnation;
      entry->pass_on_to(conn);
    }
  }
}

bool Endpoint::may_hold(const Listener& listener, const Connection& conn) const {
  if (conn.owned || conn.origin != Origin::kPassive) return false;
  if (conn.listener != Handle::kNone) return conn.listener == listener.handle;
  return fits(listener, conn.sockets) != Fits::kNo;
}

std::optional<Rule> Endpoint::vacated_by(const FourTuple& sockets) const {
  for (const Vacated& each : vacated) {
    if (each.local.port != sockets.local.port) continue;
    if (each.local.ip == sockets.local.ip || is_any(each.local.ip)) return each.rule;
  }
  return std::nullopt;
}

Cause Scene::cause(Cause::Kind kind) const {
  Cause cause = conn.cause;
  cause.kind = kind;
  return cause;
}

void Scene::broken(Rule rule, const Cause& cause, StateSet states, Words words) {
  endpoint.report->broken(rule, {endpoint.id, &conn.sockets, conn.incarnation, states, cause},
                          std::move(words));
}

void Scene::want(Rule rule, Sight sight, Offset a, Time due, Offset b) {
  if (is_held(sight)) due = std::max(due, conn.ecn.held_until);
  conn.expect({rule, true, false, sight, a, b, due, conn.cause, conn.states});
  if (!endpoint.next_due || due < *endpoint.next_due) endpoint.next_due = due;
}

void Scene::want_none(Rule rule, Sight sight, Offset a, Offset b) {
  const std::size_t before = conn.expected.size();
  conn.expect({rule, false, true, sight, a, b, now(), conn.cause, conn.states});
  endpoint.instants += static_cast<int>(conn.expected.size() - before);
}

Time Scene::answer_due() const {
  const Duration tick = endpoint.timing().delayed_ack_granularity.value_or(Duration{0});
  return now() + std::chrono::milliseconds{500} + tick + endpoint.uncertainty;
}

bool Scene::answer_owed() {
  // 5961-7-1: ten ACKs in 5 s may be all that a stack gives.
  const bool used_up = conn.empty_acks >= 10 && now() - conn.last_empty_ack <= kThrottle;
  const bool spaced =
      !used_up && (!conn.odd_seen || now() - conn.last_odd > std::chrono::seconds{1});
  conn.odd_seen = true;
  conn.last_odd = now();
  return spaced || endpoint.features().limited_challenge == false;
}

bool Scene::refusal_owed() {
  const bool spaced =
      !endpoint.refusal_seen || now() - endpoint.last_refusal > std::chrono::seconds{1};
  endpoint.refusal_seen = true;
  endpoint.last_refusal = now();
  return spaced || endpoint.features().limited_challenge == false;
}

StateSet Scene::after_end() {
  StateSet gone = endpoint.vacant(conn.sockets);
  if (conn.earlier && conn.states.has(TcpState::kSynReceived)) {
    gone.add(TcpState::kTimeWait);
    conn.vague = true;
  }
  return gone;
}

void Scene::maybe_gone() {
  conn.states.add(after_end());
  conn.gone_since = endpoint.report->position();
  drop_if(conn.expected, [](const Expectation& wish) { return !wish.until_input; });
}

void Scene::drop_expectations() {
  for (const Expectation& wish : conn.expected) endpoint.instants -= wish.until_input ? 1 : 0;
  conn.expected.clear();
}

}  // namespace synspect::judge
