#include "harness/drive/inverse_peer.h"

#include <algorithm>
#include <cstdlib>
#include <limits>

#include "harness/scenario/nearest.h"
#include "harness/scenario/values.h"

namespace synspect::drive {
namespace {

using scenario::Edge;
using Kind = scenario::Move::Kind;

constexpr Edge kSeqEdges[] = {Edge::kPeerNext, Edge::kRcvNxt,      Edge::kRcvWindowEnd,
                              Edge::kIrs,      Edge::kSndNxt,      Edge::kSndUna,
                              Edge::kIss,      Edge::kSndWindowEnd};
constexpr Edge kAckEdges[] = {Edge::kSndNxt, Edge::kSndUna,      Edge::kSndWindowEnd,
                              Edge::kIss,    Edge::kPeerNext,    Edge::kRcvNxt,
                              Edge::kIrs,    Edge::kRcvWindowEnd};
constexpr std::int32_t kReach = std::numeric_limits<std::int16_t>::max();

// A Move that is told before another is said where both say the same.
constexpr Kind kKinds[] = {Kind::kSyn,    Kind::kSynAck, Kind::kAck,      Kind::kText,
                           Kind::kFin,    Kind::kRst,    Kind::kFinNoAck, Kind::kSynAlone,
                           Kind::kResend, Kind::kWindow};
static_assert(std::size(kKinds) == scenario::Move::kKinds);

std::int32_t apart(std::uint32_t a, std::uint32_t b) { return static_cast<std::int32_t>(a - b); }

bool bad(const DecodedSegment& seg) { return seg.tcp_checksum == ChecksumStatus::kWrong; }

std::uint8_t length_code(const DecodedSegment& seg) {
  return scenario::text_code(static_cast<std::uint32_t>(seg.payload.size()));
}

// The urgent pointer of a Craft is an octet, of which the last value stands for 65,535.
std::uint8_t urgent_code(std::uint16_t pointer) {
  constexpr std::uint16_t kHalf = 32'768;
  if (pointer >= kHalf) return 255;
  return static_cast<std::uint8_t>(std::min<std::uint16_t>(pointer, 254));
}

}  // namespace

NearPoint point_near(const Lane& lane, std::uint32_t number, std::span<const Edge> edges) {
  scenario::Point best;
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  for (const Edge edge : edges) {
    for (const bool half : {false, true}) {
      const scenario::Point point{.edge = edge, .half_circle = half, .offset = 0};
      const std::int64_t distance = apart(number, PeerView::resolve(lane, point));
      if (std::abs(distance) >= least) continue;
      least = std::abs(distance);
      best = point;
      best.offset = static_cast<std::int16_t>(
          std::clamp<std::int64_t>(distance, -kReach, std::int64_t{kReach}));
    }
  }
  return {best, least <= kReach};
}

void InversePeer::restart(const scenario::Setup& setup) {
  setup_ = setup;
  trial_.restart(setup, {}, {}, false);
  for (auto& octets : sent_) octets.clear();
}

void InversePeer::begin(std::uint8_t index, const DecodedSegment& first) {
  Lane& lane = view_->lane(index);
  const std::uint16_t port = lane.stack_port;
  const Lane before = lane;
  lane = {};
  lane.stack_port = port;
  if (!before.irs_known) {  // the stack may have begun: an active open
    lane.iss = before.iss;
    lane.snd_una = before.snd_una;
    lane.snd_nxt = before.snd_nxt;
    lane.snd_window_end = before.snd_window_end;
    lane.iss_known = before.iss_known;
  }
  lane.irs = lane.rcv_nxt = lane.rcv_window_end = lane.peer_next = first.seq;
  sent_[index].clear();
}

InversePeer::Said InversePeer::say(std::uint8_t lane, const SegmentSeen& seen) {
  const DecodedSegment& seg = seen.segment;
  // A SYN begins a life before its numbers are looked at.
  if (seg.has(kSyn) && !view_->lane(lane).irs_known && !bad(seg)) open(lane, seg);
  Said said;
  if (const auto move = as_move(lane, seg)) {
    said.event = *move;
  } else {
    said = as_craft(lane, seg);
    if (!said.rounded.empty()) {
      if (const auto replay = as_replay(seen)) said = {*replay, {}};
    }
  }
  learn(lane, said.event, seg);
  return said;
}

void InversePeer::open(std::uint8_t index, const DecodedSegment& seg) {
  Lane& lane = view_->lane(index);
  view_->opens(lane);
  lane.irs = seg.seq;
  lane.rcv_nxt = lane.rcv_window_end = lane.peer_next = seg.seq + 1;
  sent_[index].clear();
}

bool InversePeer::says(const scenario::Move& move, const DecodedSegment& seg) {
  Lane& lane = view_->lane(move.lane);
  const Lane before = lane;
  const DatagramToWrite& out = trial_.move(move);
  lane = before;
  const bool marks = out.traffic_class == 0 || out.traffic_class == seg.traffic_class;
  return marks && out.flags == seg.flags && out.seq == seg.seq && out.ack == seg.ack &&
         out.payload.size() == scenario::text_octets(move.length) &&
         std::ranges::equal(out.options, seg.options);
}

// A SYN far from all that was said in the life before: the next one.
bool InversePeer::opens_anew(const Lane& lane, const DecodedSegment& seg) const {
  const bool alone = seg.flags == kSyn && seg.payload.empty();
  return alone && lane.irs_known && lane.irs_acked && apart(seg.seq, lane.peer_next) > kReach &&
         std::ranges::equal(scenario::syn_options(setup_), seg.options);
}

std::optional<scenario::Move> InversePeer::as_move(std::uint8_t index, const DecodedSegment& seg) {
  const Lane& lane = view_->lane(index);
  if (bad(seg) || seg.reserved != 0 || seg.urgent_pointer != 0 || contradicts(index, seg)) {
    return std::nullopt;
  }
  scenario::Move move{.kind = Kind::kSyn,
                      .lane = index,
                      .length = length_code(seg),
                      .window = scenario::window_code(seg.window)};
  if (opens_anew(lane, seg)) return move;
  for (const Kind kind : kKinds) {
    move.kind = kind;
    if (says(move, seg)) return move;
  }
  return std::nullopt;
}

InversePeer::Said InversePeer::as_craft(std::uint8_t index, const DecodedSegment& seg) {
  const Lane& lane = view_->lane(index);
  Said said;
  const NearPoint seq = point_near(lane, seg.seq, kSeqEdges);
  if (!seq.exact) said.rounded.push_back("a number far from every edge");
  NearPoint ack{.point = {}, .exact = true};
  if (seg.has(kAck) || seg.ack != 0) ack = point_near(lane, seg.ack, kAckEdges);
  if (!ack.exact) said.rounded.push_back("an acknowledgment far from every edge");
  scenario::Craft craft{.lane = index,
                        .flags = seg.flags,
                        .seq = seq.point,
                        .ack = ack.point,
                        .length = length_code(seg),
                        .window = scenario::window_code(seg.window),
                        .options = scenario::option_set_code(seg.options),
                        .urgent_pointer = urgent_code(seg.urgent_pointer),
                        .reserved = seg.reserved,
                        .bad_checksum = bad(seg),
                        .other_text = contradicts(index, seg)};
  if (!std::ranges::equal(scenario::crafted_options(craft.options), seg.options)) {
    said.rounded.push_back("options that are in no set");
  }
  if (seg.urgent_pointer >= 255 && seg.urgent_pointer != 65535) {
    said.rounded.push_back("an urgent pointer of " + std::to_string(seg.urgent_pointer));
  }
  said.event = craft;
  return said;
}

std::optional<scenario::Replay> InversePeer::as_replay(const SegmentSeen& seen) const {
  for (std::uint8_t back = 0;; ++back) {
    const std::span<const std::byte> earlier = view_->injected(back);
    if (earlier.empty()) return std::nullopt;
    if (std::ranges::equal(earlier, seen.octets)) return scenario::Replay{false, back};
  }
}

bool InversePeer::contradicts(std::uint8_t lane, const DecodedSegment& seg) const {
  const auto& known = sent_[lane];
  std::uint32_t at = seg.seq + (seg.has(kSyn) ? 1U : 0U);
  for (const std::byte octet : seg.payload) {
    const auto found = known.find(at++);
    if (found != known.end() && found->second != octet) return true;
  }
  return false;
}

void InversePeer::learn(std::uint8_t index, const scenario::Event& event,
                        const DecodedSegment& seg) {
  Lane& lane = view_->lane(index);
  const auto* const move = std::get_if<scenario::Move>(&event);
  if (move != nullptr && move->kind == Kind::kSyn && lane.irs != seg.seq) open(index, seg);
  if (move != nullptr && move->kind == Kind::kResend && lane.irs_acked) {
    lane.peer_next = seg.seq;
    lane.fin_sent = false;
  }
  PeerView::sends(lane, {.seq = seg.seq,
                         .ack = seg.ack,
                         .octets = static_cast<std::uint32_t>(seg.payload.size()),
                         .flags = seg.flags,
                         .window = seg.window,
                         .bad_checksum = bad(seg)});
  if (bad(seg)) return;
  std::uint32_t at = seg.seq + (seg.has(kSyn) ? 1U : 0U);
  for (const std::byte octet : seg.payload) sent_[index].emplace(at++, octet);
}

}  // namespace synspect::drive
