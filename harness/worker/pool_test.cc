#include "harness/worker/pool.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

namespace synspect::worker {
namespace {

using namespace std::chrono_literals;
using How = Ending::How;

class Told final : public Overseer {  // writes down what it is told
 public:
  bool part(std::uint32_t task, std::span<const std::byte> payload) override {
    said[task] += std::string(reinterpret_cast<const char*>(payload.data()), payload.size()) + ",";
    return said[task].find("nonsense") == std::string::npos;
  }
  bool done(std::uint32_t task, std::span<const std::byte> /*payload*/) override {
    said[task] += "done";
    return true;
  }
  void again(std::uint32_t task) override { said.erase(task); }
  void lost(std::uint32_t task, const Ending& ending) override {
    said[task] += "lost";
    endings.emplace(task, ending);
  }
  void never_hired(const Ending& ending) override { unhired.push_back(ending); }
  void lost_at_the_end(const Ending& ending) override { at_the_end.push_back(ending); }

  std::map<std::uint32_t, std::string> said;
  std::map<std::uint32_t, Ending> endings;
  std::vector<Ending> unhired;
  std::vector<Ending> at_the_end;
};

std::span<const std::byte> octets_of(std::string_view text) {
  return std::as_bytes(std::span{text});
}

// Does `deed` at task 3, after a first part; every other task is answered with its number.
class Does final : public Labour {
 public:
  Does(std::function<void()> deed, Page& page) : deed_{std::move(deed)}, page_{page} {}
  void perform(std::uint32_t task, Post& post) override {
    page_.notes[0] = 100 + task;
    const std::string text = std::to_string(task);
    post.part(octets_of(text));
    if (task == 3) deed_();
    post.done({});
  }

 private:
  std::function<void()> deed_;
  Page& page_;
};

void run(Told& told, const std::function<void()>& deed, int workers = 2, Limits limits = {}) {
  run_pool(
      10, {.workers = workers, .limits = limits},
      [&](Page& page) { return std::make_unique<Does>(deed, page); }, told);
}

// Everybody but task 3 was answered, once and in full.
void expect_the_rest_done(Told& told, bool knows_where = true) {
  ASSERT_EQ(told.said.size(), 10U);
  for (const auto& [task, said] : told.said) {
    const std::string parts = knows_where || task != 3 ? std::to_string(task) + "," : "";
    EXPECT_EQ(said, parts + (task == 3 ? "lost" : "done"));
  }
  ASSERT_EQ(told.endings.size(), 1U);
  EXPECT_EQ(told.endings.at(3).notes[0], knows_where ? 103U : 0U);
  EXPECT_TRUE(told.at_the_end.empty());
}

void crash() {
  std::signal(SIGSEGV, SIG_DFL);  // a sanitizer would make an exit of it
  std::raise(SIGSEGV);
}

[[noreturn]] void for_ever() {
  for (;;) pause();
}

TEST(Pool, AnswersEveryTaskWhateverTheNumberOfWorkers) {
  for (const int workers : {1, 2, 8, 50}) {
    Told told;
    run(told, [] {}, workers);
    ASSERT_EQ(told.said.size(), 10U);
    for (const auto& [task, said] : told.said) EXPECT_EQ(said, std::to_string(task) + ",done");
    EXPECT_TRUE(told.endings.empty() && told.at_the_end.empty());
  }
}

TEST(Pool, NothingToDoIsNoWork) {
  Told told;
  run_pool(0, {}, [](Page&) -> std::unique_ptr<Labour> { std::abort(); }, told);
  EXPECT_TRUE(told.said.empty());
}

TEST(Pool, ADeathCostsOneTask) {
  for (const int workers : {1, 2, 8}) {
    Told told;
    run(told, crash, workers);
    expect_the_rest_done(told);
    EXPECT_EQ(told.endings.at(3).how, How::kSignal);
    EXPECT_EQ(told.endings.at(3).number, SIGSEGV);
    EXPECT_FALSE(told.endings.at(3).out_of_memory);
  }
}

TEST(Pool, AnExitCostsOneTask) {
  for (const int code : {0, 7}) {
    Told told;
    run(told, [code] { _exit(code); });
    expect_the_rest_done(told);
    EXPECT_EQ(told.endings.at(3).how, How::kExit);
    EXPECT_EQ(told.endings.at(3).number, code);
  }
}

TEST(Pool, AHangCostsOneTask) {
  Told told;
  run(told, for_ever, 2, {.watchdog = 300ms});
  EXPECT_EQ(told.endings.at(3).how, How::kHang);
  EXPECT_EQ(told.said.at(3), "3,lost");
  EXPECT_EQ(told.said.size(), 10U);
}

TEST(Pool, TheWordsAreThoseOfTheTask) {
  Told told;
  run(
      told,
      [] {
        std::puts("to standard output");
        std::fflush(stdout);
        std::fputs("to standard error\n", stderr);
        std::abort();
      },
      1);
  expect_the_rest_done(told);
  EXPECT_EQ(told.endings.at(3).words, "to standard output\nto standard error\n");
}

TEST(Pool, MegabytesOfWordsAreBounded) {
  Told told;
  run(
      told,
      [] {
        const std::string line(1'000'000, 'x');
        for (int i = 0; i < 50; ++i) std::fputs(line.c_str(), stderr);
        std::abort();
      },
      1);
  expect_the_rest_done(told);
  EXPECT_EQ(told.endings.at(3).words.size(), 64U << 10U);
}

TEST(Pool, ClosedDescriptorsAreFoundOut) {
  Told told;
  run(told, [] {
    for (int fd = 3; fd < 1024; ++fd) close(fd);
  });
  expect_the_rest_done(told, false);
  EXPECT_EQ(told.endings.at(3).how, How::kChannelLost);
}

TEST(Pool, RubbishInTheChannelIsFoundOut) {
  Told told;
  run(told, [] {
    const std::string rubbish(100'000, 'x');
    for (int fd = 3; fd < 64; ++fd) static_cast<void>(!write(fd, rubbish.data(), rubbish.size()));
  });
  expect_the_rest_done(told, false);
  EXPECT_EQ(told.endings.at(3).how, How::kBadAnswer);
}

TEST(Pool, AnAnswerThatMakesNoSenseIsFoundOut) {
  class Liar final : public Labour {
   public:
    void perform(std::uint32_t /*task*/, Post& post) override {
      post.part(octets_of("nonsense"));
      post.done({});
    }
  };
  Told told;
  run_pool(3, {}, [](Page&) { return std::make_unique<Liar>(); }, told);
  ASSERT_EQ(told.endings.size(), 3U);
  for (const auto& [task, ending] : told.endings) EXPECT_EQ(ending.how, How::kBadAnswer) << task;
}

TEST(Pool, AForkIsFoundOutAndTheCopyAnswersNothing) {
  Told told;
  run(told, [] { static_cast<void>(fork()); });
  expect_the_rest_done(told);
  EXPECT_EQ(told.endings.at(3).how, How::kForked);
}

TEST(Pool, MemoryHasAnEnd) {
  if (!can_limit_memory()) GTEST_SKIP() << "not under AddressSanitizer";
  Told told;
  run(told,
      [] {
        constexpr std::size_t kPiece = std::size_t{1} << 20U;
        for (;;) {
          auto* piece = static_cast<volatile char*>(std::malloc(kPiece));
          for (std::size_t at = 0; at < kPiece; at += 4096) piece[at] = 1;  // null in the end
        }
      },
      2, {.memory = std::uint64_t{64} << 20U});
  expect_the_rest_done(told);
  EXPECT_EQ(told.endings.at(3).how, How::kSignal);
  EXPECT_TRUE(told.endings.at(3).out_of_memory);
}

TEST(Pool, WhoCannotBeHiredIsTriedOnce) {
  Told told;
  run_pool(
      10, {.workers = 4, .limits = {}},
      [](Page&) -> std::unique_ptr<Labour> {
        crash();
        return {};
      },
      told);
  EXPECT_EQ(told.unhired.size(), 1U);
  EXPECT_TRUE(told.said.empty());
}

TEST(Pool, ARefusalAndAFaultOfOursComeOut) {
  Told told;
  const auto refuses = [](Page&) -> std::unique_ptr<Labour> { throw Refused{{std::byte{42}}}; };
  try {
    run_pool(3, {}, refuses, told);
    FAIL() << "no refusal";
  } catch (const Refused& refused) {
    EXPECT_EQ(refused.payload(), std::vector{std::byte{42}});
  }
  try {
    run(told, [] { throw std::logic_error{"our fault"}; });
    FAIL() << "no fault";
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "our fault");
  }
}

TEST(Pool, ADeathAtTheEndIsTold) {
  class DiesLast final : public Labour {
   public:
    ~DiesLast() override { crash(); }
    void perform(std::uint32_t /*task*/, Post& post) override { post.done({}); }
  };
  Told told;
  run_pool(
      10, {.workers = 1, .limits = {}}, [](Page&) { return std::make_unique<DiesLast>(); }, told);
  EXPECT_EQ(told.said.size(), 10U);
  ASSERT_EQ(told.at_the_end.size(), 1U);
  EXPECT_EQ(told.at_the_end[0].number, SIGSEGV);
}

// No process of this test's is left, dead or alive.
TEST(Pool, AnInterruptLeavesNobodyBehind) {
  std::signal(SIGINT, SIG_DFL);  // a shell's background job has it ignored
  Told told;
  EXPECT_THROW((run(told,
                    [] {
                      kill(getppid(), SIGINT);
                      for_ever();
                    })),
               Interrupted);
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

}  // namespace
}  // namespace synspect::worker
