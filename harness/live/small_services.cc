// Echo, discard and chargen.
#include <algorithm>
#include <array>
#include <vector>

#include "harness/live/application.h"

namespace synspect::live {
namespace {

constexpr std::size_t kPiece = std::size_t{64} << 10U;
constexpr int kPiecesAtOnce = 16;

// Reads only what it has room to give back: the window does the rest.
class Echo final : public Conversation {
 public:
  bool go_on(Socket& socket) override {
    more_ = false;
    for (int i = 0; i < kPiecesAtOnce; ++i) {
      if (!flush(socket)) return !socket.broken();
      if (ended_) {
        socket.end_writing();
        return false;
      }
      const Socket::Reading reading = socket.read(kPiece);
      if (reading.what == Socket::Read::kNothingYet) return true;
      if (reading.what == Socket::Read::kBroken) return false;
      ended_ = reading.what == Socket::Read::kEnd;
      waiting_.assign(reading.octets.begin(), reading.octets.end());
      given_ = 0;
    }
    more_ = true;
    return true;
  }
  bool has_more() const override { return more_; }

 private:
  // True: nothing waits any more.
  bool flush(Socket& socket) {
    while (given_ < waiting_.size()) {
      const std::size_t taken = socket.write(std::span{waiting_}.subspan(given_));
      if (taken == 0) return false;
      given_ += taken;
    }
    return true;
  }

  std::vector<std::byte> waiting_;
  std::size_t given_{};
  bool ended_{}, more_{};
};

class Discard final : public Conversation {
 public:
  bool go_on(Socket& socket) override {
    more_ = false;
    for (int i = 0; i < kPiecesAtOnce; ++i) {
      const Socket::Reading reading = socket.read(kPiece);
      if (reading.what == Socket::Read::kNothingYet) return true;
      if (reading.what != Socket::Read::kOctets) return false;
    }
    more_ = true;
    return true;
  }
  bool has_more() const override { return more_; }

 private:
  bool more_{};
};

// Lines of 72 of the 95 printing characters, each line beginning one further on (RFC 864).
class Chargen final : public Conversation {
 public:
  Chargen() {
    constexpr std::size_t kLine = 72, kCharacters = 95;
    for (std::size_t line = 0; line < kCharacters; ++line) {
      for (std::size_t i = 0; i < kLine; ++i) {
        cycle_.push_back(static_cast<std::byte>(' ' + (line + i) % kCharacters));
      }
      cycle_.push_back(std::byte{'\r'});
      cycle_.push_back(std::byte{'\n'});
    }
  }
  bool go_on(Socket& socket) override {
    const Socket::Reading reading = socket.read(kPiece);  // thrown away
    if (reading.what == Socket::Read::kEnd || reading.what == Socket::Read::kBroken) return false;
    more_ = reading.what == Socket::Read::kOctets;
    for (int i = 0; i < kPiecesAtOnce; ++i) {
      const std::size_t taken = socket.write(std::span{cycle_}.subspan(at_));
      if (taken == 0) return !socket.broken();
      at_ = (at_ + taken) % cycle_.size();
    }
    more_ = true;
    return true;
  }
  bool has_more() const override { return more_; }

 private:
  std::vector<std::byte> cycle_;
  std::size_t at_{};
  bool more_{};
};

template <typename Kind>
class Simple final : public Application {
 public:
  std::unique_ptr<Conversation> accept() override { return std::make_unique<Kind>(); }
};

}  // namespace

std::unique_ptr<Application> make_echo() { return std::make_unique<Simple<Echo>>(); }
std::unique_ptr<Application> make_discard() { return std::make_unique<Simple<Discard>>(); }
std::unique_ptr<Application> make_chargen() { return std::make_unique<Simple<Chargen>>(); }

}  // namespace synspect::live
