// What calls answer where they do not fit, and what the network says meanwhile.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/stack_under_test/reference/test_bench.h"
#include "stack/wire/test_icmp.h"

namespace synspect::reference {
namespace {

using namespace test;
using testing::IsEmpty;
using Lines = std::vector<std::string>;

TEST(Sockets, WhatIsNotConnected) {
  Bench bench;
  const Handle s = bench.socket();
  const Handle l = bench.listener(80);
  const struct {
    const char* name;
    UserCall call;
    const char* answer;
  } rows[] = {
      {"recv", call::Receive{.socket = s, .max = 1}, "ENOTCONN"},
      {"send", call::Send{.socket = s, .data = octets_of("x"), .to = {}}, "ENOTCONN"},
      {"shutdown", call::Shutdown{.socket = s, .how = call::ShutdownHow::kBoth}, "ENOTCONN"},
      {"accept", call::Accept{.socket = s}, "EINVAL"},
      {"recv of a listener", call::Receive{.socket = l, .max = 1}, "ENOTCONN"},
      {"send of a listener", call::Send{.socket = l, .data = octets_of("x"), .to = {}}, "ENOTCONN"},
      {"connect of a listener", call::Connect{.socket = l, .remote = kPeer}, "EOPNOTSUPP"},
      {"bind of a listener", call::Bind{.socket = l, .address = {kOurs, 81}}, "EINVAL"},
      {"connect to port 0", call::Connect{.socket = s, .remote = {kPeer.ip, 0}}, "EADDRNOTAVAIL"},
      {"connect to multicast (MUST-46)",
       call::Connect{.socket = s, .remote = {IpAddress::v4(224, 0, 0, 1), 80}}, "ENETUNREACH"},
      {"connect across versions",
       call::Connect{.socket = s, .remote = {*IpAddress::parse("2001:db8::9"), 80}}, "EINVAL"},
      {"fast open", call::Send{.socket = s, .data = {}, .to = kPeer, .fast_open = true},
       "EOPNOTSUPP"},
      {"STATUS of a socket", call::Status{.connection = s}, "connection does not exist"},
  };
  for (const auto& row : rows) EXPECT_EQ(bench.call(row.call), row.answer) << row.name;
  EXPECT_THAT(bench.out(), IsEmpty());
}

TEST(Sockets, UnknownHandles) {
  Bench bench;
  for (const Handle h : {Handle::kNone, Handle{0}, Handle{3}, Handle{999}}) {
    const UserCall calls[] = {call::Bind{.socket = h, .address = {}},
                              call::Listen{.socket = h},
                              call::Accept{.socket = h},
                              call::Connect{.socket = h, .remote = kPeer},
                              call::Send{.socket = h, .data = {}, .to = {}},
                              call::Receive{.socket = h},
                              call::Shutdown{.socket = h},
                              call::Close{.socket = h},
                              call::SetOption{.socket = h},
                              call::GetOption{.socket = h},
                              call::Name{.socket = h}};
    for (const UserCall& call : calls) EXPECT_EQ(bench.call(call), "EBADF") << name_of(call);
    EXPECT_FALSE(bench.stack->info(h));
  }
}

// What a router says of the latest datagram that the stack sent; the datagram itself is passed
// over.
void hears_of_latest(Bench& bench, const tcp::IcmpMessage& message) {
  StackOutput output, latest;
  while (bench.stack->poll(output)) {
    if (output.kind == StackOutput::Kind::kDatagram) latest = output;
  }
  ASSERT_FALSE(latest.octets.empty());
  bench.stack->inject(tcp::icmp_about(latest.octets, message));
}

TEST(Sockets, AHardErrorEndsAConnect) {  // SHLD-26, 9293-3.8.3-d
  Bench bench;
  const Handle s = bench.socket();
  ASSERT_EQ(bench.call(call::Connect{.socket = s, .remote = kPeer}), "EINPROGRESS");
  hears_of_latest(bench, {3, 3});
  EXPECT_EQ(bench.out(), Lines{std::to_string(static_cast<int>(s)) + ": refused"});
  const call::GetOption error{.socket = s, .option = call::Option::kError};
  EXPECT_EQ(bench.stack->call(error).value, static_cast<int>(CallError::kConnectionRefused));
  EXPECT_EQ(bench.call(call::Connect{.socket = s, .remote = kPeer}), "EINPROGRESS") << "and again";
}

TEST(Sockets, SoftErrorsAreToldWithTheirReason) {  // MUST-47, SHLD-25, MUST-56
  const struct {
    tcp::IcmpMessage message;
    CallError reason;
  } rows[] = {{{3, 0}, CallError::kNetworkUnreachable},
              {{3, 1}, CallError::kHostUnreachable},
              {{11, 0}, CallError::kHostUnreachable},
              {{12, 0}, CallError::kNoProtocolOption},
              {{3, 3}, CallError::kConnectionRefused}};
  for (const auto& row : rows) {
    Bench bench;
    const Handle c = bench.connection();
    ASSERT_EQ(bench.call(call::Send{.socket = c, .data = octets_of("x"), .to = {}}), "1");
    hears_of_latest(bench, row.message);
    StackOutput told;
    ASSERT_TRUE(bench.stack->poll(told));
    EXPECT_EQ(told.kind, StackOutput::Kind::kSignal);
    EXPECT_EQ(told.handle, c);
    EXPECT_EQ(told.signal, Signal::kSoftError);
    EXPECT_EQ(told.reason, row.reason);
    EXPECT_FALSE(bench.stack->poll(told));
    const call::GetOption error{.socket = c, .option = call::Option::kError};
    EXPECT_EQ(bench.stack->call(error).value, 0) << "it goes on";
    bench.arrives(".", kPeerIss + 1, kIss + 2, 80);
    EXPECT_EQ(bench.call(call::Send{.socket = c, .data = octets_of("y"), .to = {}}), "1");
    EXPECT_EQ(bench.out().size(), 1U);
  }
}

}  // namespace
}  // namespace synspect::reference
