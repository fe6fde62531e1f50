// `synspect fuzz` and `synspect corpus` from the outside, with our own runner's targets and with
// shell scripts for targets.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "harness/campaign/findings_box.h"
#include "harness/campaign/folder_lock.h"
#include "harness/campaign/worker.h"
#include "harness/cli/fuzz_options.h"
#include "harness/cli/known_findings.h"
#include "harness/cli/look_at_input.h"
#include "harness/cli/test_program.h"

namespace synspect::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;
using Words = std::vector<std::string>;

std::string read(const fs::path& file) {
  std::ifstream stream{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

class FuzzTest : public testing::Test {
 protected:
  FuzzTest() {
    std::string name = testing::TempDir() + "fuzzXXXXXX";
    folder_ = mkdtemp(name.data());
    around_.root = SYNSPECT_SOURCE_DIR;
    around_.fuzzers = SYNSPECT_BINARY_DIR "/fuzzers";
  }
  ~FuzzTest() override { fs::remove_all(folder_); }

  Said run(const Words& words) {
    std::vector<const char*> args;
    for (const std::string& word : words) args.push_back(word.c_str());
    std::ostringstream out, err;
    const int code = cli::run(args, out, err, around_);
    return {code, out.str(), err.str()};
  }
  // With folders of its own.
  Words words_for(const Words& words) const {
    Words all = {"fuzz",     "--corpus",     (folder_ / "corpus").string(),
                 "--output", out().string(), "--no-seeds"};
    all.insert(all.end(), words.begin(), words.end());
    return all;
  }
  Said fuzz(const Words& words) { return run(words_for(words)); }
  fs::path out() const { return folder_ / "out"; }
  nlohmann::json stats() const { return nlohmann::json::parse(read(out() / "stats.json")); }

  // A target of our own: "script_parser", so that no stack is asked.
  void fake(const std::string& script, const std::string& name = "script_parser") {
    around_.fuzzers = folder_;
    const fs::path program = folder_ / (name + "_fuzzer");
    std::ofstream{program} << "#!/bin/sh\n"
                              "for word in \"$@\"; do case $word in\n"
                              "  -help=1) exit 2;;\n"
                              "  -runs=0) exit 0;;\n"
                              "  -seed=*) seed=${word#-seed=};;\n"
                              "  -runs=*) runs=${word#-runs=};;\n"
                              "  -artifact_prefix=*) prefix=${word#-artifact_prefix=};;\n"
                              "esac; done\n"
                              "done='stat::number_of_executed_units: '$runs\n"
                           << script << "\n";
    chmod(program.c_str(), 0755);
  }

  fs::path folder_;
  Surroundings around_;
};

// --- what is refused ---

TEST_F(FuzzTest, EveryValueIsChecked) {
  struct Row {
    Words words;
    const char* says;
  };
  const Row kRows[] = {
      {{}, "name at least one target"},
      {{"state_machin"}, "did you mean state_machine"},
      {{"endpoints", "endpoints"}, "endpoints is named twice"},
      {{"endpoints", "--time", "60"}, "--time 60: expected a duration"},
      {{"endpoints", "--time", "0s"}, "--time 0s"},
      {{"endpoints", "--time", "-5m"}, "--time"},
      {{"endpoints", "--time", "9999d"}, "--time 9999d"},
      {{"endpoints", "--time", "nans"}, "--time nans"},
      {{"endpoints", "--time", "s"}, "--time s"},
      {{"endpoints", "--runs", "0"}, "--runs 0: expected a number"},
      {{"endpoints", "--runs", "1e6"}, "--runs 1e6"},
      {{"endpoints", "--runs", "18446744073709551616"}, "--runs"},
      {{"endpoints", "--jobs", "0"}, "--jobs 0"},
      {{"endpoints", "--jobs", "9999"}, "--jobs 9999"},
      {{"endpoints", "--seed", "-1"}, "--seed"},
      {{"endpoints", "--seed", "x"}, "--seed x: expected a number"},
      {{"endpoints", "--memory", "lots"}, "--memory lots"},
      {{"endpoints", "--watchdog", "-1"}, "--watchdog"},
      {{"endpoints", "--stack", "nosuch"}, "nosuch: no such stack"},
      {{"endpoints", "--stack", "fault:nosuch"}, "no such planted fault"},
      {{"endpoints", "--other-stack", "nosuch"}, "nosuch: no such stack"},
      {{"endpoints", "--baseline", "/no/such/file"}, "/no/such/file"},
      {{"endpoints", "--frobnicate"}, "unknown option"},
      {{"endpoints", "--runs", "9", "--", "-seed=3"}, "needs -seed for itself"},
      {{"endpoints", "--runs", "9", "--", "-fork=3"}, "needs -fork for itself"},
      {{"endpoints", "--runs", "9", "--", "-merge_control_file=x"}, "for itself"},
      {{"endpoints", "--runs", "9", "--", "max_len=3"}, "have the form -NAME=VALUE"},
      {{"endpoints", "--runs", "9", "--", "-max_leng=3"}, "did you mean -max_len"},
  };
  for (const Row& row : kRows) {
    const Said said = fuzz(row.words);
    EXPECT_EQ(said.code, 2) << row.says << said.err;
    EXPECT_THAT(said.err, HasSubstr(row.says));
  }
}

TEST_F(FuzzTest, FoldersMustHaveNames) {
  for (const char* option : {"--corpus", "--output"}) {
    const Said said = run({"fuzz", "endpoints", option, ""});
    EXPECT_EQ(said.code, 2);
    EXPECT_THAT(said.err, HasSubstr(std::string{option} + ": names no folder"));
  }
}

TEST(ParseDuration, TakesNumbersWithAUnit) {
  using std::chrono::milliseconds;
  EXPECT_EQ(parse_duration("90s"), milliseconds{90'000});
  EXPECT_EQ(parse_duration("1.5m"), milliseconds{90'000});
  EXPECT_EQ(parse_duration("2h"), milliseconds{7'200'000});
  EXPECT_EQ(parse_duration("1d"), milliseconds{86'400'000});
  for (const char* text : {"", "s", "10", "10x", "10 s", "s10", "1e9d", "infs", "0.1s", "-1s"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
}

TEST(KnownAs, AFindingIsKnownByItsIdentityOrByItsFamily) {
  const Reasons known = {{"MUST-12 safety", "all of it"}, {"MUST-15 safety ESTABLISHED timer", ""}};
  EXPECT_EQ(known_as(known, "MUST-12 safety CLOSED segment:FIN", "MUST-12 safety"),
            "MUST-12 safety");
  EXPECT_EQ(known_as(known, "MUST-15 safety ESTABLISHED timer", "MUST-15 safety"),
            "MUST-15 safety ESTABLISHED timer");
  EXPECT_EQ(known_as(known, "MUST-15 safety CLOSED timer", "MUST-15 safety"), "");
  EXPECT_EQ(known_as(known, "MUST-1 safety CLOSED timer", "MUST-1 safety"), "");
}

TEST(GroupOf, IsClauseKindAndState) {
  EXPECT_EQ(group_of("MUST-12 safety CLOSED segment:FIN"), "MUST-12 safety CLOSED");
  EXPECT_EQ(group_of("crash ESTABLISHED segment:ACK"), "crash ESTABLISHED segment:ACK");
  EXPECT_EQ(group_of("unrepeatable endpoints"), "unrepeatable endpoints");
  EXPECT_EQ(group_of(""), "");
}

TEST_F(FuzzTest, ATargetThatIsNotBuiltIsNamed) {
  around_.fuzzers = folder_;
  const Said said = fuzz({"endpoints", "--runs", "10"});
  EXPECT_EQ(said.code, 4) << said.err;
  EXPECT_THAT(said.err, HasSubstr("endpoints_fuzzer (./synspect fuzz builds it)"));
}

TEST_F(FuzzTest, ATargetThatCannotBeStartedSaysWhy) {
  fake("");
  std::ofstream{folder_ / "script_parser_fuzzer"} << "#!/no/such/shell\n";
  const Said said = fuzz({"script_parser", "--runs", "10"});
  EXPECT_EQ(said.code, 2) << said.err;
  EXPECT_THAT(said.err, HasSubstr("script_parser_fuzzer: cannot be started"));
}

TEST_F(FuzzTest, AStackThatCannotBeLoadedIsRefusedBeforeAnyWork) {
  const Said said = fuzz({"endpoints", "--runs", "10", "--stack", "plugin:/no/such.so"});
  EXPECT_EQ(said.code, 2) << said.err;
  EXPECT_THAT(said.err, HasSubstr("/no/such.so"));
  EXPECT_FALSE(fs::exists(out()));
}

TEST_F(FuzzTest, AnOutputFolderThatCannotBeMadeIsRefused) {
  std::ofstream{folder_ / "out"} << "a file";
  const Said said = fuzz({"script_parser", "--runs", "10"});
  EXPECT_EQ(said.code, 2) << said.err;
  EXPECT_THAT(said.err, HasSubstr("cannot make the folder"));
}

// --- what runs ---

TEST_F(FuzzTest, RunsAreExactAndOfAllWorkersTogether) {
  for (const char* jobs : {"1", "3"}) {
    fs::remove_all(out());
    fs::remove_all(folder_ / "corpus");
    const Said said =
        fuzz({"state_machine", "script_parser", "--runs", "100", "--jobs", jobs, "--seed", "7"});
    EXPECT_LE(said.code, 1) << said.err;  // what is found is not the question here
    const auto all = stats();
    EXPECT_EQ(all["state"], "ended");
    ASSERT_EQ(all["targets"].size(), 2U);
    for (const auto& target : all["targets"]) EXPECT_EQ(target["executions"], 100) << target;
    EXPECT_GT(all["targets"][0]["triples"], 10) << all;
    EXPECT_EQ(all["targets"][0]["crashes"], 0);
  }
}

TEST_F(FuzzTest, ALaterStartGoesOnCounting) {
  ASSERT_EQ(fuzz({"script_parser", "--runs", "30", "--jobs", "1"}).code, 0);
  const Said said = fuzz({"script_parser", "--runs", "20", "--jobs", "1"});
  EXPECT_THAT(said.out, HasSubstr("going on after"));
  EXPECT_EQ(stats()["campaigns"], 2);
  EXPECT_EQ(stats()["targets"][0]["starts"], 2);
  EXPECT_GE(stats()["targets"][0]["executions"], 50);
  const std::string csv = read(out() / "stats.csv");
  EXPECT_EQ(csv.find("elapsed_s"), csv.rfind("elapsed_s")) << csv;  // one head
}

TEST_F(FuzzTest, AFolderIsOfOneStack) {
  ASSERT_EQ(fuzz({"script_parser", "--runs", "30", "--jobs", "1"}).code, 0);
  std::string text = read(out() / "stats.json");
  text.replace(text.find("\"reference\""), 11, "\"lwip\"");
  std::ofstream{out() / "stats.json"} << text;
  const Said said = fuzz({"script_parser", "--runs", "30"});
  EXPECT_EQ(said.code, 2);
  EXPECT_THAT(said.err, HasSubstr("holds a campaign of the stack lwip"));
}

TEST_F(FuzzTest, SpoiltStatisticsAreSaidAndLeftBehind) {
  ASSERT_EQ(fuzz({"script_parser", "--runs", "30", "--jobs", "1"}).code, 0);
  std::ofstream{out() / "stats.json"} << "{";
  const Said said = fuzz({"script_parser", "--runs", "30", "--jobs", "1"});
  EXPECT_EQ(said.code, 0);
  EXPECT_THAT(said.err, HasSubstr("not statistics of a campaign"));
  EXPECT_EQ(stats()["campaigns"], 1);
}

TEST_F(FuzzTest, OneCampaignPerFolder) {
  fake("echo $done");
  fs::create_directories(out());
  const auto lock = campaign::FolderLock::take(out() / ".lock");
  ASSERT_TRUE(lock);
  const Said said = fuzz({"script_parser", "--runs", "10"});
  EXPECT_EQ(said.code, 2);
  EXPECT_THAT(said.err, HasSubstr("another campaign is at work there"));
}

TEST_F(FuzzTest, BadCorpusFilesHurtNobody) {
  const fs::path corpus = folder_ / "corpus/script_parser";
  fs::create_directories(corpus);
  std::ofstream{corpus / "garbage"} << std::string(5000, '\xff');
  std::ofstream{corpus / "huge"};
  fs::resize_file(corpus / "huge", std::uintmax_t{100} << 20U);
  fs::create_symlink("/no/such/file", corpus / "vanished");
  const Said said = fuzz({"script_parser", "--runs", "50", "--jobs", "2"});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_TRUE(fs::exists(corpus / "huge"));
}

// A page as targets of another build write it: version, build, executions.
constexpr const char* kOtherBuild =
    "page() { { printf '\\002\\000\\000\\000\\000\\000\\000\\000'; printf 12345678; "
    "printf '\\001\\000\\000\\000\\000\\000\\000\\000'; head -c 100000 /dev/zero; } "
    ">$SYNSPECT_CAMPAIGN_PAGE; }\n";

TEST_F(FuzzTest, ATargetOfAnotherBuildIsRefusedBeforeAnyWork) {
  fake("echo $done");
  const std::string program = read(folder_ / "script_parser_fuzzer");
  std::ofstream{folder_ / "script_parser_fuzzer"} << "#!/bin/sh\n"
                                                  << kOtherBuild << "page\n"
                                                  << program;
  const Said said = fuzz({"script_parser", "--runs", "10", "--jobs", "1"});
  EXPECT_EQ(said.code, 4) << said.out << said.err;
  EXPECT_THAT(said.err, HasSubstr("built from other sources than this program"));
  EXPECT_THAT(said.err, HasSubstr("./synspect fuzz builds both"));
  EXPECT_FALSE(fs::exists(out()));
}

TEST_F(FuzzTest, ATargetThatIsBuiltAnewMeanwhileEndsTheCampaign) {
  fake(std::string{kOtherBuild} + "page; exec sleep 1000");
  const Said said = fuzz({"script_parser", "--jobs", "1"});
  EXPECT_EQ(said.code, 4) << said.out << said.err;
  EXPECT_THAT(said.err, HasSubstr("built anew while the campaign ran"));
}

TEST_F(FuzzTest, FindingsThatWereLeftHalfMadeGo) {
  fs::create_directories(out() / "findings/.MUST-1_safety.1.77/half");
  ASSERT_EQ(fuzz({"script_parser", "--runs", "30", "--jobs", "1"}).code, 0);
  EXPECT_TRUE(fs::is_empty(out() / "findings"));
}

TEST_F(FuzzTest, APlaceThatTakesNoPageIsRefusedBeforeAnyWork) {
  fs::create_directories(out() / "workers/script_parser-1/page");  // a folder
  const Said said = fuzz({"script_parser", "--runs", "30", "--jobs", "1"});
  EXPECT_EQ(said.code, 2) << said.err;
  EXPECT_THAT(said.err,
              HasSubstr("cannot make " + (out() / "workers/script_parser-1/page").string()));
}

TEST_F(FuzzTest, PagesOfAnEarlierVersionAreLeftBehind) {
  const fs::path page = out() / "workers/script_parser-1/page";
  fs::create_directories(page.parent_path());
  std::ofstream{page} << std::string{"\1\0\0\0", 4} << std::string(5000, '\0');
  const Said said = fuzz({"script_parser", "--runs", "30", "--jobs", "1"});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.err, HasSubstr("1 page below"));
  EXPECT_EQ(stats()["targets"][0]["executions"], 30);
}

// --- ends ---

TEST_F(FuzzTest, AnEndWithoutStatisticsIsOurFault) {
  fake("echo last words");
  const Said said = fuzz({"script_parser", "--runs", "10", "--jobs", "1"});
  EXPECT_EQ(said.code, 5) << said.err;
  EXPECT_THAT(said.err, HasSubstr("worker script_parser-1: it ended without its final statistics"));
  EXPECT_THAT(said.err, HasSubstr((out() / "workers/script_parser-1/log").string()));
  EXPECT_EQ(stats()["state"], "failed");
}

TEST_F(FuzzTest, ACrashBecomesAFindingOnce) {
  // Crashes at once, every time, on another input each; alone with one it crashes as well.
  fake(
      "echo \"ERROR: boom\" >&2\n"
      "if [ -n \"$prefix\" ]; then echo $seed > ${prefix}crash-$seed; fi\n"
      "exit 77");
  const Said said = fuzz({"script_parser", "--runs", "10000", "--jobs", "1"});
  EXPECT_EQ(said.code, 1) << said.err;
  EXPECT_THAT(said.err, HasSubstr("gave up: 10 crashes in a row"));
  const auto all = stats();
  ASSERT_EQ(all["findings"].size(), 1U) << all;
  EXPECT_EQ(all["findings"][0]["identity"], "crash - script_parser");
  EXPECT_EQ(all["findings"][0]["repeats"], 10);
  EXPECT_EQ(all["targets"][0]["crashes"], 10);
  const fs::path home = out() / std::string{all["findings"][0]["folder"]};
  EXPECT_THAT(read(home / "finding.txt"), HasSubstr("ERROR: boom"));
  EXPECT_NE(read(home / "input.bin"), "");
  EXPECT_EQ(nlohmann::json::parse(read(home / "finding.json"))["runs"], 10);
  EXPECT_TRUE(fs::is_empty(out() / "workers/script_parser-1/artifacts"));
  EXPECT_THAT(said.out, HasSubstr("FINDING crash - script_parser"));
}

TEST_F(FuzzTest, AnInputThatEndsTheWorkerUnseenByItsEngineIsAFinding) {
  const fs::path page = folder_ / "page";
  auto worker = campaign::Worker::make(page, {});
  ASSERT_TRUE(worker);
  const std::vector<std::uint8_t> input = {'d', 'e', 'a', 'd', 'l', 'y'};
  worker->begins(input);
  for (const char* end : {"kill -SEGV $$", "exit 3"}) {
    fs::remove_all(out());
    fake("[ -n \"$prefix\" ] || exit 77\ncp " + page.string() + " $SYNSPECT_CAMPAIGN_PAGE\n" + end);
    const Said said = fuzz({"script_parser", "--runs", "10000", "--jobs", "1"});
    EXPECT_EQ(said.code, 1) << said.out << said.err;
    ASSERT_EQ(stats()["findings"].size(), 1U) << end;
    const fs::path home = out() / std::string{stats()["findings"][0]["folder"]};
    EXPECT_EQ(read(home / "input.bin"), "deadly");
  }
  // From outside it tells nothing of the input.
  fs::remove_all(out());
  fake("cp " + page.string() + " $SYNSPECT_CAMPAIGN_PAGE; kill -KILL $$");
  const Said said = fuzz({"script_parser", "--runs", "10000", "--jobs", "1"});
  EXPECT_EQ(said.code, 5);
  EXPECT_THAT(said.err, HasSubstr("signal 9, from outside"));
}

TEST_F(FuzzTest, WhatASecondRunDoesNotShowIsKeptAsSuch) {
  fake("if [ -e " + (folder_ / "once").string() +
       " ]; then echo $done; exit 0; fi\n"
       "touch " +
       (folder_ / "once").string() + "; echo x > ${prefix}crash-1; exit 77");
  const Said said = fuzz({"script_parser", "--runs", "100", "--jobs", "1"});
  EXPECT_EQ(said.code, 1) << said.err;
  EXPECT_THAT(said.out, HasSubstr("unrepeatable script_parser"));
}

TEST_F(FuzzTest, ABaselineKnowsFindings) {
  fake("[ -n \"$prefix\" ] && echo $seed > ${prefix}crash-$seed\nexit 77");
  const fs::path baseline = folder_ / "known.json";
  std::ofstream{baseline}
      << R"({"version": 1, "entries": [{"stack": "reference", "clause": "", "outcome": "finding",
          "subject": "crash - script_parser", "reason": "known", "link": "",
          "expires": "2999-12-31"}]})";
  const Said said =
      fuzz({"script_parser", "--runs", "10000", "--jobs", "1", "--baseline", baseline.string()});
  EXPECT_EQ(said.code, 4) << said.out << said.err;  // nobody could do what was asked
  EXPECT_THAT(said.out, HasSubstr("known   crash - script_parser"));
}

TEST_F(FuzzTest, StopOnFindingEndsTheOthers) {
  fake(
      "[ -n \"$prefix\" ] || exit 77\n"
      "case $prefix in *-1/*) echo x > ${prefix}crash-1; exit 77;; esac\n"
      "exec sleep 1000");
  const Said said = fuzz({"script_parser", "--jobs", "2", "--stop-on-finding"});
  EXPECT_EQ(said.code, 1) << said.err;
}

TEST_F(FuzzTest, AGarbagePageIsSaidAndLeftOut) {
  fake(
      "head -c 100000 /dev/zero | tr '\\0' '\\377' | dd of=$SYNSPECT_CAMPAIGN_PAGE conv=notrunc "
      "2>/dev/null\nprintf '\\002\\000\\000\\000' | dd of=$SYNSPECT_CAMPAIGN_PAGE conv=notrunc "
      "2>/dev/null\necho $done");
  const Said said = fuzz({"script_parser", "--runs", "10", "--jobs", "1"});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.err, HasSubstr("holds what cannot be: its counts are left out"));
  EXPECT_EQ(stats()["targets"][0]["executions"], 0);
}

TEST_F(FuzzTest, GarbageInABoxIsNoFinding) {
  fake(
      "echo x > $SYNSPECT_FINDINGS/README; mkdir $SYNSPECT_FINDINGS/0123456789abcdef.input\n"
      "echo $done");
  const Said said = fuzz({"script_parser", "--runs", "10", "--jobs", "1"});
  EXPECT_EQ(said.code, 2) << said.err;
  EXPECT_THAT(said.err, HasSubstr("0123456789abcdef.input: not kept:"));
  EXPECT_THAT(said.err, HasSubstr("not a regular file"));
  EXPECT_TRUE(stats()["findings"].empty());
}

// --- killed in the midst, and two at once ---

// A campaign in a process of its own.
class Aside {
 public:
  Aside(const Words& words, const Surroundings& around) {
    std::fflush(nullptr);
    pid_ = fork();
    if (pid_ != 0) return;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    std::vector<const char*> args;
    for (const std::string& word : words) args.push_back(word.c_str());
    std::ostringstream out, err;
    const int code = cli::run(args, out, err, around);
    _exit(code);
  }
  int end(int signal) {
    kill(pid_, signal);
    int status = 0;
    waitpid(pid_, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
  bool lives() const { return waitpid(pid_, nullptr, WNOHANG) == 0; }

 private:
  pid_t pid_;
};

// Wall time decides only when to look again.
template <typename Holds>
void wait_until(const Holds& holds) {
  while (!holds()) poll(nullptr, 0, 5);
}

TEST_F(FuzzTest, KilledInTheMidstItLosesNoFindingAndGoesOn) {
  // Puts a finding into its box and then works on for ever; killed, it must be gone.
  const std::string key = fmt::format("{:016x}", campaign::key_of("whatever"));
  fake(
      "[ -n \"$prefix\" ] || exit 77\n"
      "echo input > $SYNSPECT_FINDINGS/" +
      key +
      ".input\n"
      "echo $$ > " +
      (folder_ / "pid").string() + ".$$; mv " + (folder_ / "pid").string() + ".$$ " +
      (folder_ / "pid").string() +
      "\n"
      "if [ -e " +
      (folder_ / "again").string() +
      " ]; then echo $done; exit 0; fi\n"
      "exec sleep 1000");
  const Words words = words_for({"script_parser", "--runs", "10", "--jobs", "1"});
  {
    Aside campaign{words, around_};
    wait_until([&] { return fs::exists(folder_ / "pid") && fs::exists(out() / "stats.json"); });
    EXPECT_EQ(campaign.end(SIGKILL), -SIGKILL);
  }
  const pid_t worker = std::stoi(read(folder_ / "pid"));
  wait_until([&] { return kill(worker, 0) != 0; });  // its worker dies with it
  std::ofstream{folder_ / "again"};
  const Said said = run(words);
  EXPECT_EQ(said.code, 1) << said.err;
  EXPECT_EQ(stats()["findings"].size(), 1U);
  EXPECT_EQ(stats()["campaigns"], 2);
  // And a third start knows it: nothing is found anew.
  const Said third = run(words);
  EXPECT_EQ(third.code, 1);
  EXPECT_THAT(third.out, Not(HasSubstr("FINDING ")));
  EXPECT_EQ(stats()["findings"].size(), 1U);
}

TEST_F(FuzzTest, CtrlCEndsItInOrder) {
  fake("echo $$ > " + (folder_ / "pid").string() + "; exec sleep 1000");
  Aside campaign{words_for({"script_parser", "--jobs", "1"}), around_};
  wait_until([&] { return !read(folder_ / "pid").empty(); });
  EXPECT_EQ(campaign.end(SIGINT), 130);
  EXPECT_EQ(stats()["state"], "interrupted");
}

TEST_F(FuzzTest, TwoCampaignsMayShareACorpus) {
  Words first = words_for({"script_parser", "--runs", "300", "--jobs", "1"});
  Words second = first;
  second[4] = (folder_ / "out2").string();
  Aside one{first, around_};
  const Said two = run(second);
  EXPECT_EQ(two.code, 0) << two.err;
  wait_until([&] { return !one.lives(); });
  EXPECT_EQ(stats()["state"], "ended");
  EXPECT_EQ(stats()["targets"][0]["crashes"], 0);
}

// --- corpora ---

TEST_F(FuzzTest, CorporaAreListedAndAddedTo) {
  const std::string corpus = (folder_ / "corpus").string();
  std::ofstream{folder_ / "a"} << "abc";
  std::ofstream{folder_ / "b"} << "abc";
  std::ofstream{folder_ / "huge"};
  fs::resize_file(folder_ / "huge", std::uintmax_t{100} << 20U);
  const Said added = run({"corpus", "add", "endpoints", (folder_ / "a").string(),
                          (folder_ / "b").string(), "--corpus", corpus});
  EXPECT_EQ(added.code, 0) << added.err;
  EXPECT_THAT(added.out, HasSubstr("1 input added, 1 were there"));
  const Said bad = run({"corpus", "add", "endpoints", (folder_ / "huge").string(),
                        (folder_ / "nothing").string(), "--corpus", corpus});
  EXPECT_EQ(bad.code, 2);
  EXPECT_THAT(bad.err, HasSubstr("huge: 104857600 octets"));
  EXPECT_THAT(bad.err, HasSubstr("nothing: No such file"));
  const Said listed = run({"corpus", "list", "--corpus", corpus});
  EXPECT_EQ(listed.code, 0);
  EXPECT_THAT(listed.out, HasSubstr("endpoints        1 input            3 octets"));
}

TEST_F(FuzzTest, CorpusRefusesWhatItDoesNotKnow) {
  for (const Words& words : {Words{},
                             {"lst"},
                             {"add"},
                             {"add", "endpoints"},
                             {"add", "nosuch", "x"},
                             {"minimize"},
                             {"minimize", "endpoints"},
                             {"list", "more"}}) {
    Words all = {"corpus", "--corpus", (folder_ / "corpus").string()};
    all.insert(all.end(), words.begin(), words.end());
    EXPECT_EQ(run(all).code, 2) << testing::PrintToString(words);
  }
}

TEST_F(FuzzTest, OnlyAnEngineCanMinimize) {
  fs::create_directories(folder_ / "corpus/endpoints");
  const Said said =
      run({"corpus", "minimize", "endpoints", "--corpus", (folder_ / "corpus").string()});
  EXPECT_EQ(said.code, 4) << said.err;
  EXPECT_THAT(said.err, HasSubstr("built without an engine"));
}

}  // namespace
}  // namespace synspect::cli
