// The canary breaks every handshake. Whatever drives fuzz targets must report it at once, or its
// silence means nothing.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace synspect {
namespace {

struct Ended {
  int code{};  // of the exit; 128 and the signal where the shell says so
  std::string output;
};

Ended run(const std::string& command) {
  const auto* const test = testing::UnitTest::GetInstance()->current_test_info();
  const auto file =
      std::filesystem::path(testing::TempDir()) / (std::string("canary-") + test->name());
  // The braces keep the shell's own words about a trap away.
  const int status = std::system(  // NOLINT(bugprone-command-processor,cert-env33-c)
      ("{ ulimit -c 0; " + command + "; } >" + file.string() + " 2>&1").c_str());
  std::ifstream in(file);
  Ended ended{WIFEXITED(status) ? WEXITSTATUS(status) : -1,
              {std::istreambuf_iterator<char>(in), {}}};
  in.close();
  std::filesystem::remove(file);
  return ended;
}

const std::string kFuzzers = SYNSPECT_BINARY_DIR "/fuzzers/";
const std::string kCanary = SYNSPECT_BINARY_DIR "/puzzles/libpuzzle_canary.so";

TEST(Canary, EachJudgedTargetTraps) {
  for (const char* target : {"state_machine", "endpoints"}) {
    const Ended ended = run("SYNSPECT_STACK=fault:" + kCanary + " " + kFuzzers + target +
                            "_fuzzer -seed=1 -runs=20");
    EXPECT_GT(ended.code, 128) << target << ": ended by itself\n" << ended.output;
    EXPECT_NE(ended.output.find("expected"), std::string::npos) << ended.output;
  }
}

TEST(Canary, TheSameInputsAreWellOnTheReference) {
  for (const char* target : {"state_machine", "endpoints"}) {
    const Ended ended = run(kFuzzers + target + "_fuzzer -seed=1 -runs=20");
    EXPECT_EQ(ended.code, 0) << ended.output;
  }
}

TEST(Canary, HuntFindsIt) {
  const Ended ended = run(kFuzzers + "hunt -runs=20 " + kCanary);
  EXPECT_EQ(ended.code, 0) << ended.output;
  EXPECT_NE(ended.output.find("canary\t9293-"), std::string::npos) << ended.output;
}

// A hunt whose canary lives is an error, whatever else it found.
TEST(Canary, HuntThatMissesItsCanaryIsAnError) {
  const Ended well = run(kFuzzers + "hunt -runs=20 -canary=" + kCanary + " " + kCanary);
  EXPECT_EQ(well.code, 0) << well.output;
  const Ended blind = run(kFuzzers + "hunt -runs=20 -canary=reference " + kCanary);
  EXPECT_EQ(blind.code, 5) << blind.output;
  EXPECT_NE(blind.output.find("canary was not found"), std::string::npos) << blind.output;
}

TEST(Canary, HuntKeepsToTheTable) {
  const auto table = std::filesystem::path(testing::TempDir()) / "canary-table.tsv";
  std::ofstream(table) << "canary\t1\thandshake\tone\t20\t1\n"
                          "reference\t1\thandshake\tone\t20\t1\n";
  const std::string hunt = kFuzzers + "hunt -table=" + table.string() + " ";
  EXPECT_EQ(run(hunt + kCanary).code, 0);
  EXPECT_EQ(run(hunt + "reference").code, 1) << "missed";
  EXPECT_EQ(run(hunt + "nobody").code, 2) << "no row";
  std::filesystem::remove(table);
}

}  // namespace
}  // namespace synspect
