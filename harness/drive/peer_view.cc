#include "harness/drive/peer_view.h"

namespace synspect::drive {
namespace {

constexpr std::uint32_t kNextLife = 250'000;  // between the initial numbers of two lives

}  // namespace

std::uint8_t situation_of(const Lane& lane) {
  if (!lane.iss_known && !lane.irs_known) return 0;
  const bool bits[] = {lane.snd_una != lane.snd_nxt, lane.peer_next != lane.rcv_nxt,
                       lane.snd_window_end == lane.snd_una, lane.rcv_window_end == lane.rcv_nxt,
                       lane.snd_una != lane.snd_nxt && lane.resent};
  unsigned situation = 0;
  for (const bool bit : bits) situation = 2 * situation + (bit ? 1U : 0U);
  return static_cast<std::uint8_t>(situation);
}

void PeerView::restart(std::uint32_t stack_isn, std::uint32_t peer_isn) {
  for (Lane& lane : lanes_) {
    lane = {};
    lane.iss = lane.snd_una = lane.snd_nxt = lane.snd_window_end = stack_isn;
    lane.irs = lane.rcv_nxt = lane.rcv_window_end = lane.peer_next = peer_isn;
  }
  to_stack_.clear();
  from_stack_.clear();
}

Lane* PeerView::find(std::uint16_t stack_port, std::uint16_t peer_port) {
  const auto index = static_cast<std::uint16_t>(peer_port - kFirstPeerPort);
  if (index >= lanes_.size() || lanes_[index].stack_port != stack_port) return nullptr;
  return &lanes_[index];
}

void PeerView::observe(const Observation& seen) {
  if (const auto* segment = std::get_if<SegmentSeen>(&seen.what)) {
    if (segment->direction == Direction::kFromStack) {
      from_stack_.add(segment->octets);
      emission(*segment);
    } else {
      to_stack_.add(segment->octets);
    }
  }
  inner_->observe(seen);
}

void PeerView::emission(const SegmentSeen& seen) {
  const DecodedSegment& seg = seen.segment;
  if (seg.kind != DatagramKind::kTcp || seg.has(kRst)) return;
  Lane* const lane = find(seg.source.port, seg.destination.port);
  if (lane == nullptr) return;
  const std::uint32_t end = seg.seq + seg.sequence_length();
  if (seg.has(kSyn)) lane->options.take_syn(seg);
  if (lane->options.timestamps) lane->options.take_stamp(seg);
  if (seg.has(kSyn) && (!lane->iss_known || seg.seq != lane->iss)) {
    lane->iss_known = true;
    lane->iss = lane->snd_una = seg.seq;
    lane->snd_nxt = end;
    if (!seg.has(kAck)) lane->irs_known = lane->irs_acked = lane->fin_sent = false;
  } else if (after(end, lane->snd_nxt)) {
    if (lane->snd_una == lane->snd_nxt) lane->resent = false;
    lane->snd_nxt = end;
  } else if (end != seg.seq) {
    lane->resent = true;
  }
  if (!seg.has(kAck)) return;
  lane->rcv_nxt = seg.ack;
  const std::uint32_t shift = seg.has(kSyn) ? 0 : lane->options.shift_of_stack();
  lane->rcv_window_end = seg.ack + (std::uint32_t{seg.window} << shift);
  if (lane->irs_known && after(seg.ack, lane->irs)) lane->irs_acked = true;
}

void PeerView::opens(Lane& lane) {
  if (lane.irs_known && !lane.irs_acked) return;
  if (lane.irs_known) lane.irs = lane.peer_next + kNextLife;  // above all that was used (MAY-2)
  lane.irs_known = true;
  lane.irs_acked = lane.fin_sent = lane.options.peer_offers = false;
  lane.rcv_nxt = lane.rcv_window_end = lane.peer_next = lane.irs + 1;
  ++lane.lives;
}

void PeerView::sends(Lane& lane, const Sent& segment) {
  const std::uint32_t length = segment.octets + ((segment.flags & kSyn) != 0 ? 1U : 0U) +
                               ((segment.flags & kFin) != 0 ? 1U : 0U);
  if (segment.bad_checksum || (segment.flags & kRst) != 0) return;
  if (lane.irs_known && after(segment.seq + length, lane.peer_next) &&
      !after(segment.seq, lane.peer_next)) {
    lane.peer_next = segment.seq + length;
    if ((segment.flags & kFin) != 0) lane.fin_sent = true;
  }
  if ((segment.flags & kAck) == 0 || after(lane.snd_una, segment.ack) ||
      after(segment.ack, lane.snd_nxt)) {
    return;
  }
  lane.snd_una = segment.ack;
  const std::uint32_t shift = (segment.flags & kSyn) != 0 ? 0 : lane.options.shift_of_peer();
  lane.snd_window_end = segment.ack + (std::uint32_t{segment.window} << shift);
}

std::uint32_t PeerView::resolve(const Lane& lane, const scenario::Point& point) {
  const auto edge = [&] {
    switch (point.edge) {
      case scenario::Edge::kIss:
        return lane.iss;
      case scenario::Edge::kSndUna:
        return lane.snd_una;
      case scenario::Edge::kSndNxt:
        return lane.snd_nxt;
      case scenario::Edge::kSndWindowEnd:
        return lane.snd_window_end;
      case scenario::Edge::kIrs:
        return lane.irs;
      case scenario::Edge::kRcvNxt:
        return lane.rcv_nxt;
      case scenario::Edge::kRcvWindowEnd:
        return lane.rcv_window_end;
      case scenario::Edge::kPeerNext:
        return lane.peer_next;
    }
    std::unreachable();
  }();
  return edge + (point.half_circle ? 0x8000'0000U : 0U) +
         static_cast<std::uint32_t>(std::int32_t{point.offset});
}

}  // namespace synspect::drive
