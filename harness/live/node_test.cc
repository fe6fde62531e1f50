// The services of a node, asked by another node over a simulated wire in virtual time.
#include "harness/live/node.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <deque>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

#include "harness/judge/judge.h"
#include "harness/live/fetch.h"
#include "harness/live/pipe.h"
#include "harness/stack_under_test/reference/reference_stack.h"

namespace synspect::live {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const IpAddress kServer = IpAddress::v4(192, 0, 2, 1);
const IpAddress kClient = IpAddress::v4(192, 0, 2, 2);

class Wire final : public Device {
 public:
  void send(std::span<const std::byte> datagram) override {
    ++sent_;
    if (lose_every != 0 && sent_ % lose_every == 0) return;
    peer->waiting_.emplace_back(datagram.begin(), datagram.end());
  }
  std::span<const std::byte> receive() override {
    if (waiting_.empty()) return {};
    current_ = std::move(waiting_.front());
    waiting_.pop_front();
    return current_;
  }
  [[nodiscard]] bool idle() const { return waiting_.empty(); }

  Wire* peer{};
  std::uint64_t lose_every{};

 private:
  std::uint64_t sent_{};
  std::deque<std::vector<std::byte>> waiting_;
  std::vector<std::byte> current_;
};

// Sends what it is given, then closes its side if asked to, and keeps what comes back.
class Asker final : public Conversation {
 public:
  struct Got {
    std::string octets;
    bool ended{};
  };
  Asker(std::string question, bool half_close, Got& got)
      : question_{std::move(question)}, half_close_{half_close}, got_{got} {}
  bool go_on(Socket& socket) override {
    while (given_ < question_.size()) {
      const std::size_t taken = socket.write(std::as_bytes(std::span{question_}).subspan(given_));
      if (taken == 0) break;
      given_ += taken;
      if (given_ == question_.size() && half_close_) socket.end_writing();
    }
    while (true) {
      const Socket::Reading reading = socket.read(1 << 16);
      if (reading.what == Socket::Read::kNothingYet) return true;
      got_.ended = reading.what == Socket::Read::kEnd;
      if (reading.what != Socket::Read::kOctets) return false;
      got_.octets.append(reinterpret_cast<const char*>(reading.octets.data()),
                         reading.octets.size());
    }
  }

 private:
  std::string question_;
  std::size_t given_{};
  bool half_close_;
  Got& got_;
};

struct End {
  explicit End(const IpAddress& address) {
    RunHeader header;
    header.endpoints.resize(1);
    EndpointHeader& end = header.endpoints[0];
    ResetConfig config;
    config.addresses = {address};
    EXPECT_TRUE(stack->reset(config));
    end.reset = config;
    end.judged = true;
    end.capabilities = stack->capabilities();
    end.addresses = {address};
    end.mtu = config.mtu;
    judge.begin(header);
  }
  std::unique_ptr<StackUnderTest> stack{make_reference_stack()};
  judge::Judge judge;
  Wire wire;
  Node node{*stack, wire, judge};
};

class Nodes : public testing::Test {
 protected:
  Nodes() {
    server_.wire.peer = &client_.wire;
    client_.wire.peer = &server_.wire;
  }

  void ask(std::uint16_t port, const std::string& question, bool half_close, Asker::Got& got) {
    ASSERT_EQ(client_.node.connect({kClient, 0}, {kServer, port},
                                   std::make_unique<Asker>(question, half_close, got)),
              std::nullopt);
  }

  // Until nothing is left to do, at most for an hour.
  void settle(const std::function<bool()>& done) {
    const Time end = now_ + std::chrono::hours{1};
    while (now_ < end && !done()) {
      server_.node.run(now_);
      client_.node.run(now_);
      if (!server_.wire.idle() || !client_.wire.idle()) continue;
      const Time next =
          std::min(server_.node.next().value_or(end), client_.node.next().value_or(end));
      now_ = std::max(now_, next);
    }
    for (const End* each : {&server_, &client_}) {
      for (const judge::Finding& finding : each->judge.findings()) {
        ADD_FAILURE() << (each == &server_ ? "server " : "client ") << finding.identity()
                      << ": expected " << finding.expected << "; observed " << finding.observed;
      }
    }
    EXPECT_EQ(server_.node.broken(), "");
  }

  End server_{kServer}, client_{kClient};
  Time now_{kRunStart};
};

TEST_F(Nodes, EchoGivesEverythingBackAndThenCloses) {
  ASSERT_EQ(server_.node.listen({kServer, 7}, make_echo()), std::nullopt);
  std::string text;
  for (int i = 0; i < 300'000; ++i) text += static_cast<char>('a' + i % 26);
  Asker::Got got;
  ask(7, text, true, got);
  settle([&] { return got.ended; });
  EXPECT_TRUE(got.octets == text);
  EXPECT_EQ(server_.node.counts().accepted, 1U);
}

TEST_F(Nodes, EchoOverALossyWire) {
  server_.wire.lose_every = 17;
  client_.wire.lose_every = 13;
  ASSERT_EQ(server_.node.listen({kServer, 7}, make_echo()), std::nullopt);
  const std::string text(100'000, 'x');
  Asker::Got got;
  ask(7, text, true, got);
  settle([&] { return got.ended; });
  EXPECT_TRUE(got.octets == text);
}

TEST_F(Nodes, DiscardTakesEverythingAndSaysNothing) {
  ASSERT_EQ(server_.node.listen({kServer, 9}, make_discard()), std::nullopt);
  Asker::Got got;
  ask(9, std::string(200'000, 'x'), true, got);
  settle([&] { return got.ended; });
  EXPECT_EQ(got.octets, "");
}

TEST_F(Nodes, ChargenWritesLinesOf72) {
  ASSERT_EQ(server_.node.listen({kServer, 19}, make_chargen()), std::nullopt);
  Asker::Got got;
  ask(19, "", false, got);
  settle([&] { return got.octets.size() > 100'000; });
  EXPECT_EQ(got.octets.substr(72, 2), "\r\n");
  EXPECT_EQ(got.octets.substr(0, 3), " !\"");
  EXPECT_EQ(got.octets.substr(74, 3), "!\"#");
}

class Http : public Nodes {
 protected:
  Http() {
    std::filesystem::create_directory(root_);
    std::ofstream{root_ / "file"} << std::string(150'000, 'f');
    std::filesystem::create_symlink("/etc/passwd", root_ / "out");
    EXPECT_EQ(server_.node.listen({kServer, 80}, make_http(root_, true)), std::nullopt);
  }
  ~Http() override { std::filesystem::remove_all(root_); }

  std::string answer_to(const std::string& question) {
    Asker::Got got;
    ask(80, question, false, got);
    settle([&] { return got.ended; });
    return got.octets;
  }

  std::filesystem::path root_{std::filesystem::temp_directory_path() /
                              ("synspect-http-" + std::to_string(::getpid()))};
};

TEST_F(Http, GivesAFileAndKeepsTheConnection) {
  const std::string got = answer_to("GET /file HTTP/1.1\r\n\r\nGET /file HTTP/1.0\r\n\r\n");
  EXPECT_NE(got.find("HTTP/1.1 200 OK\r\nContent-Length: 150000\r\nConnection: keep-alive"),
            std::string::npos);
  EXPECT_NE(got.find("Connection: close"), std::string::npos);
  EXPECT_EQ(std::ranges::count(got, 'f'), 300'000);
}

TEST_F(Http, TakesAFile) {
  const std::string text(100'000, 'u');
  const std::string got = answer_to(
      "PUT /new HTTP/1.1\r\nContent-Length: 100000\r\n"
      "Expect: 100-continue\r\nConnection: close\r\n\r\n" +
      text);
  EXPECT_TRUE(got.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\n"));
  std::ifstream stream{root_ / "new"};
  EXPECT_EQ((std::string{std::istreambuf_iterator<char>{stream}, {}}), text);
}

TEST_F(Http, AFileThatIsThereIsNotOverwritten) {
  EXPECT_TRUE(answer_to("PUT /file HTTP/1.1\r\nContent-Length: 1\r\n\r\nx")
                  .starts_with("HTTP/1.1 409 Conflict"));
}

TEST_F(Http, IsReadOnlyUnlessUploadsAreAskedFor) {
  EXPECT_EQ(make_http(root_ / "no such folder", false), nullptr);
  ASSERT_EQ(server_.node.listen({kServer, 81}, make_http(root_, false)), std::nullopt);
  Asker::Got got;
  ask(81, "PUT /new HTTP/1.1\r\nContent-Length: 1\r\n\r\nx", false, got);
  settle([&] { return got.ended; });
  EXPECT_TRUE(got.octets.starts_with("HTTP/1.1 405 Method Not Allowed"));
  EXPECT_FALSE(std::filesystem::exists(root_ / "new"));
}

TEST_F(Http, IsFetchedFrom) {
  Fetch::Outcome outcome;
  std::string kept;
  const auto keep = [&](std::span<const std::byte> octets) {
    kept.append(reinterpret_cast<const char*>(octets.data()), octets.size());
    return true;
  };
  const auto fetch = [&](const char* path) {
    outcome = {};
    ASSERT_EQ(client_.node.connect({kClient, 0}, {kServer, 80},
                                   std::make_unique<Fetch>("h", path, keep, outcome)),
              std::nullopt);
    settle([&] { return client_.node.open_connections() == 0 && client_.node.settled(); });
  };
  fetch("/file");
  EXPECT_EQ(outcome.status, 200);
  EXPECT_TRUE(outcome.whole);
  EXPECT_EQ(kept, std::string(150'000, 'f'));
  fetch("/no-such-file");
  EXPECT_EQ(outcome.status, 404);
  EXPECT_FALSE(outcome.whole);
  EXPECT_EQ(kept.size(), 150'000U) << "what an error says is not kept";
}

TEST_F(Nodes, APortWithoutListenerRefuses) {
  Fetch::Outcome outcome;
  ASSERT_EQ(client_.node.connect({kClient, 0}, {kServer, 80},
                                 std::make_unique<Fetch>("h", "/", nullptr, outcome)),
            std::nullopt);
  settle([&] { return client_.node.open_connections() == 0; });
  EXPECT_EQ(outcome.broken, CallError::kConnectionRefused);
  EXPECT_EQ(client_.node.counts().broken, 1U);
}

// Standard input and output as two pipes that this test holds the other ends of.
TEST_F(Nodes, APipeSendsItsInputAndThenItsEnd) {
  std::array<int, 2> in{}, out{};
  ASSERT_EQ(::pipe(in.data()), 0);
  ASSERT_EQ(::pipe(out.data()), 0);
  ASSERT_EQ(server_.node.listen({kServer, 7}, make_echo()), std::nullopt);
  const std::string text(30'000, 'p');  // fits into a pipe
  ASSERT_EQ(::write(in[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  ::close(in[1]);
  Pipe::Outcome outcome;
  ASSERT_EQ(client_.node.connect({kClient, 0}, {kServer, 7},
                                 std::make_unique<Pipe>(in[0], out[1], outcome)),
            std::nullopt);
  settle([&] { return client_.node.open_connections() == 0 && client_.node.settled(); });
  ::close(out[1]);
  std::string got(2 * text.size(), '\0');
  std::size_t size = 0;
  for (ssize_t more = 1; more > 0; size += static_cast<std::size_t>(more)) {
    more = ::read(out[0], got.data() + size, got.size() - size);
    ASSERT_GE(more, 0);
  }
  got.resize(size);
  EXPECT_TRUE(got == text);
  EXPECT_EQ(outcome.sent, text.size());
  EXPECT_EQ(outcome.received, text.size());
  EXPECT_EQ(outcome.broken, CallError::kNone);
  ::close(in[0]);
  ::close(out[0]);
}

TEST_F(Nodes, AbortAllResetsThePeer) {
  ASSERT_EQ(server_.node.listen({kServer, 19}, make_chargen()), std::nullopt);
  Asker::Got got;
  ask(19, "", false, got);
  settle([&] { return !got.octets.empty(); });
  server_.node.abort_all();
  EXPECT_EQ(server_.node.open_connections(), 0U);
  settle([&] { return client_.node.open_connections() == 0; });
  EXPECT_EQ(client_.node.counts().broken, 1U);
}

TEST_F(Http, NothingOutsideOfTheRoot) {
  EXPECT_TRUE(answer_to("GET /out HTTP/1.0\r\n\r\n").starts_with("HTTP/1.1 404 Not Found"));
  EXPECT_TRUE(answer_to("GET /../x HTTP/1.0\r\n\r\n").starts_with("HTTP/1.1 404 Not Found"));
  EXPECT_TRUE(answer_to("GET / HTTP/1.0\r\n\r\n").starts_with("HTTP/1.1 404 Not Found"));
}

TEST_F(Http, AHeadWithoutEndIsRefused) {
  EXPECT_TRUE(answer_to("GET /" + std::string(40'000, 'x')).starts_with("HTTP/1.1 400"));
}

}  // namespace
}  // namespace synspect::live
