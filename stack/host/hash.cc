#include "stack/hash.h"

#include "stack/host/host.h"

namespace synspect::tcp {
namespace {

void add(Hasher& hasher, ConnectionId id) { hasher.add(static_cast<std::uint64_t>(id)); }

void add(Hasher& hasher, const Connection& connection) {
  hasher.add(hash(connection.tcb));
  hasher.add(connection.opened);
  hasher.add(static_cast<std::uint64_t>(connection.known));
  hasher.add(std::uint64_t{connection.diffserv});
  hasher.add(std::uint64_t{connection.reports_off});
  hasher.add(std::uint64_t{connection.spawning});
  hasher.add(std::uint64_t{connection.backlog});
  for (const ConnectionId id : connection.ready) add(hasher, id);
  add(hasher, connection.parent);
  add(hasher, connection.supersedes);
}

std::uint64_t hash_of_route(ConnectionId id, const SourceRoute& route) {
  Hasher hasher;
  add(hasher, id);
  hasher.add(std::uint64_t{route.strict});
  for (const IpAddress& gateway : route.view()) hasher.add(gateway);
  return hasher.digest();
}

std::uint64_t hash_of_ending(ConnectionId id, const Ending& ending) {
  Hasher hasher;
  add(hasher, id);
  hasher.add(static_cast<std::uint64_t>(ending.why));
  hasher.add(static_cast<std::uint64_t>(ending.in));
  hasher.add(ending.unread.view());
  hasher.add(std::uint64_t{ending.end_of_stream});
  return hasher.digest();
}

}  // namespace

// What the members say twice (indices, deadlines) is mixed once.
std::uint64_t hash(const Host& host) {
  Hasher hasher;
  hasher.add(host.options_.seed);
  hasher.add(std::uint64_t{host.options_.mtu});
  for (const IpAddress& ip : host.options_.addresses) hasher.add(ip);
  for (const auto& [id, connection] : host.connections_) {
    add(hasher, id);
    add(hasher, connection);
  }
  hasher.add(host.endings_.sum(hash_of_ending));
  hasher.add(host.routes_.sum(hash_of_route));
  hasher.add(host.output_.waiting_octets());
  for (const HostNotice& notice : host.notices_.waiting()) {
    add(hasher, notice.connection);
    hasher.add(static_cast<std::uint64_t>(notice.notice));
  }
  host.fast_open_.add_to(hasher);
  hasher.add(std::uint64_t{host.next_forced_isn_});
  hasher.add(std::uint64_t{host.next_id_});
  hasher.add(std::uint64_t{host.next_port_});
  hasher.add(host.cookies_until_);
  hasher.add(host.clock_);
  return hasher.digest();
}

}  // namespace synspect::tcp
