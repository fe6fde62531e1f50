// Workers with shell scripts for targets: how ends are weighed, without any engine.
#include "harness/campaign/crew.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>

#include "harness/campaign/seed.h"

namespace synspect::campaign {
namespace {

namespace fs = std::filesystem;
using State = EngineWorker::State;

class CrewTest : public testing::Test {
 protected:
  CrewTest() {
    std::string name = testing::TempDir() + "crewXXXXXX";
    folder_ = mkdtemp(name.data());
  }
  ~CrewTest() override { fs::remove_all(folder_); }

  WorkerPlan plan(const std::string& script, std::optional<std::uint64_t> runs = 100) {
    const fs::path program = folder_ / ("target" + std::to_string(++scripts_));
    std::ofstream{program} << "#!/bin/sh\n"
                              "for word in \"$@\"; do case $word in\n"
                              "  -seed=*) seed=${word#-seed=};;\n"
                              "  -runs=*) runs=${word#-runs=};;\n"
                              "  -artifact_prefix=*) prefix=${word#-artifact_prefix=};;\n"
                              "esac; done\n"
                           << script << "\n";
    chmod(program.c_str(), 0755);
    WorkerPlan made;
    made.target = "fake";
    made.number = static_cast<std::uint32_t>(scripts_);
    made.program = program;
    made.corpus = folder_ / "corpus";
    made.home = folder_ / made.name();
    made.runs = runs;
    fs::create_directories(made.box());
    fs::create_directories(made.artifacts());
    return made;
  }

  // Until nobody is at work. Bounded by the test's own time limit.
  void run_to_end(Crew& crew) {
    crew.start(Clock::now());
    tend_to_end(crew);
  }
  static void tend_to_end(Crew& crew) {
    while (!crew.done()) {
      std::vector<pollfd> words = crew.words();
      poll(words.data(), words.size(), 20);
      crew.tend(Clock::now());
    }
  }
  State run(const std::string& script, std::optional<std::uint64_t> runs = 100) {
    Crew crew{std::nullopt};
    crew.add(0, plan(script, runs));
    run_to_end(crew);
    failure_ = crew.failure();
    starts_ = crew.workers().front().starts();
    crashes_ = crew.workers().front().crashes();
    log_ = crew.workers().front().plan().home / "log";
    return crew.workers().front().state();
  }
  std::string log() const {
    std::ifstream stream{log_};
    return {std::istreambuf_iterator<char>{stream}, {}};
  }

  fs::path folder_, log_;
  int scripts_{0};
  std::string failure_;
  std::uint64_t starts_{0}, crashes_{0};
};

TEST_F(CrewTest, FinalStatisticsMakeAnEndASuccess) {
  EXPECT_EQ(run("echo 'stat::number_of_executed_units: 100' >&2"), State::kDone) << failure_;
  EXPECT_EQ(starts_, 1U);
}

TEST_F(CrewTest, AnEndWithoutStatisticsIsAnErrorThatNamesTheLog) {
  EXPECT_EQ(run("echo good bye"), State::kFailed);
  EXPECT_NE(failure_.find("without its final statistics (exit code 0)"), std::string::npos)
      << failure_;
  EXPECT_NE(failure_.find(log_.string()), std::string::npos) << failure_;
  EXPECT_NE(failure_.find("its last line: good bye"), std::string::npos) << failure_;
  EXPECT_NE(log().find("good bye"), std::string::npos);
}

TEST_F(CrewTest, TooFewExecutionsAreAnError) {
  EXPECT_EQ(run("echo 'stat::number_of_executed_units: 99'"), State::kFailed);
  EXPECT_NE(failure_.find("before its time, after 99 executions"), std::string::npos) << failure_;
}

TEST_F(CrewTest, WithoutAnyBoundEveryEndIsTooEarly) {
  EXPECT_EQ(run("echo 'stat::number_of_executed_units: 99'", std::nullopt), State::kFailed);
}

TEST_F(CrewTest, ASignalWithoutAnArtifactIsAnError) {
  EXPECT_EQ(run("kill -SEGV $$"), State::kFailed);
  EXPECT_NE(failure_.find("(signal 11)"), std::string::npos) << failure_;
}

TEST_F(CrewTest, WhoCannotBeStartedSaysSo) {
  Crew crew{std::nullopt};
  WorkerPlan none = plan("");
  none.program = folder_ / "no-such-target";
  crew.add(0, none);
  run_to_end(crew);
  EXPECT_NE(crew.failure().find("cannot be started: No such file"), std::string::npos)
      << crew.failure();
}

TEST_F(CrewTest, ACrashAtOnceEveryTimeEndsInGivingUp) {
  EXPECT_EQ(run("echo input > ${prefix}crash-$seed; exit 77"), State::kGaveUp) << failure_;
  EXPECT_EQ(crashes_, static_cast<std::uint64_t>(kMostCrashesAtOnce));
}

TEST_F(CrewTest, AfterACrashItGoesOnWithAnotherSeedAndTheRunsThatAreLeft) {
  // The first start crashes after 60 executions, the second does what is left.
  const auto state =
      run("if [ ! -e ${prefix}crash-1 ]; then\n"
          "  echo input > ${prefix}crash-1; echo 'stat::number_of_executed_units: 60'; exit 77\n"
          "fi\n"
          "echo \"stat::number_of_executed_units: $runs\"");
  EXPECT_EQ(state, State::kDone) << failure_;
  EXPECT_EQ(starts_, 2U);
  EXPECT_NE(log().find("-runs=100 "), std::string::npos) << log();
  EXPECT_NE(log().find("-runs=40 "), std::string::npos) << log();
  for (const std::uint64_t start : {1U, 2U}) {
    const auto seed = "-seed=" + std::to_string(derived_seed(1, "fake", 1, start)) + " ";
    EXPECT_NE(log().find(seed), std::string::npos) << seed << log();
  }
}

TEST_F(CrewTest, AnInputOfTheCorpusThatEndsTheEngineIsSetAside) {
  fs::create_directories(folder_ / "corpus");
  std::ofstream{folder_ / "corpus/bad"} << "bad\n";
  std::ofstream{folder_ / "corpus/good"} << "good\n";
  const auto state =
      run("for word in \"$@\"; do corpus=$word; done\n"
          "if [ -e $corpus/bad ]; then echo bad > ${prefix}crash-1; exit 77; fi\n"
          "echo \"stat::number_of_executed_units: $runs\"");
  EXPECT_EQ(state, State::kDone) << failure_;
  EXPECT_EQ(crashes_, 1U);
  EXPECT_TRUE(fs::exists(folder_ / "corpus/good"));
  EXPECT_TRUE(fs::exists(log_.parent_path() / "set-aside/bad"));
}

TEST_F(CrewTest, AnOldArtifactExplainsNoEnd) {
  WorkerPlan one = plan("exit 77");
  std::ofstream{one.artifacts() / "crash-of-yesterday"} << "input";
  Crew crew{std::nullopt};
  crew.add(0, one);
  run_to_end(crew);
  EXPECT_NE(crew.failure().find("(exit code 77)"), std::string::npos) << crew.failure();
}

TEST_F(CrewTest, AskedToEndItEndsWithoutAFault) {
  Crew crew{std::nullopt};
  crew.add(0, plan("echo begun; while :; do sleep 1; done", std::nullopt));
  crew.start(Clock::now());
  crew.ask_to_end(Clock::now());
  tend_to_end(crew);
  EXPECT_EQ(crew.failure(), "");
  EXPECT_EQ(crew.workers().front().state(), State::kDone);
}

TEST_F(CrewTest, WhoIgnoresTheRequestIsKilled) {
  Crew crew{std::nullopt};
  crew.add(0, plan("trap '' TERM INT; echo deaf; while :; do :; done", std::nullopt));
  const auto began = Clock::now();
  crew.start(began);
  // It is deaf from here on.
  const fs::path log = crew.workers().front().plan().home / "log";
  while (log_ = log, this->log().find("deaf\n") == std::string::npos) crew.tend(began);
  crew.ask_to_end(began);
  crew.tend(began);
  EXPECT_FALSE(crew.done());
  crew.tend(began + std::chrono::seconds{6});  // its grace is over
  EXPECT_TRUE(crew.done());
  EXPECT_EQ(crew.failure(), "");
}

TEST_F(CrewTest, ATalkativeTargetFillsNeitherMemoryNorDisk) {
  EXPECT_EQ(run("yes 0123456789012345678901234567890123456789 | head -c 8000000\n"
                "echo 'stat::number_of_executed_units: 100'"),
            State::kDone)
      << failure_;
  EXPECT_LE(fs::file_size(log_), LogFile::kMost);
  EXPECT_LE(fs::file_size(log_.string() + ".1"), LogFile::kMost);
}

TEST_F(CrewTest, TargetsThatShareAPlaceTakeTurns) {
  Crew crew{std::nullopt};
  for (int i = 0; i < 3; ++i) crew.add(0, plan("echo 'stat::number_of_executed_units: 100'"));
  crew.start(Clock::now());
  EXPECT_EQ(crew.words().size(), 1U);
  tend_to_end(crew);
  EXPECT_EQ(crew.failure(), "");
  for (const EngineWorker& worker : crew.workers()) EXPECT_EQ(worker.state(), State::kDone);
}

TEST_F(CrewTest, TimeIsSharedByThoseOfAPlace) {
  Crew crew{std::chrono::seconds{20}};
  crew.add(0, plan("echo \"stat::number_of_executed_units: 5\"; exec sleep 100", std::nullopt));
  crew.add(0, plan("echo \"stat::number_of_executed_units: 5\"; exec sleep 100", std::nullopt));
  const auto began = Clock::now();
  crew.start(began);
  const auto& first = crew.workers().front();
  const auto& second = crew.workers().back();
  crew.tend(began + std::chrono::seconds{14});  // its ten seconds and a little grace
  EXPECT_TRUE(first.runs());
  EXPECT_FALSE(second.runs());
  crew.tend(began + std::chrono::seconds{15});
  while (first.runs()) crew.tend(began + std::chrono::seconds{16});
  EXPECT_TRUE(second.runs());
  crew.kill();
  EXPECT_TRUE(crew.done());
}

TEST(Duties, PlacesAreDealtRound) {
  const auto all = duties(2, 5, std::nullopt);
  ASSERT_EQ(all.size(), 5U);
  EXPECT_EQ(all[4].target, 0U);
  EXPECT_EQ(all[4].place, 4U);
  EXPECT_EQ(all[4].number, 3U);
}

TEST(Duties, MoreTargetsThanPlacesShareThem) {
  const auto all = duties(3, 2, std::nullopt);
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[2].target, 2U);
  EXPECT_EQ(all[2].place, 0U);
  EXPECT_EQ(all[2].number, 1U);
}

TEST(Duties, RunsOfATargetAddUpExactly) {
  for (const std::uint64_t runs : {1U, 2U, 10U, 11U}) {
    std::array<std::uint64_t, 2> sum{};
    for (const Duty& duty : duties(2, 5, runs)) {
      ASSERT_TRUE(duty.runs);
      EXPECT_GT(*duty.runs, 0U);
      sum.at(duty.target) += *duty.runs;
    }
    EXPECT_EQ(sum[0], runs);
    EXPECT_EQ(sum[1], runs);
  }
}

TEST(DerivedSeed, IsAFixedFunctionAndNeverZero) {
  EXPECT_EQ(derived_seed(1, "state_machine", 1, 1), derived_seed(1, "state_machine", 1, 1));
  EXPECT_NE(derived_seed(1, "state_machine", 1, 1), derived_seed(1, "state_machine", 1, 2));
  EXPECT_NE(derived_seed(1, "state_machine", 1, 1), derived_seed(1, "state_machine", 2, 1));
  EXPECT_NE(derived_seed(1, "state_machine", 1, 1), derived_seed(2, "state_machine", 1, 1));
  EXPECT_NE(derived_seed(0, "", 0, 0), 0U);
}

}  // namespace
}  // namespace synspect::campaign
