#include "stack/send/sack_recovery.h"

#include <algorithm>
#include <ranges>

#include "stack/send/emit.h"
#include "stack/send/next_segment.h"
#include "stack/send/recovery.h"

namespace synspect::tcp {
namespace {

// Whether there is a hole below the highest octet that the peer holds.
bool below_highest(const Scoreboard& board, Seq hole) {
  return !board.empty() && before(hole, board.runs().back().begin);
}

// 6675-4-nextseg4: the tail may be lost as well, and nothing will ever tell.
bool rescue(Tcb& tcb, Effects& effects) {
  if (tcb.congestion.rescued) return false;
  tcb.congestion.rescued = true;
  const Seq end = tcb.congestion.answered;
  const Seq hole = tcb.scoreboard.empty() ? tcb.snd_una : tcb.scoreboard.runs().back().end;
  if (!before(hole, end)) return false;
  const std::uint32_t length = std::min<std::uint32_t>(distance(hole, end).n, tcb.snd_mss);
  return resend_at(tcb, end - SeqLen{length}, end, effects);
}

}  // namespace

bool take_sack(Tcb& tcb, const Segment& segment) {
  bool news = false;
  for (const SackBlock block : segment.options.sack.view()) {
    if (tcb.scoreboard.add(block, tcb.snd_una, tcb.snd_nxt)) news = true;
  }
  return news;
}

bool on_sack_alone(Tcb& tcb) {
  Congestion& congestion = tcb.congestion;
  if (congestion.duplicates < UINT32_MAX) ++congestion.duplicates;
  if (congestion.recovering || tcb.recover) return true;
  const bool lost =
      congestion.duplicates >= kDuplicatesForLoss || tcb.scoreboard.lost(tcb.snd_una, tcb.snd_mss);
  if (!lost || !before(congestion.answered, tcb.snd_una)) return false;  // 6675-5-2, 6675-5.1-1
  enter_recovery(tcb);
  congestion.cwnd = congestion.ssthresh;  // 6675-5-4
  congestion.rescued = false;
  tcb.resend_next = tcb.snd_una;
  return true;
}

std::uint32_t pipe(const Tcb& tcb) {
  // From the top down, so that each hole knows what is reported above it.
  std::uint32_t sum = 0, octets = 0;
  std::size_t runs = 0;
  const auto add_hole = [&](Seq begin, Seq end) {
    if (!before(begin, end)) return;
    const bool lost = runs >= Scoreboard::kRunsForLoss || octets > 2U * tcb.snd_mss;
    if (!lost) sum += distance(begin, end).n;
    if (!tcb.congestion.recovering || !before(begin, tcb.resend_next)) return;
    sum += distance(begin, before(end, tcb.resend_next) ? end : tcb.resend_next).n;
  };
  Seq end = tcb.snd_nxt;
  for (const SackBlock& run : std::views::reverse(tcb.scoreboard.runs())) {
    add_hole(run.end, end);
    ++runs;
    octets += distance(run.begin, run.end).n;
    end = run.begin;
  }
  add_hole(tcb.snd_una, end);
  return sum;
}

void resend_holes(Tcb& tcb, Effects& effects) {
  for (std::uint32_t burst = 0; burst < tcb.profile->max_burst; ++burst) {
    const Seq hole = tcb.scoreboard.next_hole(tcb.resend_next);
    const bool first = tcb.resend_next == tcb.snd_una && hole == tcb.snd_una;
    if (!first && pipe(tcb) + tcb.snd_mss > tcb.congestion.cwnd) return;
    const bool inside = below_highest(tcb.scoreboard, hole);
    const bool lost = first || (inside && tcb.scoreboard.lost(hole, tcb.snd_mss));
    // 6675-4-nextseg1, 6675-4-nextseg3, 6675-4-nextseg4; new text, 6675-4-nextseg2, follows this.
    if (!lost && next_segment(tcb).hold == Hold::kNone) return;
    if (!lost && !inside) {
      (void)rescue(tcb, effects);
      return;
    }
    const Seq end = tcb.scoreboard.end_of_hole(hole, tcb.snd_nxt);
    if (!resend_at(tcb, hole, end, effects)) return;
    tcb.resend_next = hole + effects.transmit.back().length();
  }
}

}  // namespace synspect::tcp
