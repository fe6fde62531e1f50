#include "harness/live/fetch.h"

#include <gtest/gtest.h>

namespace synspect::live {
namespace {

TEST(ResponseHead, IsStatusAndLength) {
  const auto head = parse_response("HTTP/1.1 200 OK\r\nServer: x\r\nCONTENT-Length:  42 \r\n\r\n");
  ASSERT_TRUE(head);
  EXPECT_EQ(head->status, 200);
  EXPECT_EQ(head->content_length, 42U);
  const auto bare = parse_response("HTTP/1.0 404\r\n\r\n");
  ASSERT_TRUE(bare);
  EXPECT_EQ(bare->status, 404);
  EXPECT_FALSE(bare->content_length);
}

TEST(ResponseHead, AnythingElseIsNone) {
  for (const char* text :
       {"", "\r\n\r\n", "HTTP/1.1\r\n\r\n", "HTTP/1.1 x00 OK\r\n\r\n", "SSH-2.0-x\r\n\r\n",
        "HTTP/1.1 200 OK", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nno field\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n"}) {
    EXPECT_FALSE(parse_response(text)) << text;
  }
}

}  // namespace
}  // namespace synspect::live
