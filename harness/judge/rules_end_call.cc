// What follows a CLOSE or an ABORT: RFC 9293 3.10.4 and 3.10.5, state by state. Each is asked after
// the states were brought up to date; `before` is where the connection was.
#include <algorithm>

#include "harness/judge/rules.h"

namespace synspect::judge {

void note_vacated(Endpoint& endpoint, const SocketAddress& local, Rule rule) {
  constexpr std::size_t kMost = 4;
  if (local.port == 0 || endpoint.knobs) return;
  std::erase_if(endpoint.vacated, [&](const Vacated& each) { return each.local == local; });
  if (endpoint.vacated.size() >= kMost) endpoint.vacated.erase(endpoint.vacated.begin());
  endpoint.vacated.push_back({local, rule});
}

void expect_after_close(Scene& scene, StateSet before) {
  Connection& conn = scene.conn;
  if (conn.vague || conn.touched || scene.endpoint.knobs || scene.endpoint.blind) return;
  if (before.only(TcpState::kSynSent)) {
    conn.ended_by = Rule::kCloseSynSent;  // nothing is sent, and a late SYN,ACK draws a RST
    return;
  }
  if (!before.only(TcpState::kSynReceived) || !conn.snd.handed_known) return;
  if (conn.peer.fast_open) return;  // perhaps it is as good as ESTABLISHED (RFC 7413 4.2.2)
  if (conn.snd.handed_end > 1) {
    conn.close_waits = true;
    return;
  }
  if (conn.snd.zero_seen || conn.snd.edge_low <= conn.snd.nxt) return;  // no room for a FIN
  scene.want(Rule::kCloseSynReceived, Sight::kFin, 0, scene.answer_due());
}

namespace {

// SND.NXT may have been set back by a timeout or stop at the edge of a window that shrank.
bool next_is_certain(const Connection& conn) {
  return conn.resent.count == 0 && !conn.snd.zero_seen && conn.snd.edge_low >= conn.snd.nxt;
}

}  // namespace

void expect_after_abort(Scene& scene, StateSet before) {
  Connection& conn = scene.conn;
  if (conn.vague || conn.touched || scene.endpoint.knobs || scene.endpoint.blind) return;
  if (!before.certain() || !conn.snd.known) return;
  const TcpState state = before.first();
  switch (state) {
    case TcpState::kClosed:
    case TcpState::kListen:
      return;
    case TcpState::kSynSent:
      scene.want_none(Rule::kAbortSynSent, Sight::kAnything);
      conn.states = scene.after_end();
      conn.ended_by = Rule::kAbortSynSent;
      return;
    case TcpState::kSynReceived:
    case TcpState::kEstablished:
    case TcpState::kFinWait1:
    case TcpState::kFinWait2:
    case TcpState::kCloseWait: {
      const bool exact = next_is_certain(conn);
      scene.want(Rule::kAbortResets, exact ? Sight::kResetAtSeq : Sight::kReset,
                 conn.wire_of(conn.snd.nxt), scene.answer_due());
      return;
    }
    case TcpState::kClosing:
    case TcpState::kLastAck:
    case TcpState::kTimeWait:
      scene.want_none(Rule::kAbortQuiet, Sight::kAnything);
      conn.states = scene.after_end();
      conn.ended_by = Rule::kAbortQuiet;
      return;
  }
  std::unreachable();
}

// 9293-3.10.5-e: after its RST the connection is deleted; 9293-3.5.2-f would have it linger, which
// answers but sends nothing of its own.
void judge_aborted_emission(Scene& scene, const Emission& out) {
  Connection& conn = scene.conn;
  if (!conn.aborted || conn.vague || conn.touched || !conn.owned || out.syn) return;
  if (out.rst) {
    if (conn.reset_sent && !out.by_timer) scene.upheld(Rule::kAbortEnds);
    conn.reset_sent = true;
    return;
  }
  if (!conn.reset_sent) return;
  if (out.length() == 0 && !out.by_timer) return scene.upheld(Rule::kAbortEnds);
  scene.broken(Rule::kAbortEnds,
               {"nothing any more: the connection was aborted", out.seg.to_string(), {}});
}

}  // namespace synspect::judge
