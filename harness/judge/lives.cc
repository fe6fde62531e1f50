// One four-tuple, several lives: how one begins where another was, ends, or goes on after all.
#include <memory>
#include <utility>
#include <vector>

#include "harness/judge/follow.h"

namespace synspect::judge {
namespace {

// What belongs to the four-tuple, whoever lives there.
void carry_over(const Connection& from, Connection& to) {
  to.cause = from.cause;
  to.last_input = from.last_input;
  to.last_call = from.last_call;
  to.last_arrival = from.last_arrival;
  to.unanswered_arrivals = from.unanswered_arrivals;
  to.last_odd = from.last_odd;
  to.odd_seen = from.odd_seen;
  to.last_empty_ack = from.last_empty_ack;
  to.empty_acks = from.empty_acks;
  to.ecn.setup_delivered = from.ecn.setup_delivered;
  to.options.own = from.options.own;
  to.options.peer = from.options.peer;
  to.options.asked = from.options.asked;
}

std::shared_ptr<const Connection> life_in_time_wait(const Connection& conn) {
  if (conn.earlier && conn.snd.una < 1) return conn.earlier;  // still that one
  // Of several FINs of the peer one may have been taken unseen.
  const bool perhaps = conn.states.has(TcpState::kTimeWait) || conn.rcv.odd_fin;
  if (!perhaps || !conn.snd.fin) return nullptr;
  auto life = std::make_shared<Connection>(conn);
  life->expected.clear();
  life->earlier.reset();
  life->candidate.reset();
  return life;
}

}  // namespace

void adopt(Scene& scene, Candidate candidate) {
  Connection& conn = scene.conn;
  std::shared_ptr<const Connection> earlier = life_in_time_wait(conn);
  reincarnate(scene.endpoint, conn, {TcpState::kSynReceived}, Origin::kPassive);
  conn.earlier = std::move(earlier);
  conn.rcv.known = true;
  conn.rcv.irs = candidate.seq;
  conn.rcv.low = 1;
  conn.rcv.arrived.add(0, 1 + candidate.text + (candidate.fin ? 1 : 0));
  if (candidate.fin) conn.rcv.fin = 1 + candidate.text;
  conn.vague = candidate.fin;  // as with any FIN on a SYN: whether it was taken is open
  conn.rcv.up_doubtful = candidate.urgent;
  conn.rcv.text_conflict = candidate.text > 0;  // its octets were not kept
  conn.peer = candidate.terms;
  if (conn.peer.timestamps) {
    conn.peer_stamp = conn.peer_stamp_most = candidate.terms.stamp;
    conn.options.stamps.begin(candidate.terms.stamp, scene.now());
  }
  conn.snd.window = conn.snd.max_window = conn.snd.max_window_most = candidate.window;
  conn.snd.edge = conn.snd.edge_low = conn.snd.edge_high = conn.snd.edge_newest =
      1 + candidate.window;
}

// Only the acknowledgment of TIME-WAIT itself shows which of two lives goes on.
void resume_earlier(Scene& scene, const DecodedSegment& seg) {
  Connection& conn = scene.conn;
  if (!conn.earlier || !conn.states.has(TcpState::kTimeWait)) return;
  if (!seg.has(kAck) || seg.has(kSyn) || seg.has(kRst)) return;
  const Connection& earlier = *conn.earlier;
  if (seg.seq != wrap(earlier.snd.nxt, earlier.snd.iss)) return;
  // Of several FINs of the peer it may have been any (9293-3.6.1-c).
  const Offset most = earlier.rcv.odd_fin ? earlier.rcv.high() - earlier.rcv.low : 0;
  if (seg.ack - wrap(earlier.rcv.low, earlier.rcv.irs) > static_cast<std::uint32_t>(most)) return;
  // Where the other life has the same numbers it shows nothing.
  const bool over = conn.states.within({TcpState::kTimeWait, TcpState::kClosed, TcpState::kListen});
  if (!over && conn.snd.iss == earlier.snd.iss && conn.rcv.irs == earlier.rcv.irs) return;
  scene.drop_expectations();
  Connection resumed = earlier;
  carry_over(conn, resumed);
  resumed.states = {TcpState::kTimeWait};
  resumed.time_wait_last = scene.now();
  resumed.rcv.text_conflict = true;  // what the user read meanwhile was not followed
  // Nor was what arrived, with its timestamps.
  resumed.options.sack.too_many = resumed.options.stamps.astray = true;
  conn = std::move(resumed);
}

void reincarnate(Endpoint& endpoint, Connection& conn, StateSet states, Origin origin) {
  endpoint.forget(conn);
  std::vector<Expectation> expected = std::move(conn.expected);
  Connection fresh;
  fresh.use(conn.release());
  fresh.sockets = conn.sockets;
  fresh.incarnation = endpoint.next_incarnation++;
  fresh.states = states;
  fresh.origin = origin;
  fresh.expected = std::move(expected);
  carry_over(conn, fresh);
  fresh.touched = endpoint.knobs;
  // Of a life in doubt there may have been two, and the second waits.
  const bool unclaimed = !conn.owned || conn.vague;
  const bool waits =
      conn.origin == Origin::kPassive && unclaimed && !conn.passed_over && conn.snd.una_max >= 1;
  fresh.shadowed = conn.shadowed + (waits ? 1 : 0);
  conn = std::move(fresh);
}

void end_name(Endpoint& endpoint, Handle handle) {
  const auto its = [&](const Listener& each) { return each.handle == handle && each.one_shot; };
  std::erase_if(endpoint.listeners, its);
  if (Socket* socket = endpoint.socket(handle)) {
    socket->connecting = false;
    socket->over = socket->rfc;  // a socket may connect once more
  }
}

void end_told(Scene& scene) {
  Connection& conn = scene.conn;
  conn.told = true;
  if (conn.owned) end_name(scene.endpoint, conn.handle);
  drop_if(conn.expected, [](const Expectation& wish) { return !wish.until_input; });
  StateSet gone = scene.after_end();
  if (conn.earlier && conn.states.has(TcpState::kTimeWait)) gone.add(TcpState::kTimeWait);
  conn.states = gone;
}

void end_for(Scene& scene, Rule rule, std::optional<Rule> by_state) {
  // That the segment itself draws no answer is still to be seen.
  drop_if(scene.conn.expected, [](const Expectation& wish) { return !wish.until_input; });
  scene.conn.states = scene.after_end();
  scene.conn.ended_by = rule;
  scene.conn.ended_in = by_state;
}

}  // namespace synspect::judge
