// Non-blocking sockets over the RFC's calls.
//
//   socket             RFC 9293 3.9.1           otherwise
//   ----------------   ----------------------   ------------------------------------------------
//   socket, bind       -                        only here: a name, a local address
//   listen             passive OPEN             one for many connections
//   accept             -                        a connection that is ESTABLISHED gets a handle
//   connect            active OPEN              EINPROGRESS; the outcome in SO_ERROR
//   send, sendto       SEND, PUSH unless more   MSG_OOB is URGENT; MSG_FASTOPEN an active OPEN
//                                               with text, of which the SYN takes what it can
//   recv               RECEIVE
//   shutdown(WR)       CLOSE                    recv goes on (a half-close)
//   close              CLOSE; ABORT if octets   the connection lives on without a handle; octets
//                      are unread (SHLD-3)      that come later draw an ABORT, too. Nothing blocks:
//                      or SO_LINGER says 0 s    any other SO_LINGER is as none
//   abort              ABORT
//   getsockname        STATUS
//   poll               -                        what Linux would tell (readiness.h)
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "harness/history/address.h"
#include "harness/history/user_call.h"
#include "harness/stack_under_test/reference/keep_alive.h"
#include "harness/stack_under_test/reference/layer.h"

namespace synspect::reference {

struct SocketEntry {
  enum class Phase : std::uint8_t {
    kIdle,  // no connection, perhaps a local address
    kListening,
    kConnecting,  // the active OPEN is not answered yet
    kConnected,
    kEnded,  // there was a connection; the host has forgotten it
  };
  IpVersion version{};
  Phase phase{Phase::kIdle};
  SocketAddress local;                        // port 0: not bound
  SocketAddress remote;                       // of the connection
  tcp::ConnectionId id{};                     // kNone with kIdle
  CallError pending_error{CallError::kNone};  // SO_ERROR
  bool reuse_address{};
  bool no_delay{};                           // MUST-17
  std::chrono::milliseconds user_timeout{};  // MUST-21
  KeepAliveOptions keep_alive;               // MUST-24
  std::uint16_t fast_open_queue{};           // 7413-4.2-a
  std::uint8_t diffserv{};                   // MUST-48: six bits
  tcp::TuneCall tuning;                      // SO_RCVBUF, SO_SNDBUF, TCP_MAXSEG, TCP_CORK
  std::int32_t linger_s{-1};                 // SO_LINGER; -1: off
  bool write_shut{};
  bool read_shut{};
  friend bool operator==(const SocketEntry&, const SocketEntry&) = default;
};

class Sockets {
 public:
  [[nodiscard]] CallResult socket(const call::Socket& c, Below& below);
  [[nodiscard]] CallResult bind(const call::Bind& c, Below& below);
  [[nodiscard]] CallResult listen(const call::Listen& c, Below& below);
  [[nodiscard]] CallResult accept(const call::Accept& c, Below& below);
  [[nodiscard]] CallResult connect(const call::Connect& c, Below& below);
  [[nodiscard]] CallResult send(const call::Send& c, Below& below);
  [[nodiscard]] CallResult receive(const call::Receive& c, Below& below);
  [[nodiscard]] CallResult shutdown(const call::Shutdown& c, Below& below);
  [[nodiscard]] CallResult close(const call::Close& c, Below& below);
  [[nodiscard]] CallResult set_option(const call::SetOption& c, Below& below);
  [[nodiscard]] CallResult get_option(const call::GetOption& c, const Below& below);
  [[nodiscard]] CallResult name(const call::Name& c) const;
  [[nodiscard]] CallResult poll(const call::Poll& c, const Below& below) const;
  [[nodiscard]] CallResult abort(Handle handle, Below& below);

  // The host tells something of a connection; true when it is one of ours.
  bool notice(const tcp::HostNotice& notice, Below& below);
  // To be called after each arrival: SHLD-3 for connections whose handle is gone.
  void reset_unread(Below& below) {
    if (!orphans_.empty()) reset_unread_orphans(below);
  }

  [[nodiscard]] const tcp::Tcb* tcb(Handle handle, const tcp::Host& host) const;
  [[nodiscard]] const std::map<Handle, SocketEntry>& entries() const { return entries_; }
  [[nodiscard]] const std::vector<tcp::ConnectionId>& orphans() const { return orphans_; }
  [[nodiscard]] bool has(Handle handle) const { return entries_.contains(handle); }
  friend bool operator==(const Sockets&, const Sockets&) = default;

 private:
  void reset_unread_orphans(Below& below);
  [[nodiscard]] SocketEntry* find(Handle handle);
  [[nodiscard]] CallResult open(SocketEntry& entry, const SocketAddress& remote,
                                const tcp::OpenRequest& request, Below& below);
  [[nodiscard]] CallResult send_fast(SocketEntry& entry, const call::Send& c, Below& below);
  [[nodiscard]] bool port_taken(const SocketEntry& by, const SocketAddress& local,
                                const Below& below) const;
  [[nodiscard]] std::optional<SocketAddress> free_port(const SocketEntry& by, const IpAddress& ip,
                                                       const Below& below) const;

  std::map<Handle, SocketEntry> entries_;   // ordered: same order on every machine
  std::vector<tcp::ConnectionId> orphans_;  // closed by their user, still in the host
};

}  // namespace synspect::reference
