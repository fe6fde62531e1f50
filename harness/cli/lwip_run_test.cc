// lwIP as the program runs it: what a worker did with its copy shows in no other.
#include <gtest/gtest.h>

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

}  // namespace
}  // namespace synspect::cli
