// Every socket call in every state of a socket: what it answers, what it answers when it is asked
// again, and what leaves the stack meanwhile. SYNSPECT_UPDATE=1 writes sockets_matrix.txt anew.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "harness/stack_under_test/reference/test_bench.h"

namespace synspect::reference {
namespace {

using namespace test;

constexpr std::uint16_t kPort = 1025;

// Ways into each state; `out` is emptied behind them.
Handle bound(Bench& b) {
  const Handle s = b.socket();
  EXPECT_EQ(b.call(call::Bind{.socket = s, .address = {kOurs, kPort}}), "0");
  return s;
}
Handle connecting(Bench& b) {
  const Handle s = bound(b);
  EXPECT_EQ(b.call(call::Connect{.socket = s, .remote = kPeer}), "EINPROGRESS");
  return s;
}
Handle refused(Bench& b) {
  const Handle s = connecting(b);
  b.arrives("R.", 0, kIss + 1, kPort);
  return s;
}
Handle crossing(Bench& b) {
  const Handle s = connecting(b);
  b.arrives("S", kPeerIss, 0, kPort);
  return s;
}
Handle established(Bench& b) {
  const Handle s = connecting(b);
  b.arrives("S.", kPeerIss, kIss + 1, kPort);
  return s;
}
Handle with_text(Bench& b) {
  const Handle s = established(b);
  b.arrives(".", kPeerIss + 1, kIss + 1, kPort, "text");
  return s;
}
void shuts(Bench& b, Handle s) {
  EXPECT_EQ(b.call(call::Shutdown{.socket = s, .how = call::ShutdownHow::kWrite}), "0");
}
Handle fin_wait_1(Bench& b) {
  const Handle s = established(b);
  shuts(b, s);
  return s;
}
Handle fin_wait_2(Bench& b) {
  const Handle s = fin_wait_1(b);
  b.arrives(".", kPeerIss + 1, kIss + 2, kPort);
  return s;
}
Handle close_wait(Bench& b) {
  const Handle s = established(b);
  b.arrives("F.", kPeerIss + 1, kIss + 1, kPort);
  return s;
}
Handle close_wait_with_text(Bench& b) {
  const Handle s = with_text(b);
  b.arrives("F.", kPeerIss + 5, kIss + 1, kPort);
  return s;
}
Handle closing(Bench& b) {
  const Handle s = fin_wait_1(b);
  b.arrives("F.", kPeerIss + 1, kIss + 1, kPort);
  return s;
}
Handle last_ack(Bench& b) {
  const Handle s = close_wait(b);
  shuts(b, s);
  return s;
}
Handle last_ack_with_text(Bench& b) {
  const Handle s = close_wait_with_text(b);
  shuts(b, s);
  return s;
}
Handle time_wait(Bench& b) {
  const Handle s = fin_wait_2(b);
  b.arrives("F.", kPeerIss + 1, kIss + 2, kPort);
  return s;
}
Handle time_wait_with_text(Bench& b) {
  const Handle s = fin_wait_2(b);
  b.arrives("F.", kPeerIss + 1, kIss + 2, kPort, "text");
  return s;
}
Handle closed(Bench& b) {
  const Handle s = last_ack(b);
  b.arrives(".", kPeerIss + 2, kIss + 2, kPort);
  return s;
}
Handle reset(Bench& b) {
  const Handle s = with_text(b);
  b.arrives("R", kPeerIss + 5, 0, kPort);
  return s;
}
Handle timed_out(Bench& b) {
  const Handle s = established(b);
  EXPECT_EQ(b.call(call::Send{.socket = s, .data = octets_of("x"), .to = {}}), "1");
  const Time limit = kRunStart + std::chrono::hours{1};
  while (b.stack->advance_to(limit) < limit) {
  }
  return s;
}

struct Way {
  const char* name;
  Handle (*go)(Bench&);
};
const Way kWays[] = {
    {"a new socket", [](Bench& b) { return b.socket(); }},
    {"bound", bound},
    {"listening", [](Bench& b) { return b.listener(kPort); }},
    {"connecting", connecting},
    {"connecting, and so is the peer", crossing},
    {"refused", refused},
    {"connected", established},
    {"connected, text unread", with_text},
    {"shut for writing", fin_wait_1},
    {"shut for writing, acknowledged", fin_wait_2},
    {"the peer has closed", close_wait},
    {"the peer has closed, text unread", close_wait_with_text},
    {"both close at once", closing},
    {"both have closed, the peer first", last_ack},
    {"both have closed, the peer first, text unread", last_ack_with_text},
    {"both have closed", time_wait},
    {"both have closed, text unread", time_wait_with_text},
    {"closed in order", closed},
    {"reset", reset},
    {"timed out", timed_out},
};

struct Deed {
  const char* name;
  UserCall (*of)(Handle);
  bool resets{};  // SO_LINGER, no seconds, before it
};
const Deed kDeeds[] = {
    {"bind", [](Handle s) -> UserCall { return call::Bind{s, {kOurs, 1026}}; }},
    {"listen", [](Handle s) -> UserCall { return call::Listen{s, 5}; }},
    {"accept", [](Handle s) -> UserCall { return call::Accept{s}; }},
    {"connect", [](Handle s) -> UserCall { return call::Connect{s, kPeer}; }},
    {"send",
     [](Handle s) -> UserCall {
       return call::Send{.socket = s, .data = octets_of("x"), .to = {}};
     }},
    {"recv", [](Handle s) -> UserCall { return call::Receive{.socket = s, .max = 100}; }},
    {"shutdown RD",
     [](Handle s) -> UserCall { return call::Shutdown{s, call::ShutdownHow::kRead}; }},
    {"shutdown WR",
     [](Handle s) -> UserCall { return call::Shutdown{s, call::ShutdownHow::kWrite}; }},
    {"poll",
     [](Handle s) -> UserCall {
       return call::Poll{s, call::kPollIn | call::kPollPri | call::kPollOut | call::kPollRdHup};
     }},
    {"SO_ERROR", [](Handle s) -> UserCall { return call::GetOption{s, call::Option::kError}; }},
    {"close", [](Handle s) -> UserCall { return call::Close{s}; }},
    {"close, linger 0", [](Handle s) -> UserCall { return call::Close{s}; }, true},
};

std::string events_of(std::int64_t bits) {
  constexpr std::pair<call::Readiness, const char*> kNames[] = {
      {call::kPollIn, "IN "},   {call::kPollPri, "PRI "}, {call::kPollOut, "OUT "},
      {call::kPollErr, "ERR "}, {call::kPollHup, "HUP "}, {call::kPollRdHup, "RDHUP "}};
  std::string text;
  for (const auto& [bit, name] : kNames) {
    if ((bits & bit) != 0) text += name;
  }
  return text.empty() ? "nothing" : text.substr(0, text.size() - 1);
}

std::string answer_of(Bench& b, const UserCall& call) {
  const CallResult result = b.stack->call(call);
  const bool pending = std::holds_alternative<call::GetOption>(call) && result.value != 0;
  if (pending) return std::string{to_string(static_cast<CallError>(result.value))};
  if (std::holds_alternative<call::Receive>(call)) return Bench::text_of(result);
  if (result.error != CallError::kNone) return std::string{to_string(result.error)};
  if (std::holds_alternative<call::Poll>(call)) return events_of(result.value);
  return std::to_string(result.value);
}

std::string state_of(Bench& b, Handle s) {
  const auto info = b.stack->info(s);
  return info && info->state ? std::string{to_string(*info->state)} : "no connection";
}

std::string line_of(const Way& way, const Deed& deed) {
  Bench b;
  const Handle s = way.go(b);
  static_cast<void>(b.out());
  if (deed.resets) {
    EXPECT_EQ(b.call(call::SetOption{.socket = s, .option = call::Option::kLinger, .value = 0}),
              "0");
  }
  const UserCall call = deed.of(s);
  std::string line = std::string{"  "} + deed.name;
  line.resize(20, ' ');
  line += answer_of(b, call);
  std::string sent;
  for (const std::string& one : b.out()) sent += "  " + one;
  line += ", again " + answer_of(b, call);
  for (const std::string& one : b.out()) sent += "  then " + one;
  return line + ";" + (sent.empty() ? "" : " " + sent) + "\n";
}

std::string matrix() {
  std::string text;
  for (const Way& way : kWays) {
    Bench b;
    const Handle s = way.go(b);
    text += std::string{way.name} + " (" + state_of(b, s) + ")\n";
    for (const Deed& deed : kDeeds) text += line_of(way, deed);
    text += "\n";
  }
  return text;
}

TEST(SocketsMatrix, IsAsReviewed) {
  const std::string path =
      SYNSPECT_SOURCE_DIR "/harness/stack_under_test/reference/sockets_matrix.txt";
  const std::string now = matrix();
  if (std::getenv("SYNSPECT_UPDATE") != nullptr) std::ofstream{path} << now;
  std::stringstream reviewed;
  reviewed << std::ifstream{path}.rdbuf();
  EXPECT_EQ(now, reviewed.str());
}

}  // namespace
}  // namespace synspect::reference
