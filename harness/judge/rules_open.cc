// The shape of what a stack sends to open a connection (RFC 9293 3.5).
#include <fmt/format.h>

#include <variant>

#include "harness/judge/rules.h"

namespace synspect::judge {
namespace {

void judge_syn_ack(Scene& scene, const Emission& out) {
  Connection& conn = scene.conn;
  if (!conn.rcv.known) return;
  if (!conn.states.meets({TcpState::kListen, TcpState::kSynReceived})) return;
  // A SYN that opens the four-tuple anew has numbers of its own (MAY-2).
  const auto& anew = conn.candidate;
  if (anew && out.seg.ack - (anew->seq + 1U) <= static_cast<std::uint32_t>(anew->text)) return;
  const bool good = out.ack >= 1 && out.ack <= std::max<Offset>(conn.rcv.high(), 1);
  if (good) return scene.upheld(Rule::kPassiveOpen);
  const std::uint32_t ack = wrap(1, conn.rcv.irs);
  scene.broken(Rule::kPassiveOpen,
               {fmt::format("SYN,ACK with ACK {}", ack),
                out.seg.to_string(),
                {{"ack", fmt::format("{}", ack), fmt::format("{}", out.seg.ack)}}});
}

// The first segment after the SYN,ACK was taken: ISS+1, acknowledging IRS+1.
void judge_third_segment(Scene& scene, const Emission& out) {
  Connection& conn = scene.conn;
  const Expectation* wish = nullptr;
  for (const Expectation& each : conn.expected) {
    if (each.rule == Rule::kSynSentSynAck) wish = &each;
  }
  if (!wish || out.rst) return;
  const bool good = !out.syn && out.ack_bit && out.seq >= 1 && out.seq <= conn.snd.nxt &&
                    out.ack >= 1 && out.ack <= conn.rcv.high();
  if (good) return scene.upheld(Rule::kActiveOpen);
  scene.broken(
      Rule::kActiveOpen, wish->cause, wish->states,
      {fmt::format("ACK with SEQ {}, ACK {}", wrap(1, conn.snd.iss), wrap(1, conn.rcv.irs)),
       out.seg.to_string(),
       {}});
}

}  // namespace

// Crossing SYNs: of a stack that took the other's nothing but the SYN,ACK comes first. Anything
// else shows that it is in SYN-SENT still, and took another segment there.
void judge_ignored_syn(Scene& scene, const Emission& out) {
  Connection& conn = scene.conn;
  if (!conn.crossed || conn.vague || conn.rcv.window >= 0) return;
  if (out.rst || (out.syn && out.ack_bit)) return;
  for (const Expectation& wish : conn.expected) {
    if (wish.sight != Sight::kFirstSynAck) continue;
    scene.broken(
        wish.rule, wish.cause, wish.states,
        {fmt::format("SYN,ACK with SEQ {}, ACK {}", wrap(0, conn.snd.iss), wrap(1, conn.rcv.irs)),
         out.seg.to_string(),
         {}});
  }
  scene.drop_expectations();
  conn.crossed = false;
  conn.vague = !out.syn;  // what it took in its place is not known
  if (conn.vague) return conn.states.add(kSynchronized);
  conn.states = {TcpState::kSynSent};
  conn.rcv.restart();
  conn.peer = {};
}

namespace {

// What LISTEN made is synchronized, and the user's, only when the SYN,ACK was acknowledged.
void judge_for_user(Endpoint& endpoint, Handle handle, const char* what) {
  if (endpoint.knobs || endpoint.blind) return;
  if (endpoint.unclaimed(handle)) return;
  Connection* early = nullptr;
  for (Connection& conn : endpoint.connections) {
    if (conn.owned || conn.passed_over || conn.origin != Origin::kPassive) continue;
    const bool its = conn.listener == handle;  // else whose it is was a guess
    if (conn.snd.una_max >= 1 && its) return endpoint.report->upheld(Rule::kNoDataUnsynchronized);
    if (conn.snd.una_max >= 1 || conn.vague || conn.touched || conn.peer.fast_open) return;
    if (its) early = &conn;
  }
  if (!early) return;
  Scene{endpoint, *early}.broken(Rule::kNoDataUnsynchronized,
                                 {"no ACCEPT before the SYN,ACK was acknowledged",
                                  what + (" a connection in " + early->states.to_string()),
                                  {}});
}

}  // namespace

void judge_accept(Endpoint& endpoint, const CallSeen& seen) {
  const auto* accept = std::get_if<call::Accept>(&seen.call);
  if (!accept || seen.result.error != CallError::kNone) return;
  judge_for_user(endpoint, accept->socket, "ACCEPT gave the user");
}

void judge_acceptable(Endpoint& endpoint, const SignalSeen& seen) {
  if (seen.signal != Signal::kAcceptable) return;
  judge_for_user(endpoint, seen.handle, "the user is told of");
}

void judge_open_emission(Scene& scene, const Emission& out) {
  Connection& conn = scene.conn;
  if (out.rst || conn.vague) return;
  judge_third_segment(scene, out);
  if (out.syn && out.ack_bit) judge_syn_ack(scene, out);
  if (conn.crossed && !out.syn && conn.states.only(TcpState::kEstablished)) {
    scene.upheld(Rule::kCrossingSyns);
    scene.upheld(Rule::kMust10);
  }
  if (conn.crossed && out.syn && conn.states.only(TcpState::kEstablished)) {
    scene.broken(Rule::kMust10,
                 {"ESTABLISHED: the own SYN was acknowledged", out.seg.to_string(), {}});
  }
  if (out.syn || out.seg.payload.empty()) return;
  if (!conn.states.within({TcpState::kSynSent, TcpState::kSynReceived})) {
    if (conn.states.only(TcpState::kEstablished)) scene.upheld(Rule::kNoDataUnsynchronized);
    return;
  }
  if (conn.snd.una_max >= 1 || conn.own.fast_open || conn.peer.fast_open) return;
  scene.broken(Rule::kNoDataUnsynchronized,
               {"no data before the own SYN was acknowledged", out.seg.to_string(), {}});
}

}  // namespace synspect::judge
