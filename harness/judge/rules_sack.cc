// SACK (RFC 2018): blocks tell of text that arrived above the cumulative ACK, the newest first, or
// in front of them, once, of a duplicate (RFC 2883).
#include <fmt/format.h>

#include <vector>

#include "harness/judge/rules_options.h"

namespace synspect::judge {
namespace {

using Text = SackSeen::Text;

bool text_holds(const Text& outer, const Text& inner) {
  return outer.first <= inner.first && outer.end >= inner.end;
}

// The blocks of the first SACK option; empty where its length is none that it can have.
struct Blocks {
  std::array<Text, 4> list{};
  std::size_t count{};
};

Blocks read_blocks(const Connection& conn, const DecodedSegment& seg) {
  Blocks blocks;
  OptionReader reader{seg.options};
  while (const auto option = reader.next()) {
    if (option->kind != kSackOption) continue;
    if (option->body.size() % 8 != 0 || option->body.size() > 32) return {};
    const auto number = [&](std::size_t at) {
      std::uint32_t value = 0;
      for (std::size_t i = 0; i < 4; ++i) {
        value = value << 8 | std::to_integer<std::uint32_t>(option->body[at + i]);
      }
      return unwrap(value, conn.rcv.irs, conn.rcv.low);
    };
    for (std::size_t at = 0; at < option->body.size(); at += 8) {
      blocks.list[blocks.count++] = {.first = number(at), .end = number(at + 4)};
    }
    return blocks;
  }
  return blocks;
}

// 2018-3-1: [first octet, octet after the last) of what arrived above the ACK.
bool is_held(const Connection& conn, const Emission& out, const Text& block) {
  return block.first < block.end && block.first >= out.ack &&
         (conn.rcv.arrived.full() || conn.rcv.arrived.prefix_end(block.first) >= block.end);
}

// RFC 2883 4: below the ACK, or inside the block behind it.
bool is_duplicate(const Emission& out, const Blocks& blocks) {
  const Text& front = blocks.list[0];
  if (front.first >= front.end) return false;
  return front.end <= out.ack || (blocks.count > 1 && text_holds(blocks.list[1], front));
}

void judge_duplicate(Scene& scene, const Emission& out, const Text& block) {
  const SackSeen& sack = scene.conn.options.sack;
  if (sack.too_many) return;
  for (const Text& text : sack.texts()) {
    if (!text_holds(text, block)) continue;
    scene.upheld(Rule::kDuplicateOnly);
    if (!sack.reported || !text_holds(*sack.reported, block)) scene.upheld(Rule::kDuplicateOnce);
    if (!text.old || sack.count > 1) return;
    const bool all = text.first == block.first && text.end == block.end;
    return check_option(scene, Rule::kDuplicateEdges, all, "the edges of the duplicate", out);
  }
  const bool again =
      sack.reported && sack.reported->first == block.first && sack.reported->end == block.end;
  check_option(scene, again ? Rule::kDuplicateOnce : Rule::kDuplicateOnly, false,
               again ? "a duplicate is reported once" : "a duplicate in what has just arrived",
               out);
}

// 2018-4-4, of what cannot be a duplicate in any part.
bool answers_newest(const Connection& conn, const Emission& out) {
  const SackSeen& sack = conn.options.sack;
  return sack.newest && sack.count == 1 && out.empty_ack && !out.by_timer &&
         conn.cause.kind == Cause::Kind::kSegment && out.ack == conn.rcv.low;
}

void judge_newest(Scene& scene, const Emission& out, const Blocks& blocks) {
  const SackSeen& sack = scene.conn.options.sack;
  check_option(scene, Rule::kNewestFirst, text_holds(blocks.list[0], *sack.newest),
               "in the first block what has just arrived", out);
}

}  // namespace

void SackSeen::add(const Text& text) {
  if (count == kMost) {
    too_many = true;
    return;
  }
  recent[count++] = text;
}

void judge_sack_emission(Scene& scene, const Emission& out) {
  const Connection& conn = scene.conn;
  const bool reports = out.seg.has_option(kSackOption);
  if (conn.options.peer.never(kSackPermittedOption)) {
    if (conn.rcv.arrived.one_piece() && !reports) return;  // nothing that could be reported
    return check_option(scene, Rule::kSackUnpermitted, !reports,
                        "no blocks: no SYN of the peer permits them", out);
  }
  const bool newest = answers_newest(conn, out);
  if (newest && conn.options.sack.used) {
    check_option(scene, Rule::kSackOnEach, reports, "blocks on the ACK of text above a hole", out);
  }
  if (!reports || !out.ack_bit) return;
  const Blocks blocks = read_blocks(conn, out.seg);
  if (blocks.count == 0) {
    return check_option(scene, Rule::kSackBlock, false, "one block or more, each of two numbers",
                        out);
  }
  const bool duplicate = is_duplicate(out, blocks);
  bool good = true;
  for (std::size_t i = duplicate ? 1 : 0; i < blocks.count; ++i) {
    good = good && is_held(conn, out, blocks.list[i]);
  }
  check_option(scene, Rule::kSackBlock, good, "blocks of text that arrived above the ACK", out);
  if (duplicate) return judge_duplicate(scene, out, blocks.list[0]);
  if (newest) judge_newest(scene, out, blocks);
}

void follow_sack_emission(Scene& scene, const Emission& out) {
  SackSeen& sack = scene.conn.options.sack;
  sack.newest.reset();
  if (!out.seg.has_option(kSackOption)) {
    if (out.empty_ack) sack.forget();  // beside text there may be no room
    return;
  }
  sack.used = true;
  sack.reported.reset();
  const Blocks blocks = read_blocks(scene.conn, out.seg);
  if (blocks.count > 0 && is_duplicate(out, blocks)) sack.reported = blocks.list[0];
  sack.forget();
}

void follow_sack_arrival(Scene& scene, const Arrival& in) {
  const Connection& conn = scene.conn;
  SackSeen& sack = scene.conn.options.sack;
  sack.newest.reset();
  if (!in.text || (conn.options.peer.any & bit_of(kSackPermittedOption)) == 0) return;
  const Text text{.first = in.seq + (in.syn ? 1 : 0), .end = in.end - (in.fin ? 1 : 0)};
  const Ranges& arrived = conn.rcv.arrived;
  sack.add({text.first, text.end, text.first >= 1 && text.end <= conn.rcv.low});
  const bool fresh = arrived.prefix_end(text.first) == text.first &&
                     arrived.gap_end(text.first) >= text.end && text.first > conn.rcv.high();
  const bool taken = in.certain && in.fit == Fit::kInside && in.ack_bit && in.ack_good &&
                     in.ack >= conn.snd.una && !in.syn && !in.fin && !conn.rcv.fin;
  if (fresh && taken && conn.states.within(kTakesText) && !conn.fully_closed && !arrived.full()) {
    sack.newest = text;
  }
}

}  // namespace synspect::judge
