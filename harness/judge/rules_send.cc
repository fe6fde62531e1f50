// What a stack may put into the stream: numbers, octets, sizes and the peer's window.
#include <fmt/format.h>

#include "harness/judge/rules.h"
#include "harness/judge/sizes.h"

namespace synspect::judge {
namespace {

std::string range(Offset from, Offset end, const Connection& conn) {
  return fmt::format("{}..{}", conn.wire_of(from), conn.wire_of(end));
}

void judge_numbers(Scene& scene, const Emission& out) {
  Connection& conn = scene.conn;
  if (out.seq <= conn.snd.nxt && (out.seq >= 1 || out.seg.payload.empty())) {
    if (out.seq == conn.snd.nxt && (out.seq == 1 || (conn.snd.fin && out.seq > *conn.snd.fin))) {
      scene.upheld(Rule::kSynFinCount);
    }
    return;
  }
  scene.broken(
      Rule::kSynFinCount,
      {fmt::format("SEQ at most {}: only SYN, text and FIN take numbers",
                   conn.wire_of(conn.snd.nxt)),
       out.seg.to_string(),
       {{"seq", fmt::format("{}", conn.wire_of(conn.snd.nxt)), fmt::format("{}", out.seg.seq)}}});
}

void judge_octets(Scene& scene, const Emission& out) {
  Connection& conn = scene.conn;
  const auto text = out.seg.payload;
  if (conn.snd.handed_known) {
    const bool beyond = out.seq + static_cast<Offset>(text.size()) > conn.snd.handed_end;
    const auto match = conn.snd.handed_over.compare(out.seq, text);
    if (beyond || match == OctetLog::Match::kDifferent) {
      scene.broken(Rule::kSendsInOrder,
                   {"the octets of the SENDs, in their order",
                    fmt::format("other octets in {}", range(out.seq, out.end, conn)),
                    {}});
    } else if (match == OctetLog::Match::kSame) {
      scene.upheld(Rule::kSendsInOrder);
    }
  }
  if (out.seq >= conn.snd.nxt) return;
  const auto again = conn.snd.emitted.compare(out.seq, text);
  if (again == OctetLog::Match::kDifferent) {
    scene.broken(Rule::kSameOctets,
                 {"every octet sent again keeps its number and value",
                  fmt::format("another value in {}", range(out.seq, out.end, conn)),
                  {}});
  } else {
    scene.upheld(Rule::kSameOctets);
  }
}

void judge_size(Scene& scene, const Emission& out) {
  const Connection& conn = scene.conn;
  if (!conn.peer.seen || (conn.peer.mss && *conn.peer.mss < kLeastMss)) return;
  const bool v4 = conn.sockets.local.ip.version == IpVersion::kV4;
  std::size_t most = conn.peer.mss ? *conn.peer.mss : (v4 ? 536 : 1220);
  const auto check = [&](Rule rule, std::size_t size, std::size_t limit) {
    if (size <= limit) return scene.upheld(rule);
    scene.broken(rule, {fmt::format("at most {} octets", limit),
                        fmt::format("{} octets", size),
                        {{"length", fmt::format("at most {}", limit), fmt::format("{}", size)}}});
  };
  const std::size_t size = out.seg.payload.size();
  check(conn.peer.mss ? Rule::kMust14 : Rule::kMust15, size, most);
  const std::size_t headers = v4 ? 40 : 60;
  if (const auto mtu = scene.endpoint.header.mtu; mtu && *mtu > headers) {
    most = std::min<std::size_t>(most, *mtu - headers);
  }
  check(Rule::kMust16, size + out.seg.options.size(), most);
}

// New data stays left of the furthest edge ever offered. Probes apart (9293-3.8.6.1-a): a single
// octet, or what a timer sends when nothing at all fits.
void judge_window(Scene& scene, const Emission& out) {
  const Connection& conn = scene.conn;
  const Offset end = out.seq + static_cast<Offset>(out.seg.payload.size());
  if (end <= conn.snd.nxt || conn.snd.window < 0) return;
  const bool doubtful = conn.snd.edge > conn.snd.edge_newest;  // an older segment offered more
  if (end <= conn.snd.edge_newest) {
    if (doubtful) scene.upheld(Rule::kWindowOfNewest);
    return scene.upheld(Rule::kWithinWindow);
  }
  if (out.seg.payload.size() == 1 || (out.by_timer && out.seq >= conn.snd.edge_newest)) {
    return;
  }
  scene.broken(end <= conn.snd.edge ? Rule::kWindowOfNewest : Rule::kWithinWindow,
               {fmt::format("nothing past {}", conn.wire_of(conn.snd.edge_newest)),
                fmt::format("octets {}", range(out.seq, end, conn)),
                {}});
}

void judge_done(Scene& scene, const Emission& out) {
  const Connection& conn = scene.conn;
  const Offset end = out.seq + static_cast<Offset>(out.seg.payload.size());
  if (end > conn.snd.una) {
    if (conn.snd.una > 1 && out.seq < conn.snd.nxt) scene.upheld(Rule::kAckedIsDone);
    return;
  }
  // A keep-alive may carry one old octet (MAY-6).
  if (out.seg.payload.size() == 1 && end == conn.snd.nxt) return;
  scene.broken(Rule::kAckedIsDone,
               {fmt::format("nothing below {}: it was acknowledged", conn.wire_of(conn.snd.una)),
                fmt::format("octets {} again", range(out.seq, end, conn)),
                {}});
}

// SHLD-14. Less than one unit of scaling is forgiven (RFC 7323 2.4).
void judge_own_window(Scene& scene, const Emission& out) {
  const Connection& conn = scene.conn;
  if (!out.ack_bit || conn.rcv.fin || conn.fully_closed || !conn.own.seen || !conn.peer.seen)
    return;
  if (conn.rcv.window < 0 || !conn.states.within(kSynchronized)) return;
  const bool scaled = conn.own.window_scale && conn.peer.window_scale;
  const std::int64_t slack = (std::int64_t{1} << (scaled ? *conn.own.window_scale : 0)) - 1;
  const Offset edge = out.ack + out.window;
  if (edge + slack >= conn.rcv.edge_max - slack) return scene.upheld(Rule::kShld14);
  scene.broken(Rule::kShld14,
               {fmt::format("a right edge of at least {}", wrap(conn.rcv.edge_max, conn.rcv.irs)),
                fmt::format("{}", wrap(edge, conn.rcv.irs)),
                {}});
}

}  // namespace

void judge_send_emission(Scene& scene, const Emission& out) {
  Connection& conn = scene.conn;
  if (out.rst || out.syn || conn.vague || !conn.snd.known) return;
  judge_numbers(scene, out);
  judge_own_window(scene, out);
  if (out.seg.payload.empty()) return;
  judge_octets(scene, out);
  judge_size(scene, out);
  judge_window(scene, out);
  judge_new_beyond_edge(scene, out);
  judge_done(scene, out);
}

}  // namespace synspect::judge
