// Plug-ins that crash, hang, end the process or lay hands on what is not theirs: each deed is a
// finding with exit code 1, and the next script runs.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "harness/cli/test_program.h"
#include "harness/worker/process.h"

namespace synspect::cli {
namespace {

namespace fs = std::filesystem;

const fs::path kPlugins = SYNSPECT_BINARY_DIR "/plugins";

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

class Deeds : public ::testing::Test {
 protected:
  Deeds() {
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "traces");
    write("a.pkt",
          "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
          "+0 < S 0:0(0) win 1000\n"
          "+1 socket(..., SOCK_STREAM, IPPROTO_TCP) = 4\n");
    write("b.pkt", "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n");
    write("c.pkt", "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n");
  }
  ~Deeds() override {
    fs::remove_all(folder_);
    unsetenv("BAD_DEED");
    unsetenv("BAD_PLACE");
  }
  void write(const char* name, const char* text) const {
    std::ofstream{folder_ / "traces" / name} << text;
  }
  Said replay(const std::string& plugin, std::vector<std::string> more = {}) const {
    std::vector<std::string> words = {"replay",   (folder_ / "traces").string(),
                                      "--format", "jsonl",
                                      "--stack",  "plugin:" + (kPlugins / plugin).string()};
    words.insert(words.end(), more.begin(), more.end());
    return say(words);
  }
  Said commit(const std::string& deed, const std::string& place,
              const std::vector<std::string>& more = {}) const {
    setenv("BAD_DEED", deed.c_str(), 1);
    setenv("BAD_PLACE", place.c_str(), 1);
    return replay("libbad_deeds.so", more);
  }
  // The line of the n-th script, from 0.
  static std::string line(const Said& said, int n) {
    std::istringstream lines{said.out};
    std::string text;
    for (int i = 0; i <= n + 1; ++i) std::getline(lines, text);
    return text;
  }

  fs::path folder_{::testing::TempDir() + "synspect_deeds_" +
                   ::testing::UnitTest::GetInstance()->current_test_info()->name()};
};

struct Place {
  const char* name;
  const char* told;      // where, in the words of the report
  const char* identity;  // state and event
  bool spares_others;    // scripts without a datagram
};
constexpr Place kPlaces[] = {
    {"load", "while it was loaded and made", "- load", false},
    {"create", "while it was loaded and made", "- load", false},
    {"reset", "in reset()", "- reset", false},
    {"inject", "in inject()", "CLOSED segment:SYN", true},
    {"poll_output", "in poll()", "CLOSED segment:SYN", true},
    {"advance_to", "in advance_to()", "CLOSED timer", true},
    {"call", "in call()", "CLOSED call:socket", true},
};

TEST_F(Deeds, ACrashAnywhereIsAFindingThatSaysWhere) {
  for (const Place& place : kPlaces) {
    const Said said = commit("crash", place.name);
    EXPECT_EQ(said.code, 1) << place.name << said.err;
    const std::string first = line(said, 0);
    EXPECT_TRUE(has(first, "\"verdict\":\"fail\"")) << first;
    EXPECT_TRUE(has(first, std::string{"it died "} + place.told + ": SIGSEGV")) << first;
    EXPECT_TRUE(has(first, "\"clause\":null")) << first;
    EXPECT_TRUE(has(first, std::string{"\"identity\":\"crash "} + place.identity + "\"")) << first;
    for (const int other : {1, 2}) {
      EXPECT_EQ(has(line(said, other), "\"verdict\":\"pass\""), place.spares_others)
          << line(said, other);
    }
  }
}

TEST_F(Deeds, TheLineIsTheOneThatDidNotComeBack) {
  const Said said = commit("crash", "call");
  EXPECT_TRUE(has(line(said, 0), "\"line\":3,")) << said.out;
}

// Destroying is nobody's script: it is told with the last one.
TEST_F(Deeds, ACrashAtTheEndIsToldOnce) {
  for (const char* jobs : {"1", "3"}) {
    const Said said = commit("crash", "destroy", {"--jobs", jobs});
    EXPECT_EQ(said.code, 1) << said.err;
    EXPECT_TRUE(has(line(said, 0), "\"verdict\":\"pass\"")) << said.out;
    EXPECT_TRUE(has(line(said, 1), "\"verdict\":\"pass\"")) << said.out;
    EXPECT_TRUE(has(line(said, 2), "it died while it was destroyed: SIGSEGV")) << said.out;
    EXPECT_TRUE(has(line(said, 2), "\"crash - end\"")) << said.out;
  }
}

// Nothing but the verdict is asserted: how far a slow machine came is its own affair.
TEST_F(Deeds, AHangAnywhereIsAFinding) {
  for (const char* place :
       {"load", "create", "reset", "inject", "poll_output", "advance_to", "call"}) {
    const Said said = commit("hang", place, {"--watchdog", "0.5"});
    EXPECT_EQ(said.code, 1) << place << said.err;
    EXPECT_TRUE(has(line(said, 0), "\"kind\":\"hang\"")) << place << said.out;
  }
  const Said said = commit("hang", "destroy", {"--watchdog", "0.5"});
  EXPECT_EQ(said.code, 1) << said.err;
  EXPECT_TRUE(has(line(said, 2), "\"kind\":\"hang\"")) << said.out;
}

TEST_F(Deeds, EveryDeedIsToldAsWhatItIs) {
  const struct {
    const char* deed;
    const char* says;
    const char* kind;
  } rows[] = {
      {"abort", "it died in inject(): SIGABRT", "crash"},
      {"exit", "it ended the process in inject(): exit code 0", "crash"},
      {"_exit", "it ended the process in inject(): exit code 3", "crash"},
      {"fork", "it called fork()", "broken-interface"},
      {"close", "it closed the harness's descriptors", "broken-interface"},
      {"scribble", "it wrote into the harness's descriptors", "broken-interface"},
  };
  for (const auto& row : rows) {
    const Said said = commit(row.deed, "inject");
    EXPECT_EQ(said.code, 1) << row.deed << said.err;
    EXPECT_TRUE(has(line(said, 0), row.says)) << said.out;
    EXPECT_TRUE(has(line(said, 0), std::string{"\"kind\":\""} + row.kind + "\"")) << said.out;
    for (const int other : {1, 2}) {
      EXPECT_TRUE(has(line(said, other), "\"verdict\":\"pass\"")) << row.deed << said.out;
    }
  }
}

TEST_F(Deeds, MemoryHasAnEnd) {
  if (!worker::can_limit_memory()) GTEST_SKIP() << "not under AddressSanitizer";
  const Said said = commit("memory", "inject", {"--memory", "64"});
  EXPECT_EQ(said.code, 1) << said.err;
  EXPECT_TRUE(has(line(said, 0), "having used up the 64 MiB of memory")) << said.out;
  EXPECT_TRUE(has(line(said, 1), "\"verdict\":\"pass\"")) << said.out;
}

TEST_F(Deeds, WhatItPrintsIsNotOurOutput) {
  const Said said = commit("print", "inject");
  EXPECT_EQ(said.code, 0) << said.out << said.err;
  EXPECT_FALSE(has(said.out, "rubbish"));
}

TEST_F(Deeds, TheLastWordsStandInTheReport) {
  const Said said = commit("abort", "inject");
  EXPECT_TRUE(has(line(said, 0), "\"last_words\":[\"Assertion failed: snd_una <= snd_nxt\"]"))
      << said.out;
}

TEST_F(Deeds, TheSameReportWhateverTheNumberOfJobs) {
  for (const char* place : {"load", "reset", "inject", "destroy"}) {
    const Said alone = commit("abort", place, {"--jobs", "1"});
    for (const char* jobs : {"2", "8"}) {
      EXPECT_EQ(commit("abort", place, {"--jobs", jobs}).out, alone.out) << place;
    }
  }
}

// The gate: findings in every report, a folder for each, and a script that repeats it.
TEST_F(Deeds, TheGateReportsADeath) {
  setenv("BAD_DEED", "abort", 1);
  setenv("BAD_PLACE", "inject", 1);
  const std::string stack = "plugin:" + (kPlugins / "libbad_deeds.so").string();
  const fs::path kept = folder_ / "kept";
  const Said said =
      say({"gate", (folder_ / "traces").string(), "--stack", stack, "--output", kept.string(),
           "--junit", (folder_ / "junit.xml").string(), "--markdown",
           (folder_ / "report.md").string(), "--json", (folder_ / "report.json").string()});
  EXPECT_EQ(said.code, 1) << said.out << said.err;
  EXPECT_TRUE(has(said.out, "FAIL crash: it died in inject(): SIGABRT")) << said.out;
  EXPECT_TRUE(has(said.out, "it wrote  Assertion failed: snd_una <= snd_nxt")) << said.out;
  const std::string junit = text_of(folder_ / "junit.xml");
  EXPECT_TRUE(has(junit, "name=\"crash\"")) << junit;
  EXPECT_TRUE(has(junit, "<failure message=\"it died in inject(): SIGABRT\"")) << junit;
  EXPECT_TRUE(has(text_of(folder_ / "report.md"), "| FAIL | crash |"));
  EXPECT_TRUE(has(text_of(folder_ / "report.json"), "\"kind\": \"crash\""));

  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(kept / "findings")) {
    folders.push_back(entry.path());
  }
  ASSERT_EQ(folders.size(), 1U);
  EXPECT_TRUE(has(text_of(folders[0] / "finding.json"), "\"kind\": \"crash\""));
  EXPECT_EQ(text_of(folders[0] / "script.pkt"), text_of(folder_ / "traces" / "a.pkt"));
  EXPECT_TRUE(has(text_of(folders[0] / "repro.sh"),
                  "./synspect replay " + (folder_ / "traces" / "a.pkt").string()))
      << text_of(folders[0] / "repro.sh");
}

// A crash weighs whatever the judge is told to do, and however mild the trace is.
TEST_F(Deeds, ADeathIsNoOpinionOfTheJudge) {
  write("a.pkt",
        "// clauses: MAY-1\n"
        "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
        "+0 < S 0:0(0) win 1000\n");
  setenv("BAD_DEED", "crash", 1);
  setenv("BAD_PLACE", "inject", 1);
  const std::string stack = "plugin:" + (kPlugins / "libbad_deeds.so").string();
  for (const char* mode : {"off", "report", "fail"}) {
    EXPECT_EQ(say({"gate", (folder_ / "traces").string(), "--stack", stack, "--judge", mode}).code,
              1)
        << mode;
  }
}

TEST_F(Deeds, PairScenariosToo) {
  setenv("BAD_DEED", "crash", 1);
  setenv("BAD_PLACE", "reset", 1);
  const Said said = say({"replay", "pair/four-way-close", "--format", "jsonl", "--stack",
                         "plugin:" + (kPlugins / "libbad_deeds.so").string()});
  EXPECT_EQ(said.code, 1) << said.out << said.err;
  EXPECT_TRUE(has(line(said, 0), "it died in reset(): SIGSEGV")) << said.out;
  EXPECT_TRUE(has(line(said, 0), "\"script\":\"pair/four-way-close\"")) << said.out;
}

TEST_F(Deeds, InProcessIsStillThere) {
  const Said said = replay("libbad_backwards.so", {"--in-process"});
  EXPECT_EQ(said.code, 1) << said.out << said.err;
  EXPECT_TRUE(has(line(said, 0), "time runs backwards")) << said.out;
}

TEST_F(Deeds, LiesAreBreachesOfTheInterface) {
  const struct {
    const char* plugin;
    const char* says;
  } rows[] = {
      {"libbad_backwards.so", "time runs backwards"},
      {"libbad_standstill.so", "time stands still"},
      {"libbad_megabytes.so", "more than 16777216 octets without a cause"},
      {"libbad_says_anything.so", "poll_output() returned 7, not 0 or 1"},
  };
  for (const auto& row : rows) {
    const Said said = replay(row.plugin);
    EXPECT_EQ(said.code, 1) << row.plugin << said.err;
    EXPECT_TRUE(has(line(said, 0), row.says)) << said.out;
    EXPECT_TRUE(has(line(said, 0), "\"kind\":\"broken-interface\"")) << said.out;
    EXPECT_TRUE(has(line(said, 1), "\"verdict\":\"pass\"")) << said.out;
  }
}

// What a stack claims and has not fails by what it does not do.
TEST_F(Deeds, AnIdleBoastFailsTheTraces) {
  const Said said = say({"gate", "--stack", "plugin:" + (kPlugins / "libbad_boasts.so").string()});
  EXPECT_EQ(said.code, 1) << said.out << said.err;
  EXPECT_TRUE(has(said.out, "0 passed")) << said.out;
}

TEST_F(Deeds, AStackOfWhichThereIsOneRunsWithManyJobs) {
  const Said alone = replay("libbad_one_instance.so", {"--jobs", "1"});
  EXPECT_TRUE(has(line(alone, 1), "\"verdict\":\"pass\"")) << alone.out;
  EXPECT_EQ(replay("libbad_one_instance.so", {"--jobs", "3"}).out, alone.out);
}

TEST_F(Deeds, WhatIsNoSharedObjectIsAUsageError) {
  std::ofstream{folder_ / "text.so"} << "no shared object\n";
  const Said said = say({"replay", (folder_ / "traces").string(), "--stack",
                         "plugin:" + (folder_ / "text.so").string()});
  EXPECT_EQ(said.code, 2);
  EXPECT_EQ(said.out, "");
  EXPECT_TRUE(has(said.err, "not a shared object that can be loaded")) << said.err;
}

TEST_F(Deeds, TheDoctorChecksTheContractOfReset) {
  const auto doctor = [](const std::string& plugin) {
    return say({"doctor", "--stack", "plugin:" + (kPlugins / plugin).string()});
  };
  const Said good = doctor("libreference_plugin.so");
  EXPECT_EQ(good.code, 0) << good.out << good.err;
  EXPECT_TRUE(has(good.out, "libreference_plugin.so: a reset starts it anew")) << good.out;
  const Said bad = doctor("libbad_remembers.so");
  EXPECT_EQ(bad.code, 1) << bad.out << bad.err;
  EXPECT_TRUE(has(bad.out, "the same run twice gives two histories")) << bad.out;
  const Said unsure = doctor("libbad_deeds.so");
  EXPECT_EQ(unsure.code, 0) << unsure.out << unsure.err;
  EXPECT_TRUE(has(unsure.out, "cannot be tried: it does not claim to be deterministic"));
  EXPECT_EQ(doctor("libbad_mute.so").code, 2);
  setenv("BAD_DEED", "crash", 1);
  setenv("BAD_PLACE", "create", 1);
  const Said dead = doctor("libbad_deeds.so");
  EXPECT_EQ(dead.code, 1) << dead.err;
  EXPECT_TRUE(has(dead.out, "it died while it was loaded and made: SIGSEGV")) << dead.out;
}

TEST_F(Deeds, LimitsThatAreNone) {
  for (const char* bad : {"", "x", "-1", "1s", "nan", "inf", "1e9", "0.0001"}) {
    const Said said = replay("libbad_deeds.so", {"--watchdog", bad});
    EXPECT_EQ(said.code, 2) << bad;
  }
  for (const char* bad : {"", "x", "-1", "1.5", "1048577"}) {
    EXPECT_EQ(replay("libbad_deeds.so", {"--memory", bad}).code, 2) << bad;
  }
  EXPECT_EQ(replay("libbad_deeds.so", {"--watchdog", "0", "--memory", "0"}).code, 0);
}

}  // namespace
}  // namespace synspect::cli
