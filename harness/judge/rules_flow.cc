// When text goes out and how it is marked: SEND on an idle connection (9293-3.10.2-e, MUST-60,
// 9293-3.8.6.2.1-b), text handed over before ESTABLISHED (9293-3.10.2-d), PUSH (MUST-61,
// 9293-3.9.1.2-a), segments as large as can be (SHLD-28), windows above 32767 (MUST-1).
#include <fmt/format.h>

#include <algorithm>

#include "harness/judge/rfc_call.h"
#include "harness/judge/rules.h"
#include "harness/judge/sizes.h"

namespace synspect::judge {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// Nothing outstanding or waiting, and all of it known: what is handed over now goes alone.
bool idle(const Connection& conn) {
  const SendHalf& snd = conn.snd;
  return snd.handed_known && snd.una == snd.nxt && snd.una_max == snd.una &&
         snd.handed_end == snd.nxt && !snd.zero_seen && !conn.closed_by_user && !conn.vague &&
         !conn.touched && !conn.reset_delivered && !conn.told;
}

}  // namespace

// Before the text is counted as handed over.
void expect_text(Scene& scene, const CallSeen& seen) {
  Connection& conn = scene.conn;
  const auto call = rfc_call(seen.call);
  if (!call || call->kind != RfcCall::Kind::kSend || seen.result.error != CallError::kNone) return;
  if (seen.result.value <= 0 || scene.endpoint.knobs || scene.endpoint.blind) return;
  if (!conn.states.within({TcpState::kEstablished, TcpState::kCloseWait}) || !idle(conn)) return;
  const Push push = push_of(scene.endpoint, seen.call);
  const Offset usable = conn.snd.edge_low - conn.snd.nxt;
  const bool all = seen.result.value <= usable;
  const bool full = usable >= full_segment(scene) && seen.result.value >= full_segment(scene);
  if (usable <= 0 || push == Push::kNone || (!all && !full)) return;
  const Duration tick = scene.endpoint.timing().retransmission_granularity.value_or(seconds{1}) +
                        scene.endpoint.uncertainty;
  const Offset first = conn.snd.handed_end;
  scene.want(Rule::kMust60, Sight::kSent, first, scene.now() + seconds{30} + tick);
  if (push == Push::kHeld) return;
  scene.want(Rule::kSendSegments, Sight::kSent, first, scene.now() + seconds{2} + tick);
  if (conn.snd.window > 32'767) {
    scene.want(Rule::kMust1, Sight::kSent, first, scene.now() + seconds{2} + tick);
  }
  // Earlier than any override timer may (9293-3.8.6.2.1-d).
  if (all) {
    scene.want(Rule::kPushedAtOnce, Sight::kSent, first,
               scene.now() + milliseconds{99} + scene.endpoint.uncertainty);
  }
}

Push push_of(Endpoint& endpoint, const UserCall& call) {
  if (const auto* send = std::get_if<call::Send>(&call)) {
    const Socket* socket = endpoint.socket(send->socket);
    return send->more || (socket && socket->cork) ? Push::kNone : Push::kPlain;
  }
  const auto* send = std::get_if<call::RfcSend>(&call);
  if (!send) return Push::kNone;
  const auto& capabilities = endpoint.header.capabilities;
  if (!capabilities || !capabilities->controls.push) return Push::kPlain;
  return send->push ? Push::kPushed : Push::kHeld;
}

void expect_early_text(Scene& scene) {
  Connection& conn = scene.conn;
  if (!conn.snd.early_text || !conn.states.only(TcpState::kEstablished)) return;
  conn.snd.early_text = false;
  if (conn.vague || conn.touched || conn.snd.zero_seen || !conn.snd.handed_known) return;
  if (conn.snd.nxt > 1) return;  // it has gone out by now
  const Offset usable = conn.snd.edge_low - 1;
  if (conn.snd.handed_end - 1 > usable && usable < full_segment(scene)) return;
  const Duration tick = scene.endpoint.timing().retransmission_granularity.value_or(seconds{1});
  scene.want(Rule::kSendQueued, Sight::kSent, 1,
             scene.now() + seconds{30} + tick + scene.endpoint.uncertainty);
}

namespace {

// The segment that empties the queue of what was handed over has PSH. Probes and copies apart.
void judge_push(Scene& scene, const Emission& out, Offset text_end) {
  const Connection& conn = scene.conn;
  if (text_end != conn.snd.handed_end || out.by_timer || conn.snd.window == 0) return;
  if (text_end <= conn.snd.nxt) return;
  Rule rule = Rule::kMust61;
  if (conn.snd.push == Push::kNone || conn.snd.push == Push::kHeld) return;
  if (conn.snd.push == Push::kPushed) rule = Rule::kPushedLast;
  if (out.seg.has(kPsh)) return scene.upheld(rule);
  scene.broken(rule, {"PSH on the segment with the last octet handed over",
                      out.seg.to_string(),
                      {{"flags", "PSH", "no PSH"}}});
}

// In one burst: who goes on with more new text could have made this segment larger. An urgent mark
// may stand at its end. Options take their part of a segment, and SACK blocks come and go.
void judge_burst(Scene& scene, const Emission& out, Offset text_end) {
  SendHalf& snd = scene.conn.snd;
  const auto text = static_cast<std::int64_t>(out.seg.payload.size());
  const std::int64_t size = text + static_cast<std::int64_t>(out.seg.options.size());
  const bool fresh = out.seq == snd.nxt && text_end > snd.nxt;
  const bool goes_on =
      fresh && snd.burst_end == out.seq && snd.burst_input == scene.endpoint.last_input;
  if (goes_on && !out.by_timer && !out.seg.has(kUrg)) {
    const std::int64_t largest = std::max(snd.largest_whole, size);
    if (snd.burst_size >= largest) {
      scene.upheld(Rule::kShld28);
    } else {
      scene.broken(Rule::kShld28,
                   {fmt::format("{} octets with options: more was there and allowed", largest),
                    fmt::format("{} octets, then {} more", snd.burst_size, size),
                    {}});
    }
  }
  snd.largest = std::max(snd.largest, text);
  snd.largest_whole = std::max(snd.largest_whole, size);
  snd.burst_end = fresh && !out.by_timer && !out.seg.has(kUrg) ? text_end : -1;
  snd.burst_input = scene.endpoint.last_input;
  snd.burst_size = size;
}

}  // namespace

void judge_flow_emission(Scene& scene, const Emission& out) {
  Connection& conn = scene.conn;
  if (out.rst || out.syn || conn.vague || !conn.snd.known || out.seg.payload.empty()) return;
  const Offset text_end = out.seq + static_cast<Offset>(out.seg.payload.size());
  if (conn.snd.handed_known) judge_push(scene, out, text_end);
  judge_burst(scene, out, text_end);
}

// SHLD-5: an MSS option on every SYN, where the link allows anything but the default.
void judge_missing_mss(Scene& scene, const Emission& out) {
  if (!out.syn || out.rst) return;
  const bool v4 = out.seg.source.ip.version == IpVersion::kV4;
  const std::uint32_t headers = v4 ? 40 : 60;
  const auto mtu = scene.endpoint.header.mtu;
  if (!mtu || *mtu <= headers || *mtu - headers == (v4 ? 536U : 1220U)) return;
  if (out.seg.mss) return scene.upheld(Rule::kShld5);
  scene.broken(Rule::kShld5, {"an MSS option on the SYN", out.seg.to_string(), {}});
}

}  // namespace synspect::judge
