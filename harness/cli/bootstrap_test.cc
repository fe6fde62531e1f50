// The script ./synspect in a checkout of stubs: what it says and what it builds. Nothing is
// installed and nothing compiled.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

namespace synspect::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

struct Said {
  int code{};
  std::string text;  // of both outputs
};

class Bootstrap : public testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::path{testing::TempDir()} /
            ("bootstrap." + std::to_string(::getpid()) + "." +
             testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::create_directories(root_ / "bin");
    fs::create_directories(root_ / "build");
    fs::create_directories(root_ / "corpus/faults");
    fs::create_directories(root_ / "fuzzers");
    fs::copy_file(fs::path{SYNSPECT_SOURCE_DIR} / "synspect", root_ / "synspect");
    stub("dpkg-query", "shift 3; for p in \"$@\"; do echo \"$p installed\"; done");
    stub("apt-cache", "test \"$3\" != foo");
    stub("apt-get", "exit 1");
    stub("cmake",
         "mkdir -p build/release/bin && cd build/release && touch build.ninja\n"
         "echo \"CMAKE_HOME_DIRECTORY:INTERNAL=" +
             root_.string() +
             "\" >CMakeCache.txt\n"
             "echo 'SYNSPECT_LWIP_SOURCE:PATH=' >>CMakeCache.txt\n"
             "cp ../../bin/program bin/synspect");
    stub("ninja", "shift; cd " + root_.string() +
                      " || exit 1\ntouch build/release/.ninja_log; echo \"$@\" >>built");
    stub("program", "echo ran \"$@\"");
  }
  void TearDown() override { fs::remove_all(root_); }

  void stub(const std::string& name, const std::string& body) {
    const fs::path file = root_ / "bin" / name;
    std::ofstream{file} << "#!/bin/sh\n# " << name << "\n" << body << "\n";
    fs::permissions(file, fs::perms{0755});
  }

  // A stub begins with `shift`: ninja's "-C FOLDER", of which the rest is the targets.
  [[nodiscard]] std::string built() const {
    std::ifstream stream{root_ / "built"};
    return {std::istreambuf_iterator<char>{stream}, {}};
  }

  [[nodiscard]] std::FILE* start(const std::string& words) const {
    const std::string line =
        "PATH=" + (root_ / "bin").string() + ":$PATH " + (root_ / "synspect").string() + " ";
    return ::popen((line + words + " 2>&1").c_str(), "re");
  }
  static Said the_rest_of(std::FILE* pipe) {
    Said said;
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe))
      said.text += static_cast<char>(c);
    said.code = WEXITSTATUS(::pclose(pipe));
    return said;
  }
  [[nodiscard]] Said say(const std::string& words) const { return the_rest_of(start(words)); }

  fs::path root_;
};

TEST_F(Bootstrap, TheFirstBuildIsAnnouncedOffATerminalToo) {
  const Said first = say("list stacks");
  EXPECT_EQ(first.code, 0);
  EXPECT_THAT(first.text, HasSubstr("synspect: configuring"));
  EXPECT_THAT(first.text, HasSubstr("building synspect (preset release) for the first time"));
  EXPECT_THAT(first.text, HasSubstr("log: " + (root_ / "build/build.log").string()));
  EXPECT_THAT(first.text, HasSubstr("ran list stacks"));
  EXPECT_THAT(say("list stacks").text, Not(HasSubstr("for the first time")));
}

TEST_F(Bootstrap, APlantedFaultThatIsNamedIsBuilt) {
  std::ofstream{root_ / "corpus/faults/hole.fault"} << "\n";
  EXPECT_EQ(say("gate --stack fault:hole").code, 0);
  EXPECT_THAT(built(), HasSubstr("synspect fault_hole\n"));
  EXPECT_EQ(say("gate --stack=fault:hole --jobs 1").code, 0);
  EXPECT_EQ(say("gate --stack fault:nonesuch").code, 0) << "left to the program to refuse";
  EXPECT_THAT(built(), Not(HasSubstr("nonesuch")));
}

TEST_F(Bootstrap, AStartThatWaitsForAnotherSaysSo) {
  const int lock = ::open((root_ / "build/.lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0644);
  ASSERT_GE(lock, 0);
  ASSERT_EQ(::flock(lock, LOCK_EX), 0);
  std::FILE* pipe = start("list stacks");
  std::string first;
  for (int c = std::fgetc(pipe); c != EOF && c != '\n'; c = std::fgetc(pipe)) {
    first += static_cast<char>(c);
  }
  EXPECT_THAT(first, HasSubstr("synspect: waiting for another start that is building here"));
  EXPECT_EQ(built(), "");
  ::close(lock);
  const Said rest = the_rest_of(pipe);
  EXPECT_EQ(rest.code, 0);
  EXPECT_THAT(rest.text, HasSubstr("ran list stacks"));
}

TEST_F(Bootstrap, SetupSaysWhatThereIsToSetUp) {
  const Said unknown = say("setup foo");
  EXPECT_EQ(unknown.code, 2);
  EXPECT_THAT(unknown.text, HasSubstr("neither lwip nor a package that apt knows: foo"));
  EXPECT_THAT(unknown.text, HasSubstr("lwIP's source from Debian"));
  EXPECT_EQ(say("setup git").code, 0);
  EXPECT_EQ(say("setup").code, 0);
  const Said help = say("setup --help");
  EXPECT_EQ(help.code, 0);
  EXPECT_THAT(help.text, HasSubstr("usage: ./synspect setup [lwip] [PACKAGE...]"));
}

}  // namespace
}  // namespace synspect::cli
