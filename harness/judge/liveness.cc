// What must have come about in the end: once nothing is lost any more and both users read and
// close, all text and both FINs get through within R2, RTO_MAX and 2 MSL added up.
#include "harness/judge/rules.h"

namespace synspect::judge {
namespace {

using std::chrono::seconds;

Duration bound(const Endpoint& endpoint) {
  const Timing& timing = endpoint.timing();
  return timing.r2_data.value_or(seconds{3600}) + timing.max_rto.value_or(seconds{240}) +
         2 * timing.msl.value_or(seconds{240}) + endpoint.uncertainty;
}

// R2 may have ended it while faults lasted, or before the next retransmission: a user who has let
// go is not told (MUST-20).
bool given_up(const Endpoint& endpoint, const Connection& conn, Time faults_stopped) {
  const Duration r2 = endpoint.timing().r2_data.value_or(seconds{100});  // SHLD-11: at least that
  const Duration next = endpoint.timing().max_rto.value_or(seconds{240});
  return conn.snd.unanswered && faults_stopped - conn.snd.unanswered_first + next >= r2;
}

// Something that the rules do not promise to survive: an end by RST, by a limit, or half unseen.
bool excluded(const Connection& conn) {
  if (conn.states.meets({TcpState::kClosed, TcpState::kListen})) return true;  // perhaps gone
  if (!conn.snd.known || !conn.rcv.known || conn.vague || conn.touched || conn.told) return true;
  return conn.reset_delivered || conn.aborted || conn.snd.zero_seen || conn.rcv.odd_fin;
}

// What the other end has given up it does not repeat: what is missing before its FIN stays away.
bool given_up_by(Endpoint* other, const Connection& conn, Time faults_stopped) {
  if (!other || !other->header.judged) return false;
  const Connection* sender = other->find({conn.sockets.remote, conn.sockets.local});
  return !sender || given_up(*other, *sender, faults_stopped);
}

void judge_outcome(Scene& scene, bool fin_repeated) {
  Connection& conn = scene.conn;
  const auto check = [&](Rule rule, bool good, const char* expected, const char* observed) {
    if (good) return scene.upheld(rule);
    scene.broken(rule, scene.cause(Cause::Kind::kSilence), conn.states, {expected, observed, {}});
  };
  if (conn.snd.handed_known) {
    check(Rule::kAllBeforeFin, conn.snd.una_max >= conn.snd.handed_end,
          "everything handed over is acknowledged in the end", "octets are still outstanding");
  }
  if (conn.closed_by_user) {
    check(Rule::kCloseSendsFin, conn.snd.fin.has_value(), "a FIN after the user's CLOSE", "none");
  }
  // What the user does not read may leave no room for the FIN.
  const bool room = conn.rcv.window > 0 || conn.rcv.user_read >= conn.rcv.low;
  if (room && fin_repeated && conn.rcv.fin && conn.rcv.high() > *conn.rcv.fin) {
    check(Rule::kPeerFin, conn.rcv.low > *conn.rcv.fin, "the peer's FIN acknowledged in the end",
          "it is not");
  }
}

}  // namespace

void settle_liveness(Endpoint& endpoint, Endpoint* other, Time faults_stopped) {
  if (endpoint.blind) return;
  const Time now = endpoint.report->now();
  for (Connection& conn : endpoint.connections) {
    const Time from = std::max(faults_stopped, conn.last_call);
    if (excluded(conn) || given_up(endpoint, conn, faults_stopped) || now - from < bound(endpoint))
      continue;
    Scene scene{endpoint, conn};
    judge_outcome(scene, !given_up_by(other, conn, faults_stopped));
  }
}

}  // namespace synspect::judge
