// Every state against every class of event, refusals included, as one reviewed text.
// SYNSPECT_UPDATE=1 writes stack/state_matrix.txt anew.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>

#include "stack/test_tcb.h"

namespace synspect::tcp {
namespace {

struct EventClass {
  const char* name;
  std::function<void(Bench&)> happen;
};

void peer(Bench& bench, const std::function<void(Segment&)>& edit) {
  // Without a conversation yet, the peer speaks from its own numbers.
  const bool early = bench.tcb.state == State::kClosed || bench.tcb.state == State::kListen ||
                     bench.tcb.state == State::kSynSent;
  Segment segment = early ? bench.segment(0, 1) : bench.next();
  edit(segment);
  bench.arrives(segment);
}

void shift(Seq& seq, std::int64_t by) { seq = seq + SeqLen{static_cast<std::uint32_t>(by)}; }

Seq una(const Bench& bench) {  // before the SYN there is only the ISS
  const bool early = bench.tcb.state == State::kClosed || bench.tcb.state == State::kListen;
  return early ? bench.iss : bench.tcb.snd_una;
}

const EventClass kEvents[] = {
    {"RST, SEQ = RCV.NXT, no ACK",
     [](Bench& b) {
       peer(b, [](Segment& s) { s.rst = true, s.ack_flag = false, s.ack = Seq{}; });
     }},
    {"RST,ACK, SEQ = RCV.NXT", [](Bench& b) { peer(b, [](Segment& s) { s.rst = true; }); }},
    {"RST, SEQ = RCV.NXT+1",
     [](Bench& b) { peer(b, [](Segment& s) { s.rst = true, shift(s.seq, 1); }); }},
    {"RST, SEQ = RCV.NXT-1",
     [](Bench& b) { peer(b, [](Segment& s) { s.rst = true, shift(s.seq, -1); }); }},
    {"RST,ACK of nothing sent",
     [](Bench& b) { peer(b, [](Segment& s) { s.rst = true, shift(s.ack, 1), shift(s.seq, 1); }); }},
    {"SYN, SEQ = RCV.NXT",
     [](Bench& b) {
       peer(b, [](Segment& s) { s.syn = true, s.ack_flag = false, s.ack = Seq{}; });
     }},
    {"SYN, SEQ = RCV.NXT-1 (the same again)",
     [](Bench& b) {
       peer(b,
            [](Segment& s) { s.syn = true, s.ack_flag = false, s.ack = Seq{}, shift(s.seq, -1); });
     }},
    {"SYN,ACK, SEQ = RCV.NXT", [](Bench& b) { peer(b, [](Segment& s) { s.syn = true; }); }},
    {"SYN,ACK, SEQ = RCV.NXT-1",
     [](Bench& b) { peer(b, [](Segment& s) { s.syn = true, shift(s.seq, -1); }); }},
    {"ACK = SND.NXT", [](Bench& b) { peer(b, [](Segment&) {}); }},
    {"ACK = SND.NXT+1", [](Bench& b) { peer(b, [](Segment& s) { shift(s.ack, 1); }); }},
    {"ACK = SND.UNA", [](Bench& b) { peer(b, [&](Segment& s) { s.ack = una(b); }); }},
    {"ACK = SND.UNA-MAX.SND.WND-1",
     [](Bench& b) {
       peer(b, [&](Segment& s) { s.ack = una(b) - b.tcb.max_snd_wnd - SeqLen{1}; });
     }},
    {"ACK = SND.NXT, SEQ = RCV.NXT-1",
     [](Bench& b) { peer(b, [](Segment& s) { shift(s.seq, -1); }); }},
    {"ACK = SND.NXT, SEQ = RCV.NXT+RCV.WND",
     [](Bench& b) { peer(b, [&](Segment& s) { s.seq = s.seq + b.tcb.rcv_wnd; }); }},
    {"no control bit, text",
     [](Bench& b) {
       peer(b, [](Segment& s) { s.ack_flag = false, s.ack = Seq{}, s.payload = kText; });
     }},
    {"text, SEQ = RCV.NXT", [](Bench& b) { peer(b, [](Segment& s) { s.payload = kText; }); }},
    {"text, SEQ = RCV.NXT, twice",
     [](Bench& b) {
       peer(b, [](Segment& s) { s.payload = kText; });
       peer(b, [](Segment& s) { s.payload = kText; });
     }},
    {"text, then the earliest timer",
     [](Bench& b) {
       peer(b, [](Segment& s) { s.payload = kText; });
       if (!b.fire()) b.effects.clear();
     }},
    {"text, second half first",
     [](Bench& b) {
       peer(b, [](Segment& s) { s.payload = kText, shift(s.seq, 16); });
       peer(b, [](Segment& s) { s.payload = kText; });
     }},
    {"text, SEQ = RCV.NXT, ACK = SND.UNA",
     [](Bench& b) { peer(b, [&](Segment& s) { s.payload = kText, s.ack = una(b); }); }},
    {"text, SEQ = RCV.NXT+1",
     [](Bench& b) { peer(b, [](Segment& s) { s.payload = kText, shift(s.seq, 1); }); }},
    {"text, old but for its last octet",
     [](Bench& b) { peer(b, [](Segment& s) { s.payload = kText, shift(s.seq, -15); }); }},
    {"text, wholly old",
     [](Bench& b) { peer(b, [](Segment& s) { s.payload = kText, shift(s.seq, -16); }); }},
    {"text beyond the window",
     [](Bench& b) { peer(b, [](Segment& s) { s.payload = kText, shift(s.seq, 70'000); }); }},
    {"text and FIN, SEQ = RCV.NXT",
     [](Bench& b) { peer(b, [](Segment& s) { s.payload = kText, s.fin = true; }); }},
    {"text, URG, SEQ = RCV.NXT",
     [](Bench& b) {
       peer(b, [](Segment& s) { s.payload = kText, s.urg = true, s.urgent_pointer = 16; });
     }},
    {"FIN,ACK, ACK = SND.NXT", [](Bench& b) { peer(b, [](Segment& s) { s.fin = true; }); }},
    {"FIN,ACK, ACK = SND.UNA",
     [](Bench& b) { peer(b, [&](Segment& s) { s.fin = true, s.ack = una(b); }); }},
    {"FIN,ACK, SEQ = RCV.NXT-1 (the same again)",
     [](Bench& b) { peer(b, [](Segment& s) { s.fin = true, shift(s.seq, -1); }); }},
    {"FIN without ACK",
     [](Bench& b) {
       peer(b, [](Segment& s) { s.fin = true, s.ack_flag = false, s.ack = Seq{}; });
     }},
    {"earliest timer",
     [](Bench& b) {
       if (!b.fire()) b.effects.clear();
     }},
    {"R2 has passed",
     [](Bench& b) {
       b.now += std::chrono::minutes{5};
       step(b.tcb, TimerDue{}, b.now, b.effects);
     }},
    {"window 0, then SEND, then earliest timer",
     [](Bench& b) {
       peer(b, [](Segment& s) { s.window = 0; });
       b.calls(SendCall{.data = kText});
       if (!b.fire()) b.effects.clear();
     }},
    {"OPEN, active", [](Bench& b) { b.open(); }},
    {"OPEN, passive", [](Bench& b) { b.listen(); }},
    {"SEND", [](Bench& b) { b.calls(SendCall{.data = kText}); }},
    {"SEND, urgent", [](Bench& b) { b.calls(SendCall{.data = kText, .urgent = true}); }},
    {"RECEIVE",
     [](Bench& b) {
       std::array<std::byte, 8> buffer{};
       b.calls(ReceiveCall{.buffer = buffer});
     }},
    {"CLOSE", [](Bench& b) { b.close(); }},
    {"ABORT", [](Bench& b) { b.calls(AbortCall{}); }},
    {"STATUS", [](Bench& b) { b.calls(StatusCall{}); }},
};

// A number by the anchor that it lies near, so that the text is the same at every base.
std::string place(const Bench& bench, Seq seq) {
  for (const auto& [name, anchor] : {std::pair{"ISS", bench.iss}, std::pair{"IRS", bench.irs}}) {
    const auto off = static_cast<std::int32_t>(distance(anchor, seq).n);
    if (off > -100'000 && off < 100'000) {
      return name + (off == 0 ? "" : (off > 0 ? "+" : "") + std::to_string(off));
    }
  }
  return std::to_string(seq.raw());
}

std::string describe(const Bench& bench, const Segment& segment) {
  std::string flags;
  const auto flag = [&](bool set, const char* name) {
    if (set) flags += (flags.empty() ? "" : ",") + std::string{name};
  };
  flag(segment.syn, "SYN");
  flag(segment.fin, "FIN");
  flag(segment.rst, "RST");
  flag(segment.psh, "PSH");
  flag(segment.ack_flag, "ACK");
  flag(segment.urg, "URG");
  // A reset of CLOSED has the literal number 0.
  const bool zero = segment.rst && segment.ack_flag;
  std::string text =
      "<SEQ=" + (zero ? std::to_string(segment.seq.raw()) : place(bench, segment.seq));
  if (segment.ack_flag) text += "><ACK=" + place(bench, segment.ack);
  text += "><CTL=" + flags + ">";
  if (segment.urg) text += "<UP=" + std::to_string(segment.urgent_pointer) + ">";
  if (!segment.payload.empty()) text += "(" + std::to_string(segment.payload.size()) + ")";
  return text;
}

const char* name_of(Notice notice) {
  switch (notice) {
    case Notice::kConnected:
      return "connected";
    case Notice::kReadable:
      return "readable";
    case Notice::kWritable:
      return "writable";
    case Notice::kPeerClosed:
      return "closing";
    case Notice::kUrgent:
      return "urgent";
    case Notice::kReset:
      return "reset";
    case Notice::kRefused:
      return "refused";
    case Notice::kTimedOut:
      return "user timeout";
    case Notice::kTrouble:
      return "trouble";
    case Notice::kClosed:
      return "closed";
    case Notice::kAcceptable:
      return "acceptable";
  }
  return "?";
}

const char* name_of(CallStatus status) {
  switch (status) {
    case CallStatus::kOk:
      return "ok";
    case CallStatus::kWouldWait:
      return "would wait";
    case CallStatus::kDoesNotExist:
      return "error: connection does not exist";
    case CallStatus::kAlreadyExists:
      return "error: connection already exists";
    case CallStatus::kRemoteUnspecified:
      return "error: remote socket unspecified";
    case CallStatus::kInsufficientResources:
      return "error: insufficient resources";
    case CallStatus::kClosing:
      return "error: connection closing";
    case CallStatus::kReset:
      return "error: connection reset";
    case CallStatus::kRefused:
      return "error: connection refused";
    case CallStatus::kAborted:
      return "error: user timeout";
    case CallStatus::kIllegal:
      return "error: connection illegal";
  }
  return "?";
}

std::string matrix(std::uint32_t base) {
  std::ostringstream out;
  out << "What the core does in every state with every class of event (RFC 9293 3.10).\n"
         "state after | segments sent | signals to the user | answer to a call\n"
         "SYN-RECEIVED is by a passive open; all later states by an active one.\n";
  for (const State state : kStates) {
    out << "\n" << to_string(state) << "\n";
    for (const EventClass& event : kEvents) {
      Bench bench = in_state(state, base);
      EXPECT_EQ(bench.tcb.state, state);
      event.happen(bench);
      out << "  " << event.name << std::string(44 - std::string{event.name}.size(), ' ') << "-> "
          << (bench.tcb.state == state ? "same" : std::string{to_string(bench.tcb.state)}) << " |";
      for (const Segment& segment : bench.effects.transmit) out << " " << describe(bench, segment);
      out << (bench.effects.transmit.empty() ? " -" : "") << " |";
      for (const Notice notice : bench.effects.notices) out << " " << name_of(notice);
      out << (bench.effects.notices.empty() ? " -" : "");
      const bool call = &event >= std::end(kEvents) - 8;
      if (call) out << " | " << name_of(bench.effects.status);
      out << "\n";
    }
  }
  return out.str();
}

TEST(StateMatrix, IsAsReviewedAtEverySequenceBase) {
  const std::string path = SYNSPECT_SOURCE_DIR "/stack/state_matrix.txt";
  const std::string now = matrix(0x1000);
  if (std::getenv("SYNSPECT_UPDATE") != nullptr) std::ofstream{path} << now;
  std::stringstream reviewed;
  reviewed << std::ifstream{path}.rdbuf();
  EXPECT_EQ(now, reviewed.str());
  for (const std::uint32_t base : kBases) EXPECT_EQ(matrix(base), now) << base;
}

}  // namespace
}  // namespace synspect::tcp
