// A listener without room for one more half-open connection answers with a SYN cookie, and makes
// the connection when its ACK comes (RFC 4987 3.6). Either way the SYN runs through the same steps
// as any other: first for the SYN,ACK alone, then once more from what the cookie says of it.
#include "stack/host/host.h"
#include "stack/host/isn.h"
#include "stack/host/syn_cookie.h"

namespace synspect::tcp {
namespace {

// Half-open connections may fill a listener, and cookies stand in for more of them; nothing stands
// in for connections that the user does not accept.
bool nobody_accepts(const Connection& listener) {
  return listener.ready.size() >= listener.backlog;
}

}  // namespace

Tcb Host::opened_by(const Connection& listener, const SocketPair& sockets, Segment syn, Seq iss,
                    Instant now) {
  Tcb tcb = listener.tcb;
  tcb.sockets = sockets;
  tcb.rcv_mss = mss_for(sockets.local.ip.version);
  tcb.timestamps.offset = timestamp_offset(options_.seed, sockets);
  tcb.iss = iss;
  step(tcb, syn, now, effects_);
  // When the SYN,ACK left is known to TSval alone, which a cookie makes coarse.
  tcb.retransmission.timed_end.reset();
  return tcb;
}

void Host::answer_with_cookie(const Connection& listener, const SocketPair& sockets,
                              const Segment& syn, Instant now) {
  if (!options_.profile.syn_cookies || nobody_accepts(listener)) return;  // the peer repeats it
  const IpVersion version = sockets.local.ip.version;
  const std::uint16_t standard = version == IpVersion::kV4 ? 536 : 1220;  // MUST-15
  const auto kept = syn_within_cookie(syn, standard, mss_for(version), options_.profile.timestamps);
  if (!kept) return;
  const Seq iss = syn_cookie(options_.seed, sockets, *kept, now);
  (void)opened_by(listener, sockets, *kept, iss, now);
  Segment& answer = effects_.transmit.front();
  if (auto& stamps = answer.options.timestamps) {
    stamps->value = stamp_with_options(stamps->value, *kept);
  }
  transmit(sockets, answer);
  cookies_until_ = now + kSynCookieLife;
}

bool Host::take_cookie(Connection& listener, const SocketPair& sockets, Segment& ack, Instant now) {
  // Without a cookie out there is none to guess.
  if (now >= cookies_until_ || !listener.spawning) return false;
  if (!ack.ack_flag || ack.rst || ack.syn) return false;
  const auto syn = syn_of_cookie(options_.seed, sockets, ack, now);
  if (!syn) return false;
  if (nobody_accepts(listener)) return true;  // dropped: the peer says it again
  Connection& child = add_child(listener, sockets);
  child.tcb = opened_by(listener, sockets, *syn, ack.ack - SeqLen{1}, now);
  apply(child, ack, now);
  return true;
}

}  // namespace synspect::tcp
