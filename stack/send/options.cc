#include "stack/send/options.h"

#include <algorithm>

#include "stack/receive/window.h"
#include "stack/timers/user_timeout.h"
#include "stack/timestamps.h"

namespace synspect::tcp {

void offer_options(const Tcb& tcb, Instant now, Segment& syn) {
  SegmentOptions& options = syn.options;
  if (tcb.profile->user_timeout_option) options.user_timeout = advertised_timeout(tcb);  // 5482-3-4
  const bool answers = syn.ack_flag;  // 7323-2.2-2, 7323-3.2-4, 2018-4-1
  options.layout = tcb.profile->option_layout;
  options.mss = tcb.rcv_mss;  // MUST-14, MAY-3, SHLD-5: always
  const bool scales = answers ? tcb.agreed.window_scale : tcb.profile->window_scale;
  if (scales) options.window_scale = shift_to_offer(tcb.profile);
  options.sack_permitted = answers ? tcb.agreed.sack : tcb.profile->sack;  // 2018-2-1
  if (answers ? tcb.agreed.timestamps : tcb.profile->timestamps) {
    options.timestamps = {timestamp_at(tcb.timestamps, now),
                          answers ? tcb.timestamps.recent : 0};  // 7323-3.2-1
  }
}

namespace {

Timestamps timestamps_of(const Segment& segment, const TimestampClock& clock,
                         std::optional<Timestamps> caused_by, Instant now) {
  if (segment.rst && caused_by) return {0, caused_by->value};              // 7323-5.2-2
  return {timestamp_at(clock, now), segment.ack_flag ? clock.recent : 0};  // 7323-3.2-2
}

// Text and options together stay within the peer's MSS (9293-3.7.1-a).
std::size_t blocks_beside(const Segment& segment, std::size_t mss) {
  if (segment.payload.empty()) return SackBlocks::kMost;
  const std::size_t room = mss - std::min(mss, segment.payload.size());
  return room < SackBlocks::kHead ? 0 : (room - SackBlocks::kHead) / SackBlocks::kBlock;
}

void carry_agreed(Tcb& tcb, const Carried& before, std::optional<Timestamps> caused_by, Instant now,
                  Effects& effects) {
  const bool ended = effects.delete_tcb;
  const Agreed agreed = ended ? before.agreed : tcb.agreed;
  if (!agreed.timestamps && !agreed.sack) return;
  const TimestampClock& clock = ended ? before.clock : tcb.timestamps;
  for (Segment& segment : effects.transmit) {
    if (segment.syn) continue;
    if (agreed.timestamps) {  // 7323-3.2-5, -6
      segment.options.timestamps = timestamps_of(segment, clock, caused_by, now);
    }
    if (!agreed.sack || segment.rst || ended) continue;
    if (tcb.held.empty() && !tcb.sack.has_duplicate()) continue;
    segment.options.sack = tcb.sack.blocks(tcb.held);  // 2018-4-2, 2018-4-3, 2018-4-5
    segment.options.sack.keep(blocks_beside(segment, tcb.snd_mss));
    if (!segment.options.sack.empty()) tcb.sack.reported();
  }
}

}  // namespace

void carry_options(Tcb& tcb, const Carried& before, std::optional<Timestamps> caused_by,
                   Instant now, Effects& effects) {
  carry_agreed(tcb, before, caused_by, now, effects);
  if (tcb.user_timeout.owed) carry_user_timeout(tcb, effects);
}

std::size_t largest_text(const Tcb& tcb) {
  const std::size_t mss = tcb.snd_mss;
  if (!tcb.agreed.sack || tcb.held.runs().empty()) return mss;
  const std::size_t most = tcb.agreed.timestamps ? SackBlocks::kMost - 1 : SackBlocks::kMost;
  const std::size_t wanted =
      SackBlocks::kHead + SackBlocks::kBlock * std::min(tcb.held.runs().size(), most);
  return mss < 2 * wanted ? mss : mss - wanted;  // text comes first where there is little room
}

}  // namespace synspect::tcp
