// The runner as the program that it is, around a target that does as its input says (probe.cc).
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "fuzzers/standalone/files.h"

namespace synspect::standalone {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

struct Ended {
  int code;  // of the program, or 128 and the signal
  std::string said;
};

class RunnerTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path{testing::TempDir()} /
              ("runner." + std::to_string(::getpid()) + "." +
               testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "corpus");
    fs::create_directories(folder_ / "artifacts");
  }
  void TearDown() override { fs::remove_all(folder_); }
  void put(const std::string& name, const std::string& text) {
    std::ofstream{folder_ / name} << text;
  }
  [[nodiscard]] Ended run(const std::string& arguments) const {
    const std::string command = "cd '" + folder_.string() +
                                "' && exec '" SYNSPECT_BINARY_DIR "/fuzzers/standalone_probe' " +
                                arguments + " 2>&1";
    std::FILE* const pipe = ::popen(command.c_str(), "r");
    EXPECT_NE(pipe, nullptr);
    std::string said;
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) said += static_cast<char>(c);
    const int status = ::pclose(pipe);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), said};
  }
  [[nodiscard]] std::vector<std::string> kept() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator{folder_ / "artifacts"}) {
      names.push_back(entry.path().filename());
    }
    return names;
  }
  fs::path folder_;
};

TEST_F(RunnerTest, RunsCountFilesAndGeneratedInputs) {
  put("corpus/a", "say a");
  put("corpus/b", "say b");
  const Ended ended = run("-seed=3 -runs=50 corpus");
  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.said, HasSubstr("5:say a"));
  EXPECT_THAT(ended.said, HasSubstr("2 files and 48 generated inputs: all is well"));
  EXPECT_THAT(ended.said, HasSubstr("stat::number_of_executed_units: 50\n"));
}

TEST_F(RunnerTest, WithoutABoundOnlyTheFiles) {
  put("corpus/a", "");
  EXPECT_THAT(run("corpus").said, HasSubstr("stat::number_of_executed_units: 1\n"));
  EXPECT_THAT(run("-print_final_stats=0 corpus").said, testing::Not(HasSubstr("stat::")));
}

TEST_F(RunnerTest, AHugeFileIsCutAndSaidSo) {
  put("huge", "say it");
  fs::resize_file(folder_ / "huge", 100'000'000);
  const Ended ended = run("-max_len=10 -rss_limit_mb=80 huge");
  EXPECT_EQ(ended.code, 0) << ended.said;
  EXPECT_THAT(ended.said, HasSubstr("10:say it"));
  EXPECT_THAT(ended.said, HasSubstr("huge: only the first 10 octets are run"));
}

TEST_F(RunnerTest, AFileThatIsNotThereOrAFlagThatIsNotIsAnError) {
  EXPECT_EQ(run("gone").code, 2);
  EXPECT_THAT(run("gone").said, HasSubstr("gone: no such file"));
  EXPECT_EQ(run("-fork=1").code, 2);
  EXPECT_THAT(run("-fork=1").said, HasSubstr("-fork=1: no such flag"));
}

TEST_F(RunnerTest, WhatEndsTheProgramIsKept) {
  for (const std::string text : {"trap here", "abort"}) {
    put("input", text);
    const Ended ended = run("-artifact_prefix=artifacts/ input");
    EXPECT_EQ(ended.code, 77) << ended.said;
    EXPECT_THAT(ended.said, testing::Not(HasSubstr("stat::")));
    const std::string name =
        "crash-" + hash_of({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    EXPECT_THAT(ended.said, HasSubstr("Test unit written to artifacts/" + name));
    EXPECT_THAT(kept(), testing::Contains(name));
    std::ifstream in{folder_ / "artifacts" / name};
    EXPECT_EQ((std::string{std::istreambuf_iterator<char>{in}, {}}), text);
  }
}

TEST_F(RunnerTest, WithoutAPrefixASignalEndsItAsSignalsDo) {
  put("input", "trap");
  EXPECT_GT(run("input").code, 2);
  EXPECT_TRUE(kept().empty());
}

TEST_F(RunnerTest, AnArtifactThatCannotBeWrittenIsSaid) {
  put("input", "abort");
  const Ended ended = run("-artifact_prefix=nowhere/ input");
  EXPECT_EQ(ended.code, 77);
  EXPECT_THAT(ended.said, HasSubstr("Test unit could not be written to nowhere/crash-"));
}

TEST_F(RunnerTest, ATargetThatExitsPrintsNoStatistics) {
  put("input", "exit");
  const Ended ended = run("input");
  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.said, testing::Not(HasSubstr("stat::")));
}

}  // namespace
}  // namespace synspect::standalone
