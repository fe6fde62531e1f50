// Expectations meet what is seen, or the clock.
#include <fmt/format.h>

#include <algorithm>

#include "harness/judge/rules.h"

namespace synspect::judge {
namespace {

enum class Look : std::uint8_t { kNo, kYes, kWrong };  // kWrong: the right kind, wrong numbers

Look if_same(std::uint32_t seen, Offset wanted) {
  return seen == static_cast<std::uint32_t>(wanted) ? Look::kYes : Look::kWrong;
}

// Text that goes out for the first time is no answer: a burst may go on at any moment.
bool fresh_text(const Connection& conn, const Emission& out) {
  return conn.snd.known && !out.rst && !out.syn && !out.seg.payload.empty() &&
         out.end > conn.snd.nxt;
}

Look look(const Connection& conn, const Expectation& wish, const Emission& out) {
  const DecodedSegment& seg = out.seg;
  const auto yes_if = [](bool is) { return is ? Look::kYes : Look::kNo; };
  switch (wish.sight) {
    case Sight::kAnything:
      return yes_if(!fresh_text(conn, out));
    case Sight::kReset:
      return yes_if(out.rst);
    case Sight::kResetAtSeq:
      return out.rst ? if_same(seg.seq, wish.a) : Look::kNo;
    case Sight::kResetAckOf:
      if (!out.rst) return Look::kNo;
      return seg.seq == 0 && out.ack_bit ? if_same(seg.ack, wish.a) : Look::kWrong;
    case Sight::kResetOrAck:
      return out.rst ? if_same(seg.seq, wish.a) : yes_if(out.ack_bit && !out.syn);
    case Sight::kAckUpTo:
      return yes_if(!out.rst && !out.syn && out.ack_bit && out.ack >= wish.a);
    case Sight::kAckOrSynAck:
      return yes_if(!out.rst && out.ack_bit);
    case Sight::kEmptyAckAgain:
      return yes_if(out.empty_ack && out.ack == wish.a && out.window == wish.b);
    case Sight::kSyn:
      return yes_if(out.syn && !out.ack_bit);
    case Sight::kSynAck:
      if (out.rst && seg.seq == 0 &&
          seg.ack - static_cast<std::uint32_t>(wish.a) <= static_cast<std::uint32_t>(wish.b)) {
        return Look::kWrong;  // refused as by CLOSED
      }
      if (!out.syn || !out.ack_bit) return Look::kNo;
      return seg.ack - static_cast<std::uint32_t>(wish.a) <= static_cast<std::uint32_t>(wish.b)
                 ? Look::kYes
                 : Look::kWrong;
    case Sight::kFirstSynAck:
      if (!out.syn || !out.ack_bit) return Look::kNo;
      return seg.ack == static_cast<std::uint32_t>(wish.a) ? if_same(seg.seq, wish.b)
                                                           : Look::kWrong;
    case Sight::kFin:
      return yes_if(out.fin || out.rst);
    case Sight::kProbe:
      return yes_if(!out.rst && (out.length() > 0 || out.seq < wish.a));
    case Sight::kOpenWindow:
      if (out.rst || out.syn || !out.ack_bit || out.ack < wish.a) return Look::kNo;
      return out.window > 0 ? Look::kYes : Look::kWrong;
    case Sight::kCovers:
    case Sight::kSent:
      return yes_if(!out.rst && out.seq <= wish.a && out.end > wish.a);
    case Sight::kUrgentSignal:
      return Look::kNo;
  }
  std::unreachable();
}

std::string describe(const Connection& conn, const Expectation& wish) {
  const auto number = [&](Offset a) { return static_cast<std::uint32_t>(a); };
  switch (wish.sight) {
    case Sight::kAnything:
      return "any segment";
    case Sight::kReset:
      return "a RST";
    case Sight::kResetAtSeq:
      return fmt::format("a RST with SEQ {}", number(wish.a));
    case Sight::kResetAckOf:
      return fmt::format("RST,ACK with SEQ 0, ACK {}", number(wish.a));
    case Sight::kResetOrAck:
      return fmt::format("a RST with SEQ {}, or an ACK", number(wish.a));
    case Sight::kAckUpTo:
      return fmt::format("an ACK of {} or more", wrap(wish.a, conn.rcv.irs));
    case Sight::kAckOrSynAck:
      return "an ACK or SYN,ACK";
    case Sight::kEmptyAckAgain:
      return "an empty ACK that says nothing new";
    case Sight::kSyn:
      return "a SYN";
    case Sight::kSynAck:
      return fmt::format("SYN,ACK with ACK {}", number(wish.a));
    case Sight::kFirstSynAck:
      return fmt::format("SYN,ACK with SEQ {}, ACK {}", number(wish.b), number(wish.a));
    case Sight::kFin:
      return "a FIN";
    case Sight::kProbe:
      return "a probe of the closed window";
    case Sight::kOpenWindow:
      return "an ACK that opens the window: the user has read everything";
    case Sight::kCovers:
      return fmt::format("{} {} again", wish.a == 0 ? "the SYN or SYN,ACK with SEQ" : "number",
                         conn.wire_of(wish.a));
    case Sight::kUrgentSignal:
      return fmt::format("word of urgent data before {}", wrap(wish.a, conn.rcv.irs));
    case Sight::kSent:
      return fmt::format("the octet {} sent", conn.wire_of(wish.a));
  }
  std::unreachable();
}

std::vector<FieldDifference> differences(const Expectation& wish, const DecodedSegment& seg) {
  std::vector<FieldDifference> result;
  const auto field = [&](const char* name, std::uint32_t wanted, std::uint32_t seen) {
    if (wanted != seen)
      result.push_back({name, fmt::format("{}", wanted), fmt::format("{}", seen)});
  };
  const auto a = static_cast<std::uint32_t>(wish.a);
  if (wish.sight == Sight::kResetAtSeq || wish.sight == Sight::kResetOrAck)
    field("seq", a, seg.seq);
  if (wish.sight == Sight::kResetAckOf) {
    field("seq", 0, seg.seq);
    field("ack", a, seg.ack);
  }
  if (wish.sight == Sight::kSynAck || wish.sight == Sight::kFirstSynAck) field("ack", a, seg.ack);
  if (wish.sight == Sight::kFirstSynAck) field("seq", static_cast<std::uint32_t>(wish.b), seg.seq);
  return result;
}

}  // namespace

void judge_expected(Scene& scene, const Emission& out) {
  Connection& conn = scene.conn;
  for (std::size_t i = 0; i < conn.expected.size();) {
    const Look seen = look(conn, conn.expected[i], out);
    if (seen == Look::kNo || (seen == Look::kWrong && !conn.expected[i].wanted)) {
      ++i;
      continue;
    }
    const Expectation wish = conn.expected[i];
    if (wish.wanted && seen == Look::kYes) {
      scene.upheld(wish.rule);
    } else {
      const std::string what = describe(conn, wish);
      scene.broken(wish.rule, wish.cause, wish.states,
                   {wish.wanted ? what : "no answer: not " + what, out.seg.to_string(),
                    differences(wish, out.seg)});
    }
    if (wish.until_input) --scene.endpoint.instants;
    conn.expected.erase(conn.expected.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

void settle_instants(Endpoint& endpoint) {
  if (endpoint.instants == 0) return;
  for (Connection& conn : endpoint.connections) {
    drop_if(conn.expected, [&](const Expectation& wish) {
      if (wish.until_input) endpoint.report->upheld(wish.rule);
      return wish.until_input;
    });
  }
  endpoint.instants = 0;
}

void settle_due(Endpoint& endpoint, Time now) {
  if (!endpoint.next_due || now <= *endpoint.next_due) return;
  endpoint.next_due.reset();
  settle_openings(endpoint, now);
  for (Connection& conn : endpoint.connections) {
    for (std::size_t i = 0; i < conn.expected.size();) {
      const Expectation wish = conn.expected[i];
      if (wish.until_input || now <= wish.due) {
        if (!wish.until_input && (!endpoint.next_due || wish.due < *endpoint.next_due)) {
          endpoint.next_due = wish.due;
        }
        ++i;
        continue;
      }
      Scene scene{endpoint, conn};
      if (!(!is_answer(wish.sight) && conn.touched)) {
        const auto waited =
            std::chrono::duration_cast<std::chrono::milliseconds>(wish.due - wish.cause.at);
        scene.broken(wish.rule, wish.cause, wish.states,
                     {describe(conn, wish),
                      fmt::format("nothing of the kind in {} ms", waited.count()),
                      {}});
      }
      conn.expected.erase(conn.expected.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }
}

}  // namespace synspect::judge
