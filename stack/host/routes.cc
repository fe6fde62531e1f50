// Which way the segments of a connection take (RFC 9293 3.9.2.1).
#include <algorithm>

#include "stack/host/address_filter.h"
#include "stack/host/host.h"
#include "stack/segment_arrives/sequence_check.h"

namespace synspect::tcp {

// Of what an OPEN asks.
CallStatus Host::usable(const OpenRequest& request) const {
  if (!request.route) return CallStatus::kOk;
  const SourceRoute& route = *request.route;
  const bool v4 = !request.remote || request.remote->ip.version == IpVersion::kV4;
  const bool good = options_.profile.source_route && request.active && v4 && route.count > 0 &&
                    route.count <= SourceRoute::kMost &&
                    std::ranges::all_of(route.view(), [](const IpAddress& gateway) {
                      return gateway.version == IpVersion::kV4 && names_one_host(gateway);
                    });
  return good ? CallStatus::kOk : CallStatus::kIllegal;
}

void Host::take_route(Connection& connection, const SourceRoute& route) {
  routes_[connection.id] = route;
  connection.has_route = true;
  connection.tcb.ip_options = static_cast<std::uint8_t>(route_size(route));
}

void Host::drop_route(Connection& connection) {
  if (!connection.has_route) return;
  routes_.erase(connection.id);
  connection.has_route = false;
  connection.tcb.ip_options = 0;
}

// SHLD-24: a later route takes the place of an earlier one that was received; never that of the
// user, who opened actively (MUST-52). Who cannot name a number in the window has no say.
void Host::heard_by_route(Connection& connection, const Segment& segment, const SourceRoute& back) {
  Tcb& tcb = connection.tcb;
  if (tcb.origin != Origin::kPassive || segment.rst) return;
  if (!acceptable(segment.seq, segment.length(), tcb.rcv_nxt, tcb.rcv_wnd)) return;
  const std::uint8_t before = tcb.ip_options;
  take_route(connection, back);
  if (tcb.ip_options <= before) return;
  // MUST-16. Segments do not grow again where the way becomes a shorter one.
  const auto more = static_cast<std::uint16_t>(tcb.ip_options - before);
  tcb.snd_mss = std::max<std::uint16_t>(tcb.snd_mss, more + 1U) - more;
}

}  // namespace synspect::tcp
