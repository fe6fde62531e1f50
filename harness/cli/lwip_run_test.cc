// lwIP as the program runs it: what a worker did with its copy shows in no other.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "harness/cli/test_program.h"

namespace synspect::cli {
namespace {

TEST(LwipRun, TheSameReportWhateverTheNumberOfJobs) {
  const Said alone = say({"gate", "--stack", "lwip", "--fuzz-runs", "40", "--jobs", "1"});
  EXPECT_NE(alone.out.find("stack lwip, profile rfc: "), std::string::npos) << alone.err;
  for (const char* jobs : {"2", "8"}) {
    const Said many = say({"gate", "--stack", "lwip", "--fuzz-runs", "40", "--jobs", jobs});
    EXPECT_EQ(many.out, alone.out) << jobs;
    EXPECT_EQ(many.code, alone.code) << jobs;
  }
}

TEST(LwipRun, AResetStartsItAnew) {
  const Said said = say({"doctor", "--stack", "lwip"});
  EXPECT_NE(said.out.find("lwip: a reset starts it anew"), std::string::npos)
      << said.out << said.err;
}

// What the head of a kept script says of the reference is what a replay on it says, and on lwIP the
// script draws its finding, whatever windows and times another stack chooses.
TEST(LwipRun, AScriptIsPortableIfTheReferencePassesIt) {
  namespace fs = std::filesystem;
  const fs::path folder =
      fs::path{testing::TempDir()} / ("synspect_portable_" + std::to_string(::getpid()));
  fs::create_directories(folder);
  for (const char* seed : {"39", "41", "203", "1453", "2626"}) {
    const Said said = say({"minimize", std::string{"fuzz/state_machine/"} + seed, "--stack", "lwip",
                           "--output", folder.string()});
    EXPECT_EQ(said.code, 1) << said.err;
  }
  int passed = 0;
  int left = 0;
  for (const auto& entry : fs::directory_iterator{folder / "findings"}) {
    std::ifstream stream{entry.path() / "script.pkt"};
    const std::string text{std::istreambuf_iterator<char>{stream}, {}};
    ASSERT_NE(text.find("// portable: "), std::string::npos) << entry.path();
    const bool leaves = text.find("the reference leaves it: ") != std::string::npos;
    const std::string script = entry.path() / "script.pkt";
    const Said there = say({"replay", script, "--judge=fail", "--strict"});
    EXPECT_EQ(there.code != 0, leaves) << text << there.out;
    const Said here = say({"replay", script, "--stack", "lwip", "--judge=fail", "--strict"});
    EXPECT_EQ(here.code, 1) << here.out;
    EXPECT_TRUE(here.out.starts_with("pass ")) << here.out;
    ++(leaves ? left : passed);
  }
  EXPECT_GE(passed, 3);
  EXPECT_GE(left, 1) << "else nothing was put to the test";
  fs::remove_all(folder);
}

}  // namespace
}  // namespace synspect::cli
