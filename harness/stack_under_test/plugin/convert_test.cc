// What goes to a plug-in and what may come back.
#include "harness/stack_under_test/plugin/convert.h"

#include <gtest/gtest.h>

#include <functional>

namespace synspect::plugin {
namespace {

const SocketAddress kPeer{IpAddress::v4(192, 0, 2, 9), 9000};

TEST(PluginConvert, KindsAreThePlacesInTheVariant) {
  const struct {
    UserCall call;
    std::uint32_t kind;
  } rows[] = {
      {call::Socket{}, SYNSPECT_CALL_SOCKET},
      {call::Bind{}, SYNSPECT_CALL_BIND},
      {call::Listen{}, SYNSPECT_CALL_LISTEN},
      {call::Accept{}, SYNSPECT_CALL_ACCEPT},
      {call::Connect{}, SYNSPECT_CALL_CONNECT},
      {call::Send{}, SYNSPECT_CALL_SEND},
      {call::Receive{}, SYNSPECT_CALL_RECEIVE},
      {call::Shutdown{}, SYNSPECT_CALL_SHUTDOWN},
      {call::Close{}, SYNSPECT_CALL_CLOSE},
      {call::SetOption{}, SYNSPECT_CALL_SET_OPTION},
      {call::GetOption{}, SYNSPECT_CALL_GET_OPTION},
      {call::Name{}, SYNSPECT_CALL_NAME},
      {call::Open{}, SYNSPECT_CALL_OPEN},
      {call::RfcSend{}, SYNSPECT_CALL_RFC_SEND},
      {call::RfcReceive{}, SYNSPECT_CALL_RFC_RECEIVE},
      {call::RfcClose{}, SYNSPECT_CALL_RFC_CLOSE},
      {call::Abort{}, SYNSPECT_CALL_ABORT},
      {call::Status{}, SYNSPECT_CALL_STATUS},
      {call::Poll{}, SYNSPECT_CALL_POLL},
  };
  EXPECT_EQ(std::size(rows), std::variant_size_v<UserCall>);
  for (const auto& row : rows) EXPECT_EQ(to_c(row.call).kind, row.kind) << name_of(row.call);
}

TEST(PluginConvert, FieldsOfCalls) {
  const synspect_call connect = to_c(call::Connect{Handle{7}, kPeer});
  EXPECT_EQ(connect.handle, 7);
  EXPECT_EQ(connect.remote.version, 4);
  EXPECT_EQ(connect.remote.port, 9000);
  EXPECT_EQ(connect.remote.octets[3], 9);
  EXPECT_EQ(connect.local.version, 0);
  EXPECT_EQ(connect.timeout_us, -1);
  EXPECT_EQ(connect.diffserv, -1);

  const std::byte text[5]{};
  const synspect_call send = to_c(call::RfcSend{
      .connection = Handle{2}, .data = text, .push = true, .timeout = Duration{1'000}});
  EXPECT_EQ(send.data_size, 5u);
  EXPECT_EQ(send.flags, SYNSPECT_FLAG_PUSH);
  EXPECT_EQ(send.timeout_us, 1'000);

  const synspect_call open = to_c(call::Open{.local = {}, .remote = {}, .diffserv = 46});
  EXPECT_EQ(open.handle, -1);
  EXPECT_EQ(open.local.version, 4);
  EXPECT_EQ(open.remote.version, 0) << "unspecified";
  EXPECT_EQ(open.diffserv, 46);
  EXPECT_EQ(to_c(call::Socket{IpVersion::kV6}).value, 6);
  EXPECT_EQ(to_c(call::Shutdown{Handle{3}, call::ShutdownHow::kBoth}).value, 2);
}

// Empty: allowed.
std::string fault(const UserCall& call, const std::function<void(synspect_result&)>& change) {
  synspect_result result = unknown_result();
  result.error = SYNSPECT_OK;
  result.value = 0;
  change(result);
  const auto read = from_c(to_c(call), result);
  return read ? "" : read.error();
}

TEST(PluginConvert, ResultsThatAreNotAllowed) {
  const call::Receive receive{.socket = Handle{3}, .max = 4};
  const std::byte text[2]{};
  const call::Send send{.socket = Handle{3}, .data = text, .to = {}};
  EXPECT_EQ(fault(receive, [](auto&) {}), "");
  EXPECT_EQ(fault(receive, [](auto& r) { r.value = 5; }), "5 octets delivered where 4 were asked");
  EXPECT_EQ(fault(receive, [](auto& r) { r.value = -1; }),
            "-1 octets delivered where 4 were asked");
  EXPECT_EQ(fault(receive, [](auto& r) { r.value = 4; }), "octets delivered, but data is NULL");
  EXPECT_EQ(fault(send, [](auto& r) { r.value = 2; }), "");
  EXPECT_EQ(fault(send, [](auto& r) { r.value = 3; }), "3 octets taken of 2");
  EXPECT_EQ(fault(call::Socket{}, [](auto& r) { r.value = -1; }), "the new handle -1");
  EXPECT_EQ(fault(call::Socket{}, [](auto& r) { r.value = 1LL << 31; }),
            "the new handle 2147483648");
  EXPECT_EQ(fault(receive, [](auto& r) { r.error = 2; }), "the error number 2");
  EXPECT_EQ(fault(receive, [](auto& r) { r.error = -1; }), "the error number -1");
  EXPECT_EQ(fault(receive, [](auto& r) { r.error = 256 + 16; }), "the error number 272");
  EXPECT_EQ(fault(receive, [](auto& r) { r.state = 11; }), "the state 11");
  EXPECT_EQ(fault(receive, [](auto& r) { r.flags = 4; }),
            "an unknown bit in the flags of a result");
  EXPECT_EQ(fault(receive, [](auto& r) { r.urgent_ahead = 1LL << 32; }),
            "the urgent mark 4294967296 octets ahead");
  EXPECT_EQ(fault(receive, [](auto& r) { r.local.version = 4; }), "an address of version 0");
}

TEST(PluginConvert, AFailedCallHasNoValue) {
  synspect_result result = unknown_result();
  result.error = SYNSPECT_WOULD_BLOCK;
  result.value = 1'000;  // ignored
  const auto read = from_c(to_c(call::Receive{.socket = Handle{3}, .max = 4}), result);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->value, -1);
  EXPECT_EQ(read->error, CallError::kWouldBlock);
  EXPECT_TRUE(read->data.empty());
}

TEST(PluginConvert, Information) {
  synspect_info info{};
  info.known = SYNSPECT_INFO_STATE | SYNSPECT_INFO_RTO | SYNSPECT_INFO_SND_UNA;
  info.state = SYNSPECT_TIME_WAIT;
  info.rto_us = 5;
  info.snd_una = 6;
  info.snd_nxt = 7;  // not known
  const auto read = from_c(info);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->state, TcpState::kTimeWait);
  EXPECT_EQ(read->rto, Duration{5});
  EXPECT_EQ(read->snd_una, 6u);
  EXPECT_EQ(read->snd_nxt, std::nullopt);
  info.state = 11;
  EXPECT_EQ(from_c(info).error(), "the state 11");
  info.state = 0;
  info.rto_us = -1;
  EXPECT_EQ(from_c(info).error(), "a negative duration in info()");
  info.known = 1U << 31;
  EXPECT_EQ(from_c(info).error(), "an unknown bit in what info() knows");
}

}  // namespace
}  // namespace synspect::plugin
