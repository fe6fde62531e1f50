#include "harness/judge/emission.h"

namespace synspect::judge {

Emission read_emission(const Scene& scene, const DecodedSegment& seg) {
  const Connection& conn = scene.conn;
  Emission out{.seg = seg};
  out.syn = seg.has(kSyn);
  out.fin = seg.has(kFin);
  out.rst = seg.has(kRst);
  out.ack_bit = seg.has(kAck);
  if (conn.snd.known) {
    out.seq = unwrap(seg.seq, conn.snd.iss, conn.snd.nxt);
    out.end = out.seq + static_cast<Offset>(seg.sequence_length());
  }
  if (conn.rcv.known && out.ack_bit) out.ack = unwrap(seg.ack, conn.rcv.irs, conn.rcv.low);
  const bool scaled = !out.syn && conn.own.window_scale && conn.peer.window_scale;
  out.window = std::int64_t{seg.window} << (scaled ? *conn.own.window_scale : 0);
  out.by_timer = scene.now() > conn.last_input;
  out.empty_ack = out.ack_bit && !out.syn && !out.fin && !out.rst && seg.payload.empty();
  return out;
}

}  // namespace synspect::judge
