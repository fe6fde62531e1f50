#include "harness/live/http_request.h"

#include <gtest/gtest.h>

namespace synspect::live {
namespace {

int status_of(std::string_view head) {
  HttpRequest request;
  const auto bad = parse_request(head, request);
  return bad ? bad->status : 200;
}

TEST(HttpRequest, ReadsWhatAFileServerWants) {
  HttpRequest request;
  ASSERT_FALSE(
      parse_request("PUT /a%20b/c?x=1 HTTP/1.1\r\nHost: h\r\nCONTENT-LENGTH: 42\r\n"
                    "Expect: 100-continue\r\nConnection: Close\r\n\r\n",
                    request));
  EXPECT_EQ(request.method, "PUT");
  EXPECT_EQ(request.path, "/a b/c");
  EXPECT_EQ(request.content_length, 42U);
  EXPECT_TRUE(request.expects_continue);
  EXPECT_FALSE(request.keep_alive);
}

TEST(HttpRequest, KeepAliveIsTheRuleSinceVersion11) {
  HttpRequest request;
  ASSERT_FALSE(parse_request("GET / HTTP/1.0\r\n\r\n", request));
  EXPECT_FALSE(request.keep_alive);
  ASSERT_FALSE(parse_request("GET / HTTP/1.1\r\n\r\n", request));
  EXPECT_TRUE(request.keep_alive);
}

TEST(HttpRequest, RefusesWhatItDoesNotUnderstand) {
  EXPECT_EQ(status_of("\r\n"), 400);
  EXPECT_EQ(status_of("GET\r\n\r\n"), 400);
  EXPECT_EQ(status_of("GET / HTTP/2\r\n\r\n"), 505);
  EXPECT_EQ(status_of("GET x HTTP/1.1\r\n\r\n"), 400);
  EXPECT_EQ(status_of("GET /%0 HTTP/1.1\r\n\r\n"), 400);
  EXPECT_EQ(status_of("GET /%00 HTTP/1.1\r\n\r\n"), 400);
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\nno colon\r\n\r\n"), 400);
  EXPECT_EQ(status_of("PUT / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"), 400);
  EXPECT_EQ(status_of("PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"), 501);
  EXPECT_EQ(status_of("GET / HTTP/1.1"), 400);
}

TEST(HttpRequest, NoPathLeadsUp) {
  EXPECT_EQ(status_of("GET /../x HTTP/1.1\r\n\r\n"), 404);
  EXPECT_EQ(status_of("GET /a/%2e%2e/x HTTP/1.1\r\n\r\n"), 404);
  EXPECT_EQ(status_of("GET /.. HTTP/1.1\r\n\r\n"), 404);
  EXPECT_EQ(status_of("GET /..a/x HTTP/1.1\r\n\r\n"), 200);
}

}  // namespace
}  // namespace synspect::live
