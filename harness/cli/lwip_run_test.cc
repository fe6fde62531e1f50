// lwIP as the program runs it: what a worker did with its copy shows in no other.
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "harness/cli/run.h"

namespace synspect::cli {
namespace {

struct Said {
  int code;
  std::string out;
  std::string err;
};

Said say(const std::vector<std::string>& words) {
  Surroundings around;
  around.root = SYNSPECT_SOURCE_DIR;
  around.lwip = SYNSPECT_BINARY_DIR "/stacks/libsynspect_lwip.so";
  std::vector<const char*> args;
  for (const std::string& word : words) args.push_back(word.c_str());
  std::ostringstream out;
  std::ostringstream err;
  const int code = run(args, out, err, around);
  return {code, out.str(), err.str()};
}

TEST(LwipRun, TheSameReportWhateverTheNumberOfJobs) {
  const Said alone = say({"gate", "--stack", "lwip", "--jobs", "1"});
  EXPECT_NE(alone.out.find("stack lwip, profile rfc: "), std::string::npos) << alone.err;
  for (const char* jobs : {"2", "8"}) {
    const Said many = say({"gate", "--stack", "lwip", "--jobs", jobs});
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
