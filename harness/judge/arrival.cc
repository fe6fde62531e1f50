#include "harness/judge/arrival.h"

#include <algorithm>

namespace synspect::judge {
namespace {

constexpr std::uint8_t kOptionTimestamps = 8, kOptionMd5 = 19, kOptionAuthentication = 29,
                       kOptionFastOpen = 34, kExperiment = 254;

bool is_signed(const DecodedSegment& seg) {
  return seg.has_option(kOptionMd5) || seg.has_option(kOptionAuthentication);
}

// Timestamps (RFC 7323 5: PAWS, and what is done without the option) can make a stack drop what
// looks good. Only plain cases are certain.
bool stamps_plain(const Connection& conn, const DecodedSegment& seg) {
  if (!conn.own.timestamps || !conn.peer.timestamps || !conn.snd.known) return true;
  const std::optional<Timestamps>& stamps = seg.timestamps;
  if (!stamps) return seg.has(kRst);
  // PAWS is not for RSTs (7323-5.2-3), but their echo may count (7323-5.2-5).
  if (seg.has(kRst)) {
    return not_before(stamps->echo, conn.own_stamp_first) &&
           not_before(conn.own_stamp_last, stamps->echo);
  }
  return !conn.stamps_astray && not_before(stamps->value, conn.peer_stamp) &&
         not_before(stamps->value, conn.peer_stamp_most) &&
         not_before(stamps->echo, conn.own_stamp_first) &&
         not_before(conn.own_stamp_last, stamps->echo);
}

// `high`: RCV.NXT at most; `settled`: it is that for certain.
Fit fit_of(const ReceiveHalf& rcv, Offset seq, Offset end, Offset high, bool settled) {
  if (rcv.window < 0) {  // it has offered none yet: what lies ahead may be in it
    if (seq == end ? seq < rcv.low - 1 : end <= rcv.low) return Fit::kOutside;
    return settled && seq == rcv.low && seq == end ? Fit::kInside : Fit::kGrey;
  }
  const Offset edge_most = rcv.edge_max + rcv.read_since;
  if (seq == end) {
    if (seq < rcv.low - 1 || seq > edge_most) return Fit::kOutside;
    if (settled && seq == rcv.low) return Fit::kInside;
    return seq >= high && seq < rcv.edge_now ? Fit::kInside : Fit::kGrey;
  }
  if (end <= rcv.low || seq > edge_most) return Fit::kOutside;
  return end > high && end <= rcv.edge_now ? Fit::kInside : Fit::kGrey;
}

}  // namespace

Terms read_terms(const DecodedSegment& syn) {
  Terms terms;
  terms.seen = true;
  terms.mss = syn.mss;
  terms.ecn = asks_or_agrees(syn);
  if (syn.timestamps) terms.stamp = syn.timestamps->value;
  if (syn.window_scale) terms.window_scale = std::min<std::uint8_t>(14, *syn.window_scale);
  terms.timestamps = syn.has_option(kOptionTimestamps);
  terms.fast_open = syn.has_option(kOptionFastOpen);
  if (!syn.high_kinds) return terms;
  OptionReader reader{syn.options};
  while (const auto option = reader.next()) {
    if (option->kind == kExperiment) terms.fast_open = true;
  }
  return terms;
}

Arrival read_arrival(const Scene& scene, const DecodedSegment& seg, bool doubtful) {
  const Connection& conn = scene.conn;
  Arrival in{.seg = seg};
  in.syn = seg.has(kSyn);
  in.fin = seg.has(kFin);
  in.rst = seg.has(kRst);
  in.ack_bit = seg.has(kAck);
  in.text = !seg.payload.empty();
  in.sound = !doubtful && !seg.malformed_options && !is_signed(seg);
  in.certain = in.sound && !conn.vague && stamps_plain(conn, seg);
  if (conn.rcv.known) {
    in.seq = unwrap(seg.seq, conn.rcv.irs, conn.rcv.low);
    in.end = in.seq + static_cast<Offset>(seg.sequence_length());
    const Offset high = conn.rcv.high();
    const bool settled = conn.rcv.settled();
    in.fit = fit_of(conn.rcv, in.seq, in.end, high, settled);
    // Only an empty ACK at RCV.NXT-1 is a grey case (keep-alives); a RST there is outside
    // (5961-3.2-1).
    if (in.rst && in.end == in.seq && in.seq < conn.rcv.low) in.fit = Fit::kOutside;
    in.exact = settled && in.seq == conn.rcv.low;
    const Offset taken = std::max(conn.rcv.low, conn.rcv.sure);
    in.new_text = in.seq <= taken && in.seq >= conn.rcv.low - 1 && conn.rcv.arrived.one_piece() &&
                  in.end > high;
  }
  if (conn.snd.known && in.ack_bit) {
    in.ack = unwrap(seg.ack, conn.snd.iss, conn.snd.nxt);
    // Half a circle away nobody can tell old from unsent.
    in.ack_unsent = in.ack > conn.snd.nxt && in.ack < conn.snd.nxt + (Offset{1} << 30);
    // Clear of any largest window that a stack may have set for itself (5961-5.2-3).
    in.ack_ancient = !in.ack_unsent && in.ack < conn.snd.una - (Offset{1} << 30);
    in.ack_good =
        in.ack <= conn.snd.nxt && in.ack >= std::max<Offset>(conn.snd.una - conn.snd.max_window, 0);
  }
  return in;
}

}  // namespace synspect::judge
