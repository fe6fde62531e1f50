// A peer that takes back a part of its window: RFC 9293 3.8.6.
#include <fmt/format.h>

#include "harness/judge/rules.h"

namespace synspect::judge {
namespace {

using std::chrono::seconds;

bool certain(const Scene& scene) {
  const Connection& conn = scene.conn;
  const SendHalf& snd = conn.snd;
  return snd.known && !conn.vague && !conn.touched && !conn.fully_closed &&
         snd.edge_low == snd.edge_high && snd.una == snd.una_max &&
         conn.states.within(kTransfers) && !scene.endpoint.blind;
}

bool more_to_send(const SendHalf& snd) {
  return snd.handed_known && snd.handed_end > snd.nxt && !snd.fin;
}

}  // namespace

void expect_after_shrink(Scene& scene, Offset edge_before) {
  Connection& conn = scene.conn;
  SendHalf& snd = conn.snd;
  if (snd.edge_high == edge_before || !certain(scene)) return;
  const Time due = resend_due(scene, false);
  const bool in_time =
      due < snd.unanswered_first + scene.endpoint.timing().r2_data.value_or(seconds{100});
  if (snd.edge_high < edge_before) {
    if (!snd.shrunk) snd.shrunk_since = scene.now();
    snd.shrunk = true;
    conn.persist.answered = scene.now();
    if (!conn.spared_by) conn.spared_by = Rule::kMust34;
    if (snd.una < snd.nxt && snd.una < snd.edge_high && in_time) {
      scene.want(Rule::kShld16, Sight::kCovers, snd.una, due);
    }
    return;
  }
  if (!snd.shrunk || snd.edge_high < snd.nxt || snd.edge_high <= snd.una) return;
  const bool more = more_to_send(snd) && snd.nxt < snd.edge_high;
  const bool outlived =
      scene.now() - snd.shrunk_since >= scene.endpoint.timing().r2_data.value_or(seconds{100});
  if (outlived && snd.una < snd.nxt) scene.upheld(Rule::kShld17);
  if (more) scene.upheld(Rule::kShld15);  // there was more, and it was held back
  snd.shrunk = false;
  if ((snd.una == snd.nxt && !more) || !in_time) return;
  scene.want(Rule::kMust34, Sight::kCovers, snd.una, due);
}

// SHLD-15. Probes apart: a single octet, or what a timer sends when nothing at all fits.
void judge_new_beyond_edge(Scene& scene, const Emission& out) {
  Connection& conn = scene.conn;
  const SendHalf& snd = conn.snd;
  const Offset end = out.seq + static_cast<Offset>(out.seg.payload.size());
  if (!snd.shrunk || !certain(scene) || end <= snd.nxt || end <= snd.edge_high) return;
  if (out.seg.payload.size() == 1 || (out.by_timer && out.seq >= snd.edge_high)) return;
  const auto edge = fmt::format("{}", conn.wire_of(snd.edge_high));
  scene.broken(
      Rule::kShld15,
      {"no new text past " + edge + ", where the window now ends", out.seg.to_string(), {}});
}

}  // namespace synspect::judge
