// What one user gets is what the other gave: by the pattern of the payload, and between two judged
// ends octet by octet (9293-3.10.7.4-1e, 9293-3.9.1.2-b, 9293-3.8.6-d).
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "harness/judge/rules.h"

namespace synspect::judge {
namespace {

// Where `text`, at `at` in its stream, first differs from the pattern.
std::optional<Offset> first_wrong(std::span<const std::byte> text, Offset at, PatternText& pattern,
                                  std::uint32_t salt) {
  const std::size_t skipped = at < 1 ? static_cast<std::size_t>(1 - at) : 0;
  if (skipped >= text.size()) return std::nullopt;
  text = text.subspan(skipped);
  const Offset first = at - 1 + static_cast<Offset>(skipped);  // offset 1 is octet 0
  const auto right =
      pattern.at(static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(text.size()), salt);
  if (std::memcmp(text.data(), right.data(), text.size()) == 0) return std::nullopt;
  return first + (std::ranges::mismatch(text, right).in1 - text.begin());
}

std::span<const std::byte> received(const CallSeen& seen) {
  const auto* peek = std::get_if<call::Receive>(&seen.call);
  const bool receives = peek || std::holds_alternative<call::RfcReceive>(seen.call);
  return receives ? seen.result.data : std::span<const std::byte>{};
}

}  // namespace

void judge_pattern_emission(Scene& scene, const Emission& out) {
  const Connection& conn = scene.conn;
  const auto salt = scene.endpoint.header.pattern_salt;
  if (!salt || out.rst || out.seg.payload.empty() || !conn.snd.known || conn.vague) return;
  const Offset text = out.seq + (out.syn ? 1 : 0);
  const Rule rule = text < conn.snd.nxt ? Rule::kSameOctets : Rule::kSendsInOrder;
  const auto wrong = first_wrong(out.seg.payload, text, *scene.endpoint.pattern, *salt);
  if (!wrong) return scene.upheld(rule);
  scene.broken(rule, {"every octet at its own place in the stream",
                      fmt::format("another value at octet {} of the stream", *wrong),
                      {}});
}

void judge_delivery(Scene& scene, const CallSeen& seen, Endpoint* other) {
  const Connection& conn = scene.conn;
  const auto text = received(seen);
  // A script may send what it likes; only a judged end is held to the pattern.
  if (text.empty() || !other || !other->header.judged || !conn.rcv.known || conn.vague ||
      conn.rcv.text_conflict)
    return;
  const Offset at = conn.rcv.user_read;
  if (other->header.pattern_salt) {
    const auto wrong = first_wrong(text, at, *other->pattern, *other->header.pattern_salt);
    if (wrong) {
      scene.broken(Rule::kInOrderToUser, {"every octet at its own place in the stream",
                                          fmt::format("another value at octet {}", *wrong),
                                          {}});
    } else {
      scene.upheld(Rule::kInOrderToUser);
    }
  }
  const Connection* sender = other->find({conn.sockets.remote, conn.sockets.local});
  if (!sender || !sender->snd.handed_known || sender->snd.iss != conn.rcv.irs) return;
  const bool beyond = at + static_cast<Offset>(text.size()) > sender->snd.handed_end;
  if (!beyond && sender->snd.handed_over.compare(at, text) != OctetLog::Match::kDifferent) return;
  scene.broken(Rule::kInOrderToUser, {"a prefix of what the other user sent",
                                      fmt::format("{} octets at {}, {}", text.size(), at - 1,
                                                  beyond ? "more than was sent" : "other values"),
                                      {}});
}

}  // namespace synspect::judge
