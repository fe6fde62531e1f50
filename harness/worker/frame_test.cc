#include "harness/worker/frame.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>

namespace synspect::worker {
namespace {

std::span<const std::byte> octets_of(std::string_view text) {
  return std::as_bytes(std::span{text});
}

class Wire {  // what is sent at one end comes out at the other as octets
 public:
  Wire() { EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends_.data()), 0); }
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;
  ~Wire() {
    for (const int end : ends_) close(end);
  }
  std::vector<std::byte> after_sending(const Frame& frame) {
    EXPECT_TRUE(send_all(ends_[0], head_of(frame)) && send_all(ends_[0], frame.payload));
    std::vector<std::byte> octets(1000);
    octets.resize(static_cast<std::size_t>(recv(ends_[1], octets.data(), octets.size(), 0)));
    return octets;
  }
  int end(std::size_t i) const { return ends_[i]; }

 private:
  std::array<int, 2> ends_{};
};

TEST(Frame, ComesOutAsItWentInHoweverItIsCut) {
  Wire wire;
  const auto octets = wire.after_sending({FrameKind::kPart, 7, octets_of("hello")});
  for (std::size_t cut = 0; cut <= octets.size(); ++cut) {
    FrameReader reader;
    reader.feed(std::span{octets}.first(cut));
    if (cut < octets.size()) {
      EXPECT_FALSE(reader.next());
      reader.feed(std::span{octets}.subspan(cut));
    }
    const auto frame = reader.next();
    ASSERT_TRUE(frame) << cut;
    EXPECT_EQ(frame->kind, FrameKind::kPart);
    EXPECT_EQ(frame->task, 7U);
    EXPECT_EQ(
        std::string(reinterpret_cast<const char*>(frame->payload.data()), frame->payload.size()),
        "hello");
    EXPECT_FALSE(reader.next());
    EXPECT_FALSE(reader.broken());
  }
}

TEST(Frame, RubbishAndMonstersBreakTheReaderForGood) {
  Wire wire;
  const auto good = wire.after_sending({FrameKind::kBye, 0, {}});
  for (const std::size_t at : {0U, 3U, 4U, 15U}) {  // magic, kind, the top octet of the length
    std::vector<std::byte> bad = good;
    bad[at] = std::byte{0xee};
    FrameReader reader;
    reader.feed(bad);
    EXPECT_FALSE(reader.next()) << at;
    EXPECT_TRUE(reader.broken()) << at;
    reader.feed(good);
    EXPECT_FALSE(reader.next()) << at;
  }
}

TEST(Frame, AClosedChannelIsNoSignal) {
  Wire wire;
  shutdown(wire.end(1), SHUT_RDWR);
  EXPECT_FALSE(send_all(wire.end(0), octets_of("x")));
}

}  // namespace
}  // namespace synspect::worker
