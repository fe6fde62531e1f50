// Urgent data (RFC 9293 3.8.5): the pointer that goes out (MUST-30, MUST-62, 9293-3.8.5-c,
// 9293-3.10.2-g) and what the user is told of one that comes in (MUST-32, 9293-3.10.7.4-6a to -6c,
// 9293-3.8.5-b, -d).
#include <fmt/format.h>

#include <algorithm>

#include "harness/judge/rules.h"

namespace synspect::judge {
namespace {

constexpr Offset kReach = 65'535;  // the pointer is 16 bits wide (MUST-31)

}  // namespace

void judge_urgent_emission(Scene& scene, const Emission& out) {
  Connection& conn = scene.conn;
  const SendHalf& snd = conn.snd;
  if (out.rst || out.syn || conn.vague || !snd.known || !snd.handed_known || conn.aborted) return;
  const bool again = out.seq < snd.nxt && !out.seg.payload.empty();
  if (!out.seg.has(kUrg)) {
    if (out.seg.payload.empty() || again || out.seq >= snd.up || snd.up - out.seq > kReach) return;
    for (const Rule rule : {Rule::kUrgentGoesOut, Rule::kMust30}) {
      scene.broken(rule, {fmt::format("URG on what goes before {}", conn.wire_of(snd.up)),
                          out.seg.to_string(),
                          {{"flags", "URG", "no URG"}}});
    }
    return;
  }
  const Offset mark = out.seq + out.seg.urgent_pointer;
  if (snd.up_perhaps == 0 || mark > snd.handed_end) {
    return scene.broken(Rule::kMarkWithinText,
                        {fmt::format("no urgent mark beyond {}", conn.wire_of(snd.handed_end)),
                         fmt::format("one at {}", conn.wire_of(mark)),
                         {}});
  }
  scene.upheld(Rule::kMarkWithinText);
  scene.upheld(Rule::kMust30);
  if (again || out.seq >= snd.up || snd.up - out.seq > kReach)
    return;  // an earlier pointer may stay
  scene.upheld(Rule::kUrgentGoesOut);
  const Offset perhaps = std::min(snd.up_perhaps, out.seq + kReach);
  if (mark == snd.up || mark == perhaps) return scene.upheld(Rule::kMust62);
  scene.broken(Rule::kMust62, {fmt::format("the urgent pointer at {}, after the last urgent octet",
                                           conn.wire_of(snd.up)),
                               fmt::format("at {}", conn.wire_of(mark)),
                               {}});
}

void judge_urgent_arrival(Scene& scene, const Arrival& in) {
  Connection& conn = scene.conn;
  ReceiveHalf& rcv = conn.rcv;
  if (!in.seg.has(kUrg) || in.syn || in.rst) return;
  const auto& capabilities = scene.endpoint.header.capabilities;
  if (!capabilities || !capabilities->controls.urgent || scene.endpoint.knobs) return;
  const bool sure = in.certain && in.ack_bit && in.ack_good && in.fit == Fit::kInside &&
                    in.seq <= std::max(rcv.low, rcv.sure) && !conn.fully_closed;
  if (!sure || rcv.up_doubtful || conn.touched || !conn.owned) {
    rcv.up_doubtful = true;  // before ACCEPT nobody is there to be told
    return;
  }
  const StateSet closed{TcpState::kCloseWait, TcpState::kClosing, TcpState::kLastAck,
                        TcpState::kTimeWait};
  if (conn.states.within(closed) && rcv.fin && rcv.low > *rcv.fin) {
    return scene.want_none(Rule::kUrgentAfterFin, Sight::kUrgentSignal);
  }
  if (!conn.states.within(kTakesText) || rcv.fin) {
    rcv.up_doubtful = true;
    return;
  }
  const Offset mark = in.seq + in.seg.urgent_pointer;
  if (mark > std::max(rcv.up, rcv.user_read)) {
    scene.want(Rule::kMust32, Sight::kUrgentSignal, mark, scene.answer_due());
    scene.want(Rule::kUrgentTold, Sight::kUrgentSignal, mark, scene.answer_due());
    rcv.up = mark;
  } else if (mark == rcv.up && rcv.user_read < rcv.up) {
    scene.want_none(Rule::kUrgentToldOnce, Sight::kUrgentSignal);
    scene.want_none(Rule::kOneMark, Sight::kUrgentSignal);
  } else if (mark < rcv.up) {
    conn.spared_by = Rule::kSenselessMark;
    scene.want_none(Rule::kSenselessMark, Sight::kUrgentSignal);
  }
}

void judge_urgent_signal(Scene& scene) {
  Connection& conn = scene.conn;
  for (std::size_t i = 0; i < conn.expected.size();) {
    const Expectation wish = conn.expected[i];
    if (wish.sight != Sight::kUrgentSignal) {
      ++i;
      continue;
    }
    if (wish.wanted) scene.upheld(wish.rule);
    if (!wish.wanted) {
      scene.broken(wish.rule, wish.cause, wish.states,
                   {"no word of urgent data: nothing new became urgent", "a signal", {}});
    }
    if (wish.until_input) --scene.endpoint.instants;
    conn.expected.erase(conn.expected.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

}  // namespace synspect::judge
