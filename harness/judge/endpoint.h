// One judged endpoint: its listeners, its handles, its connections.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "harness/history/pattern_text.h"
#include "harness/judge/connection.h"
#include "harness/judge/report.h"

namespace synspect::judge {

struct Listener {
  Handle handle{Handle::kNone};
  SocketAddress local;
  std::optional<SocketAddress> remote;  // OPEN with a remote socket takes only that peer
  std::int32_t backlog{1};
  bool one_shot{};      // RFC OPEN: becomes the connection itself
  bool taken{};         // ... and may have done so
  int waiting{};        // connections not accepted yet, at most; one that was reset still waits
  bool text_waits{};    // SENDs of a life that went back to LISTEN: they may go with the next
  bool evicted{};       // what it had completed was lost sight of before ACCEPT
  bool opened_again{};  // another passive OPEN asked for its port (MUST-41)
};

// Where a listener was until the user closed or aborted it, and the clause that says so.
struct Vacated {
  SocketAddress local;
  Rule rule{};
};

struct Socket {  // a handle that is no listener (yet)
  Handle handle{Handle::kNone};
  SocketAddress local;
  std::optional<SocketAddress> remote;
  std::optional<std::uint64_t> connection;  // incarnation
  bool connecting{};                        // its SYN has not been seen yet
  bool text_waits{};                        // ... and text was handed over with the OPEN
  bool linger_zero{};
  bool linger_perhaps{};  // as its listener had it when the connection came
  std::int64_t max_segment{kNoLimit}, receive_buffer{kNoLimit};  // TCP_MAXSEG, SO_RCVBUF
  bool keep_alive{};
  bool user_timeout{};
  std::optional<Duration> limit;  // R2 of his own
  bool over{};                    // the user was told of its end
  bool opened{};               // by connect, listen, accept or OPEN: no longer CLOSED for certain
  bool rfc{};                  // a name that OPEN gave
  bool no_delay{};             // TCP_NODELAY
  bool cork{};                 // TCP_CORK: when text goes is the stack's affair
  Handle from{Handle::kNone};  // ACCEPT gave it, of this listener
  // ... of this four-tuple, of one of whose lives nobody can tell.
  std::optional<FourTuple> sockets;
  std::optional<Rule> opening;  // the clause by which a SYN is owed, and until when
  Time opening_due{};

  // Nothing is bound to it, but calls on it may be calls on that connection.
  [[nodiscard]] bool may_name(const Connection& conn) const;
  // What the user asked of it before there was a connection holds for that, too.
  void pass_on_to(Connection& conn) const;
  void bound_sizes(Connection& conn) const;
};

// Memory of connections of earlier runs: no part of the value.
struct SpareMemory {
  SpareMemory() = default;
  SpareMemory(const SpareMemory& /*other*/) {}
  SpareMemory& operator=(const SpareMemory& /*other*/) { return *this; }
  SpareMemory(SpareMemory&&) = default;
  SpareMemory& operator=(SpareMemory&&) = default;
  ~SpareMemory() = default;

  std::vector<ConnectionMemory> list;
};

// What a run shows of an endpoint, its connections and names apart.
struct Seen {
  bool calls_seen{};
  bool failed{};
  bool blind{};  // fragments: what arrives cannot be known
  bool keep_alive_asked{};
  bool knobs{};  // settings changed in mid-run
  std::uint64_t next_incarnation{1};
  Time last_refusal{};  // last stimulus for a port without connection
  bool refusal_seen{};
  bool holds_text{};           // an ACK jumped over a hole that was filled: SHLD-31 is there
  std::uint64_t last_input{};  // position of what last reached it, whatever connection it was for
  int instants{};              // expectations that end with the next input
  std::optional<Time> next_due;
};

struct Endpoint : Seen {
  EndpointId id{};
  EndpointHeader header;
  Duration uncertainty{};
  Report* report{};
  PatternText* pattern{};  // of what this end sends; the memory is the judge's
  std::vector<Listener> listeners;
  std::vector<Socket> handles;
  std::array<std::uint8_t, 16> places{};  // where in `handles` one was found last
  std::vector<Connection> connections;
  SpareMemory spare;
  std::vector<Vacated> vacated;  // a few, the latest

  [[nodiscard]] const Features& features() const {
    static const Features kNothingKnown;
    return header.capabilities ? header.capabilities->features : kNothingKnown;
  }
  [[nodiscard]] const Timing& timing() const {
    static const Timing kNothingKnown;
    return header.capabilities ? header.capabilities->timing : kNothingKnown;
  }
  // Another run begins: nothing is known any more, memory is used again.
  void restart(const EndpointHeader& of_run);
  // Of two sockets where they lie: what has just been copied would have to be waited for.
  [[nodiscard]] Connection* find(const SocketAddress& local, const SocketAddress& remote) {
    Connection* found = nullptr;
    for (Connection& conn : connections) {  // by the ports, without a branch: they tell most apart
      const FourTuple& its = conn.sockets;
      const int differ = (its.remote.port ^ remote.port) | (its.local.port ^ local.port);
      found = differ == 0 ? &conn : found;
    }
    if (found == nullptr) return nullptr;
    const FourTuple& its = found->sockets;
    if (its.remote.ip == remote.ip && its.local.ip == local.ip) return found;
    return find_by_all(local, remote);
  }
  [[nodiscard]] Connection* find(const FourTuple& sockets) {
    return find(sockets.local, sockets.remote);
  }
  [[nodiscard]] Connection* find_by_all(const SocketAddress& local, const SocketAddress& remote);
  [[nodiscard]] Connection* find(std::uint64_t incarnation);
  Connection& add(const FourTuple& sockets);  // invalidates pointers to connections
  void forget(const Connection& conn);        // another life begins in its place
  // The listener may have completed what the judge lost sight of, and no ACCEPT gave yet.
  [[nodiscard]] bool unclaimed(Handle listener) const;
  [[nodiscard]] Socket* socket(Handle handle);
  [[nodiscard]] Connection* of_handle(Handle handle);
  // The handle that is about to open `sockets` actively.
  [[nodiscard]] Socket* connecting(const FourTuple& sockets);
  // What a four-tuple without a connection is: CLOSED, LISTEN, or either.
  [[nodiscard]] StateSet vacant(const FourTuple& sockets) const;
  [[nodiscard]] Listener* listener_for(const FourTuple& sockets);
  // A SYN reached LISTEN; a SYN,ACK shows that it was taken. Which of several listeners took it
  // nobody can tell from outside.
  void try_listener(Connection& conn);
  void bind_listener(Connection& conn);
  void unbind_unless_live(Handle handle);
  // The clause by which nobody listens at the local socket any more.
  [[nodiscard]] std::optional<Rule> vacated_by(const FourTuple& sockets) const;
  // Where several listeners fit, any of them may have taken an unclaimed connection.
  [[nodiscard]] bool may_hold(const Listener& listener, const Connection& conn) const;
};

// The interval of RFC 5961's throttle of ACKs (section 7).
inline constexpr Duration kThrottle = std::chrono::seconds{5};

// An endpoint, one of its connections and the moment: what every rule looks at.
struct Scene {
  Endpoint& endpoint;
  Connection& conn;

  [[nodiscard]] Time now() const { return endpoint.report->now(); }
  [[nodiscard]] Cause cause(Cause::Kind kind) const;
  void upheld(Rule rule) { endpoint.report->upheld(rule, conn.states); }
  void broken(Rule rule, Words words) { broken(rule, conn.cause, conn.states, std::move(words)); }
  void broken(Rule rule, const Cause& cause, StateSet states, Words words);

  // Must be seen by `due`; or must not be seen before the next input; or not before `due`.
  void want(Rule rule, Sight sight, Offset a, Time due, Offset b = 0);
  void want_none(Rule rule, Sight sight, Offset a = 0, Offset b = 0);

  // An answer has half a second, unless a longer bound stands in its row.
  [[nodiscard]] Time answer_due() const;
  // True when an answer that stacks may rate limit has to come this time.
  [[nodiscard]] bool answer_owed();
  [[nodiscard]] bool refusal_owed();
  // What it is once it has ended: no connection, or back in the TIME-WAIT that it came from
  // (9293-3.6.1-c), with the numbers of then.
  [[nodiscard]] StateSet after_end();
  // It may have come to an end: no answer is owed any more.
  void maybe_gone();
  // Everything that was wanted or unwanted is off: the connection came to an end.
  void drop_expectations();
};

}  // namespace synspect::judge
