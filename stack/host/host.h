// A host: addresses, listeners, connections, and the rule for segments that belong to none of them
// (RFC 9293 3.10.7.1). Datagrams in, datagrams out; a value like the Tcb.
//
// What peers can make a host hold, whatever they send (bounds_test.cc):
// - half open: `backlog` connections a listener, each with the text of its SYN; with SYN cookies,
//   too. Not yet accepted: `backlog` of them, and as many again made by cookies.
// - a connection: its table entries; 4 * receive_buffer octets that nobody has read; above holes
//   bit_ceil(receive_buffer) octets in at most Reassembly::kMostRuns runs; Scoreboard::kMostRuns
//   runs of SACK; 4 * send_buffer octets of the user's.
// - Fast Open: the pending limit of each listener, as many times of RST; FastOpenCache::kMost
//   servers and paths.
// - notices: one of a kind for each connection that the user knows. Output: what one call may draw,
//   2 * max_burst + 1 segments of one connection, as long as the caller takes it before the next.
// Connections that the user has accepted or opened are the user's to bound; in TIME-WAIT each stays
// for 2 MSL (MUST-13), in FIN-WAIT-2 until its peer closes, for the RFC has no timer there. No
// segment makes the host look at all of its connections.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "stack/address.h"
#include "stack/effects.h"
#include "stack/event.h"
#include "stack/fast_open/host_fast_open.h"
#include "stack/host/connection.h"
#include "stack/host/connection_table.h"
#include "stack/host/deadlines.h"
#include "stack/host/flat_map.h"
#include "stack/host/notice_queue.h"
#include "stack/host/output_queue.h"
#include "stack/host/slot_index.h"
#include "stack/host/table_hash.h"
#include "stack/profile.h"
#include "stack/step.h"
#include "stack/tcb.h"
#include "stack/wire/codec.h"
#include "stack/wire/source_route.h"

namespace synspect::tcp {

struct HostOptions {
  std::uint64_t seed{};                // keys the ISN function; the only source of chance
  std::vector<IpAddress> addresses{};  // the first of a version is the default source
  std::uint32_t mtu{1500};             // octets; at least 68 (IPv4), 1280 (IPv6)
  Profile profile{};
  std::vector<std::uint32_t> forced_isns{};  // used up first, one per connection
  friend bool operator==(const HostOptions&, const HostOptions&) = default;
};

// OPEN (RFC 9293 3.9.1.1).
struct OpenRequest {
  Socket local{};                  // address unspecified: any, or chosen here; port 0: chosen here
  std::optional<Socket> remote{};  // empty: any (passive only)
  bool active{};
  // Passive: false makes one connection, as the RFC has it, which is LISTEN, SYN-RECEIVED and,
  // after a RST, LISTEN again under one id. True makes a listener in the manner of sockets: each
  // SYN makes a connection of its own, which take_accepted() hands out once it is ESTABLISHED.
  bool spawning{};
  std::optional<std::uint16_t> backlog{};  // of a spawning listener; empty: the profile's
  std::optional<Duration> timeout{};       // R2 (MUST-21)
  std::optional<std::uint8_t>
      diffserv{};                      // six bits (MUST-48); of an `existing` one: empty, as it was
  std::optional<SourceRoute> route{};  // active, IPv4: the way to the peer (MUST-51)
  TuneCall tune{};
  std::optional<ConnectionId> existing{};  // OPEN on a LISTEN turns it active (9293-3.10.1-f)
  // RFC 7413, as far as the profile has it. Passive: how many may be pending; 0: none. Active: a
  // cookie is asked for or shown, and `text` may go with it; OpenResult::octets tells how much.
  std::uint16_t fast_open_queue{};
  bool fast_open{};
  std::span<const std::byte> text{};
};

struct OpenResult {
  CallStatus status{CallStatus::kOk};
  ConnectionId connection{};  // kNone unless kOk
  std::size_t octets{};       // of OpenRequest::text, taken
};

struct TransferResult {
  CallStatus status{CallStatus::kOk};
  std::size_t octets{};
  // RECEIVE: all text was delivered and the peer's FIN was taken; also after the Tcb is gone.
  bool end_of_stream{};
  std::optional<std::uint32_t> urgent_ahead{};  // RECEIVE: as in Effects
};

struct StatusResult {
  CallStatus status{CallStatus::kOk};
  State state{};
  SocketPair sockets;
};

class Host {
 public:
  explicit Host(HostOptions options);
  // Becomes what a new host with these options is; memory is used again.
  void restart(HostOptions options);

  // One IP datagram; anything that is not an intact TCP segment for one of our addresses, or an
  // ICMP error that quotes a segment of ours, is dropped.
  void receive_datagram(std::span<const std::byte> datagram, Instant now);
  // Fires every timer that is due at or before `now`, each at its own time, in order of due time,
  // then of connection.
  void advance(Instant now);
  [[nodiscard]] std::optional<Instant> next_deadline() const;

  // RFC 9293 3.10.1 to 3.10.6.
  [[nodiscard]] OpenResult open(const OpenRequest& request, Instant now);
  [[nodiscard]] TransferResult send(ConnectionId id, const SendCall& call, Instant now);
  [[nodiscard]] TransferResult receive(ConnectionId id, const ReceiveCall& call, Instant now);
  CallStatus close(ConnectionId id, Instant now);
  CallStatus abort(ConnectionId id, Instant now);
  [[nodiscard]] StatusResult status(ConnectionId id) const;

  // The oldest connection of a spawning listener that is ESTABLISHED; its end may have come since.
  [[nodiscard]] std::optional<ConnectionId> take_accepted(ConnectionId listener);

  // The Tcb behind an id; null once it is gone ("connection does not exist").
  [[nodiscard]] const Tcb* find(ConnectionId id) const;
  // How it ended, if it has and the user has not forgotten it.
  [[nodiscard]] const Ending* ending(ConnectionId id) const;
  // The user lets go of the id: of what is left of an ended connection, or of one that lives on.
  void forget(ConnectionId id);
  // Changes R2 of a live connection (MUST-21).
  CallStatus set_timeout(ConnectionId id, std::optional<Duration> r2);

  // Nagle for one connection, or for all that a listener will make (MUST-17).
  CallStatus set_nagle(ConnectionId id, bool on, Instant now);
  // RFC 7413: how many connections of a listener may be pending; 0: off (7413-4.2-a).
  CallStatus set_fast_open(ConnectionId listener, std::uint16_t queue);
  // Likewise keep-alives (MUST-24).
  CallStatus set_keep_alive(ConnectionId id, const KeepAliveCall& call, Instant now);
  // Likewise the Diffserv field of all that leaves from now on: any of the 64 code points, as it is
  // (SHLD-21, SHLD-22).
  CallStatus set_diffserv(ConnectionId id, std::uint8_t code_point);
  // Likewise whether the user hears of trouble that does not end the connection (SHLD-20): soft
  // ICMP errors, and text that is not getting through.
  CallStatus set_reports(ConnectionId id, bool on);
  // Likewise buffers, the size of segments, the cork.
  CallStatus tune(ConnectionId id, const TuneCall& call, Instant now);
  // How many may wait in a spawning listener from now on.
  CallStatus set_backlog(ConnectionId listener, std::uint16_t backlog);

  // Output, oldest first: whole IP datagrams. A view that lives until the next call that is not
  // const.
  [[nodiscard]] std::optional<std::span<const std::byte>> next_datagram() { return output_.take(); }
  // Of connections that the user knows. A notice that already waits is not queued twice.
  [[nodiscard]] std::optional<HostNotice> next_notice();

  // Live ones, in the order in which they were made.
  [[nodiscard]] const ConnectionTable& connections() const { return connections_; }
  [[nodiscard]] const HostOptions& options() const { return options_; }
  [[nodiscard]] const HostFastOpen& fast_open() const { return fast_open_; }
  // Another number whenever a connection comes, goes, is bound or moves to another state: until
  // then who has asked need not ask again. No part of the value.
  [[nodiscard]] std::uint64_t changes() const { return changes_; }

  friend bool operator==(const Host& a, const Host& b);
  friend std::uint64_t hash(const Host& host);

 private:
  // arrive_icmp.cc
  void icmp_arrives(std::span<const std::byte> octets, Instant now);
  // arrive.cc
  void tcp_arrives(Datagram& datagram, const SourceRoute& back, Instant now);
  [[nodiscard]] Connection* find_bound(const Datagram& datagram);
  [[nodiscard]] Connection* matching_listener(const SocketPair& sockets);
  [[nodiscard]] bool reopens(const Tcb& tcb, const Segment& segment) const;
  [[nodiscard]] Connection& add_child(Connection& listener, const SocketPair& sockets);
  struct Came {                    // how a SYN came
    const Connection* supersedes;  // in TIME-WAIT; null: none
    const SourceRoute& back;       // the way back
  };
  void arrives_at_listener(Connection& listener, const SocketPair& sockets, Segment& segment,
                           const Came& came, Instant now);
  // arrive_cookie.cc
  [[nodiscard]] Tcb opened_by(const Connection& listener, const SocketPair& sockets, Segment syn,
                              Seq iss, Instant now);
  void answer_with_cookie(const Connection& listener, const SocketPair& sockets, const Segment& syn,
                          Instant now);
  [[nodiscard]] bool take_cookie(Connection& listener, const SocketPair& sockets, Segment& ack,
                                 Instant now);
  // open.cc
  [[nodiscard]] CallStatus name_local(Socket& local, const Socket& remote);
  [[nodiscard]] bool port_in_use(const IpAddress& ip, Port port) const;
  [[nodiscard]] OpenResult open_existing(Connection* found, const OpenRequest& request,
                                         Instant now);
  [[nodiscard]] OpenResult begin(Connection& connection, const OpenRequest& request, Instant now);
  [[nodiscard]] CallStatus prepare_active(Connection& connection, const Socket& remote,
                                          Instant now);
  // calls.cc
  [[nodiscard]] CallStatus end(ConnectionId id, const UserCall& call, Instant now);
  // host.cc
  [[nodiscard]] const Slot* slot_of(const SocketPair& sockets) const;
  void bind(Connection& connection, const SocketPair& sockets);
  [[nodiscard]] Connection& add(const Tcb& tcb, Port local);
  [[nodiscard]] Seq choose_iss(const SocketPair& sockets, Instant now);
  [[nodiscard]] std::uint16_t mss_for(IpVersion version) const;
  template <typename What>  // anything that step() takes
  void apply(Connection& connection, What&& event, Instant now) {
    const State before = connection.tcb.state;
    clock_ = std::max(clock_, now);
    step(connection.tcb, event, clock_, effects_);
    settle(connection, before);
  }
  void settle(Connection& connection, State before);
  [[gnu::cold]] void opening_failed(const Connection& connection);
  [[gnu::cold]] void listen_again(Connection& connection);
  void tell(Connection& connection, Notice notice);
  void now_established(Connection& connection);
  void hand_out(Connection& connection);
  void remove(Connection& connection, State in);
  void unbind(const Connection& connection);
  void start_listening(ConnectionId id);
  void stop_listening(ConnectionId id);
  void transmit(const SocketPair& sockets, const Segment& segment, std::uint8_t diffserv = 0,
                const SourceRoute& route = kDirect);
  // routes.cc
  [[nodiscard]] CallStatus usable(const OpenRequest& request) const;
  void take_route(Connection& connection, const SourceRoute& route);
  void drop_route(Connection& connection);
  void heard_by_route(Connection& connection, const Segment& segment, const SourceRoute& back);

  HostOptions options_;
  SharedProfile profile_;  // that of the options, one for all connections
  ConnectionTable connections_;
  SocketPairHash hash_of_;
  SlotIndex by_sockets_;            // all but those in LISTEN
  std::optional<Slot> last_bound_;  // one of these, asked for last; no part of the value
  FlatMap<Port, std::uint32_t, PortHash> ports_;  // local ones: connections that use each
  std::vector<ConnectionId> listening_;           // in LISTEN, in order
  Deadlines deadlines_;
  FlatMap<ConnectionId, Ending, IdHash> endings_;
  FlatMap<ConnectionId, SourceRoute, IdHash> routes_;  // of the few connections that have one
  OutputQueue output_;
  NoticeQueue notices_;
  HostFastOpen fast_open_;
  std::size_t next_forced_isn_{0};
  std::uint32_t next_id_{1};
  std::uint16_t next_port_{};
  Instant cookies_until_{};  // until when a SYN cookie that was sent may come back
  Instant clock_{};          // the latest time that was heard of
  std::uint64_t changes_{0};
  Effects effects_;  // of the latest step: memory to use again, no part of the value
};

// Equal hosts have equal hashes; the same on every machine.
[[nodiscard]] std::uint64_t hash(const Host& host);

}  // namespace synspect::tcp
