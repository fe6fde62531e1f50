// What the extension adds to calls: those of the RFC, quoted buffers and addresses, descriptors
// that are gone.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "harness/drive/fake_stack.h"
#include "harness/drive/script_run.h"
#include "harness/history/history.h"
#include "harness/history/pattern.h"
#include "harness/script/script.h"

namespace synspect::drive {
namespace {

// The calls that a script leads to, in the history that this owns.
class Calls {
 public:
  explicit Calls(const std::string& text, std::deque<CallResult> answers = {}) {
    FakeStack stack;
    stack.answers = std::move(answers);
    const auto script = script::parse("--synspect=1\n" + text);
    EXPECT_TRUE(script) << script.error().to_string("script");
    if (script) outcome = run_script(*script, {.path = {}, .variant = {}}, stack, history_);
    for (const Observation& seen : history_.observations()) {
      if (const auto* call = std::get_if<CallSeen>(&seen.what)) all.push_back(call->call);
    }
  }
  template <class Call>
  const Call& at(std::size_t index) const {
    return std::get<Call>(all.at(index));
  }

  Outcome outcome;
  std::vector<UserCall> all;

 private:
  History history_;
};

TEST(ExtensionCalls, OpenNamesItsSockets) {
  const Calls calls(
      "0 OPEN(\"192.168.0.1:80\", ..., PASSIVE) = 3\n"
      "+0 OPEN(..., \"192.0.2.1:9000\", ACTIVE, 2000000, 5, 3) = 3\n",
      {CallResult::of(7), CallResult::of(7)});
  EXPECT_EQ(calls.outcome.verdict, Verdict::kPass) << calls.outcome.message;
  const auto& passive = calls.at<call::Open>(0);
  EXPECT_EQ(passive.local.to_string(), "192.168.0.1:80");
  EXPECT_FALSE(passive.remote);
  EXPECT_FALSE(passive.active);
  EXPECT_FALSE(passive.timeout);
  EXPECT_EQ(passive.existing, Handle::kNone);
  const auto& active = calls.at<call::Open>(1);
  EXPECT_EQ(active.remote->to_string(), "192.0.2.1:9000");
  EXPECT_TRUE(active.active);
  EXPECT_EQ(active.timeout, Duration{2'000'000});
  EXPECT_EQ(active.diffserv, 5);
  EXPECT_EQ(active.existing, Handle{7}) << "the stack's own name for what the script calls 3";
}

TEST(ExtensionCalls, SendTakesTheStringOrThePattern) {
  const Calls calls(
      "0 OPEN(..., ..., PASSIVE) = 3\n"
      "+0 SEND(3, ..., 2) = 2\n"
      "+0 SEND(3, \"a\\x00b\", 3, PUSH|URGENT, 5000) = 3\n"
      "+0 SEND(3, ..., 1) = 1\n",
      {CallResult::of(0), CallResult::of(2), CallResult::of(3), CallResult::of(1)});
  EXPECT_EQ(calls.outcome.verdict, Verdict::kPass) << calls.outcome.message;
  const auto& first = calls.at<call::RfcSend>(1);
  EXPECT_EQ(first.data[1], pattern_octet(1, kPatternSalts[0]));
  EXPECT_FALSE(first.push);
  const auto& second = calls.at<call::RfcSend>(2);
  EXPECT_EQ(second.data[0], std::byte{'a'});
  EXPECT_EQ(second.data[1], std::byte{0});
  EXPECT_TRUE(second.push);
  EXPECT_TRUE(second.urgent);
  EXPECT_EQ(second.timeout, Duration{5000});
  EXPECT_EQ(calls.at<call::RfcSend>(3).data[0], pattern_octet(5, kPatternSalts[0]))
      << "the pattern goes on where the stream stands";
}

TEST(ExtensionCalls, AnswersOfTheRfcHaveNames) {
  const std::string script =
      "0 CLOSE(3) = -1 CONNECTION_DOES_NOT_EXIST\n+0 ABORT(3) = -1 CONNECTION_CLOSING\n";
  const Calls right(script, {CallResult::failed(CallError::kDoesNotExist),
                             CallResult::failed(CallError::kClosing)});
  EXPECT_EQ(right.outcome.verdict, Verdict::kPass) << right.outcome.message;
  EXPECT_EQ(right.all.size(), 2U) << "the stack is asked about a name that is not there";
  const Calls wrong(script, {CallResult::failed(CallError::kReset)});
  EXPECT_EQ(wrong.outcome.message,
            "CLOSE(): expected errno CONNECTION_DOES_NOT_EXIST, the stack gave CONNECTION_RESET");
}

TEST(ExtensionCalls, StatusComparesTheState) {
  CallResult established = CallResult::of(0);
  established.state = TcpState::kEstablished;
  EXPECT_EQ(Calls("0 STATUS(3, \"ESTABLISHED\") = 0\n", {established}).outcome.verdict,
            Verdict::kPass);
  EXPECT_EQ(Calls("0 STATUS(3, \"LISTEN\") = 0\n", {established}).outcome.message,
            "STATUS(): expected LISTEN, the stack is in ESTABLISHED");
}

TEST(ExtensionCalls, SocketsTakeStringsAddressesAndLinger) {
  const Calls calls(
      "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
      "+0 bind(3, \"192.168.0.1:81\", ...) = 0\n"
      "+0 connect(3, \"192.0.2.1:9001\", ...) = 0\n"
      "+0 write(3, \"xyz\", 2) = 2\n"
      "+0 setsockopt(3, SOL_SOCKET, SO_LINGER, {onoff=1, linger=0}, 8) = 0\n"
      "+0 setsockopt(3, SOL_SOCKET, SO_LINGER, {onoff=0, linger=9}, 8) = 0\n"
      "+0 close(3) = 0\n"
      "+0 close(3) = -1 EBADF\n",
      {CallResult::of(3), CallResult::of(0), CallResult::of(0), CallResult::of(2),
       CallResult::of(0), CallResult::of(0), CallResult::of(0),
       CallResult::failed(CallError::kBadDescriptor)});
  EXPECT_EQ(calls.outcome.verdict, Verdict::kPass) << calls.outcome.message;
  EXPECT_EQ(calls.at<call::Bind>(1).address.port, 81);
  EXPECT_EQ(calls.at<call::Connect>(2).remote.port, 9001);
  EXPECT_EQ(calls.at<call::Send>(3).data.size(), 2U);
  EXPECT_EQ(calls.at<call::Send>(3).data[0], std::byte{'x'});
  EXPECT_EQ(calls.at<call::SetOption>(4).value, 0);
  EXPECT_EQ(calls.at<call::SetOption>(5).value, -1);
  EXPECT_EQ(calls.at<call::Close>(7).socket, Handle{3}) << "what is closed is asked of the stack";
}

}  // namespace
}  // namespace synspect::drive
