#include "harness/cli/run.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "harness/script/script.h"

namespace synspect::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kScript =
    "// clauses: MUST-2\n// shows: a socket\n0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n";

struct Said {
  int code;
  std::string out;
  std::string err;
};

// A repository with a corpus of one trace, and some files that are none.
class CommandLine : public ::testing::Test {
 protected:
  CommandLine()
      : root_{fs::path{::testing::TempDir()} /
              (std::string("synspect_cli_") +
               ::testing::UnitTest::GetInstance()->current_test_info()->name())} {
    fs::remove_all(root_);
    write("corpus/traces/one.pkt", kScript);
    write("sample/one.pkt", kScript);
    write("corpus/faults/hole.fault",
          "# A hole is taken\n# for text. Further prose.\nbreaks: MUST-2\n# no prose\n");
    write("bad.pkt", "this is no script\n");
    write("binary.pkt", std::string("\0\1\2", 3));
    write("header.pkt", "// clauses: NO-SUCH-1\n");
    write("huge.pkt", "");
    fs::resize_file(root_ / "huge.pkt", script::kMaxScriptOctets + 1);
    fs::create_directories(root_ / "empty");
    around_.root = root_;
    around_.faults = root_ / "faults";
    around_.today = *gate::parse_date("2026-06-15");
  }
  ~CommandLine() override { fs::remove_all(root_); }

  void write(const std::string& name, std::string_view text) const {
    fs::create_directories((root_ / name).parent_path());
    std::ofstream{root_ / name, std::ios::binary} << text;
  }
  [[nodiscard]] Said say(const std::vector<const char*>& args) const {
    std::ostringstream out;
    std::ostringstream err;
    const int code = run(args, out, err, around_);
    return {code, out.str(), err.str()};
  }

  fs::path root_;
  Surroundings around_;
};

struct Row {
  std::vector<const char*> args;
  int code;
  const char* out;  // contained in standard output
  const char* err;  // contained in standard error; empty: nothing is said there
};

TEST_F(CommandLine, ArgumentsToExitCodes) {
  const Row rows[] = {
      {{}, 2, "", "usage: synspect VERB"},
      {{"help"}, 0, "usage: synspect VERB", ""},
      {{"help"}, 0, "./synspect test builds everything", ""},
      {{"help"}, 0, "./synspect setup", ""},
      {{"--help"}, 0, "usage: synspect VERB", ""},
      {{"version"}, 0, "synspect ", ""},
      {{"relay"}, 2, "", "unknown verb 'relay'; verbs: help, version, gate, replay"},
      {{"relay"}, 2, "", "did you mean 'replay'?"},
      {{"xyzzy"}, 2, "", "(synspect help)"},
      {{"fuzz"}, 2, "", "fuzz: name at least one target (synspect list targets)"},
      {{"judge", "a.pcap"}, 2, "", "judge: not available yet"},

      {{"replay"}, 2, "", "name a trace"},
      {{"replay", "--help"}, 0, "usage: synspect replay PATH", ""},
      {{"replay", "one.pkt", "--frobnicate"}, 2, "", "unknown option --frobnicate"},
      {{"replay", "one.pkt", "--form", "jsonl"}, 2, "", "unknown option --form"},  // no guessing
      {{"replay", "one.pkt", "--stacks", "x"}, 2, "", "did you mean --stack?"},
      {{"replay", "one.pkt", "--stack"}, 2, "", "--stack"},
      {{"replay", "one.pkt", "--stack", "bsd"}, 2, "", "there are: reference, lwip, fault:NAME"},
      {{"replay", "one.pkt", "--stack", "lwip"}, 4, "", "./synspect setup lwip"},
      {{"replay", "one.pkt", "--stack", "plugin:x.so"}, 2, "", "x.so: no such file"},
      {{"replay", "one.pkt", "--stack", "plugin:"}, 2, "", "names no file"},
      {{"replay", "one.pkt", "--stack", "exec:x"}, 2, "", "not available yet"},
      {{"replay", "one.pkt", "--stack", "fault:x"}, 2, "", "fault:x: no such planted fault"},
      {{"replay", "one.pkt", "--stack", "fault:holy"}, 2, "", "did you mean fault:hole?"},
      {{"gate", "--stack", "fault:hole"},
       4,
       "",
       "fault:hole: not built (./synspect VERB --stack fault:hole builds it)"},
      {{"replay", "one.pkt", "--profile", "x"}, 2, "", "--profile x: expected one of: rfc"},
      {{"replay", "one.pkt", "--jobs", "0"}, 2, "", "--jobs 0: expected a number from 1 to 256"},
      {{"replay", "one.pkt", "--jobs", "257"}, 2, "", "--jobs 257"},
      {{"replay", "one.pkt", "--jobs", "-1"}, 2, "", "--jobs"},
      {{"replay", "one.pkt", "--jobs", "2x"}, 2, "", "--jobs 2x"},
      {{"replay", "one.pkt", "--shard", "3/2"}, 2, "", "--shard 3/2: expected I/N"},
      {{"replay", "one.pkt", "--shard", "1"}, 2, "", "--shard 1: expected I/N"},
      {{"replay", "one.pkt", "-D", "A"}, 2, "", "-D A: expected NAME=VALUE"},
      {{"replay", "one.pkt", "-D", "=A"}, 2, "", "-D =A: expected NAME=VALUE"},
      {{"replay", "sample", "-D", "A="}, 2, "", "synspect: -D A=: the value of macro A is not one"},
      {{"replay", "sample", "-D", "A=1 2"}, 2, "", "synspect: -D A=1 2: the value of macro A"},
      {{"replay", "sample", "-D", "A B=1"}, 2, "", "-D A B=1: expected NAME=VALUE"},
      {{"replay", "sample", "-D", "AB=1"}, 0, "1 passed", ""},
      {{"replay", "sample", "--strict"}, 0, "1 passed", ""},
      {{"replay", "one.pkt", "--judge=maybe"}, 2, "", "--judge maybe: expected one of: off"},
      {{"replay", "one.pkt", "--format", "xml"}, 2, "", "--format xml: expected one of: text"},
      {{"replay", "one.pkt", "--clause", "MUST-999"}, 2, "", "--clause MUST-999: no such clause"},
      {{"replay", "one.pkt", "--variant", "v7"}, 2, "", "--variant v7: expected"},
      {{"replay", "one.pkt", "--parse-only=yes"}, 2, "", "--parse-only"},
      {{"replay", "sample", "--clause", "MUST-34"}, 2, "", "nothing selected"},
      {{"replay", "sample", "--shard", "2/2"}, 2, "", "nothing selected"},
      {{"replay", "sample", "--parse-only", "--output", "/dev/null/x"}, 2, "", "/dev/null/x"},

      {{"gate", "-D", "A="}, 2, "", "synspect: -D A=: the value of macro A is not one token"},
      {{"gate", "--clause", "MUST-999"}, 2, "", "--clause MUST-999: no such clause"},
      {{"gate", "sample", "--clause", "MUST-34"}, 2, "", "gate: nothing selected"},
      {{"gate", "sample", "--clause", "must-2"}, 0, "1 passed", ""},
      {{"gate", "sample", "-D", "AB=1"}, 0, "1 passed", ""},
      {{"gate", "sample", "--output", "/dev/null/x"}, 2, "", "/dev/null/x"},
      {{"gate", "--clause", "MUST-2", "--update-baseline", "--baseline", "/dev/null"},
       2,
       "",
       "needs the whole corpus"},
      {{"gate", "sample", "--json", "-"}, 0, "{\n \"version\": 1", "1 passed"},
      {{"gate", "sample", "--junit", "-"}, 0, "<?xml", "1 passed"},
      {{"gate", "sample", "--markdown", "-"}, 0, "## Synspect", "1 passed"},
      {{"gate", "--json", "-", "--junit", "-"}, 2, "", "--junit -: another report already"},
      {{"gate", "sample", "--sarif", "-"}, 0, "sarif-2.1.0.json", "1 passed"},
      {{"gate", "sample", "--html", "-"}, 0, "<!DOCTYPE html>", "1 passed"},
      {{"gate", "--today", "tomorrow"}, 2, "", "--today tomorrow: expected YYYY-MM-DD"},
      {{"gate", "--update-baseline"}, 2, "", "--update-baseline needs --baseline F"},
      {{"gate", "--baseline", "/nonexistent/b"}, 2, "", "cannot read /nonexistent/b: No such file"},
      {{"gate", "--json", "/nonexistent/j"}, 2, "", "cannot write /nonexistent/j: No such file"},
      {{"gate", "--junit", "/dev/null/j"}, 2, "", "cannot write /dev/null/j: Not a directory"},

      {{"list"}, 2, "", "name one thing"},
      {{"list", "socks"}, 2, "", "list socks: expected one of: stacks"},
      {{"list", "targets"}, 0, "state_machine ", ""},
      {{"serve", "--help"}, 0, "--uploads", ""},
      {{"serve"}, 2, "", "serve: name a service"},
      {{"serve", "finger"}, 2, "", "no such service; there are echo, discard, chargen, http"},
      {{"serve", "echo:0"}, 2, "", "expected a port from 1 to 65535"},
      {{"serve", "echo:65536"}, 2, "", "expected a port from 1 to 65535"},
      {{"serve", "echo=x"}, 2, "", "only http has a folder"},
      {{"serve", "http"}, 2, "", "http=FOLDER: which one?"},
      {{"serve", "http=no-such-folder"}, 2, "", "no such folder"},
      {{"serve", "echo"}, 2, "", "--tun is missing"},
      {{"serve", "--tun", "t", "echo"}, 2, "", "--address is missing"},
      {{"serve", "--tun", "t", "--address", "1.2.3/8", "echo"}, 2, "", "--address 1.2.3/8: expec"},
      {{"serve", "--tun", "t", "--address", "192.0.2.2", "--mtu", "67", "echo"}, 2, "", "--mtu 67"},
      {{"serve", "--tun", "t", "--address", "192.0.2.2", "--link", "loss", "echo"},
       2,
       "",
       "--link loss: expected some of"},
      {{"serve", "--tun", "t", "--address", "192.0.2.2", "--set", "sack", "echo"},
       2,
       "",
       "--set sack: expected NAME=VALUE"},
      {{"serve", "--tun", "t", "--address", "192.0.2.2", "--set", "sac=on", "echo"},
       2,
       "",
       "a profile has no field sac"},
      {{"serve", "--tun", "t", "--address", "192.0.2.2", "--set", "sack=yes", "echo"},
       2,
       "",
       "sack takes on or off"},
      {{"serve", "--tun", "much-longer-than-a-name", "--address", "192.0.2.2", "echo"},
       2,
       "",
       "an interface has a name of 1 to 15 characters"},
      {{"connect", "--help"}, 0, "--output", ""},
      {{"connect", "x"}, 2, "", "connect: takes no arguments"},
      {{"connect"}, 2, "", "--to is missing"},
      {{"connect", "--to", "192.0.2.1"}, 2, "", "--to 192.0.2.1: expected ADDRESS:PORT"},
      {{"connect", "--to", "192.0.2.1:0"}, 2, "", "--to 192.0.2.1:0: expected ADDRESS:PORT"},
      {{"connect", "--to", "192.0.2.1:80", "--get", "x"}, 2, "", "--get x: expected a path"},
      {{"connect", "--to", "192.0.2.1:80", "--from-port", "0"}, 2, "", "--from-port 0: expected"},
      {{"connect", "--to", "192.0.2.1:80"}, 2, "", "--tun is missing"},
      {{"list", "--help"}, 0, "list stacks|clauses|traces|profiles|features|faults|targets\n", ""},
      {{"list", "stacks"}, 0, "reference", ""},
      {{"list", "profiles"}, 0, "rfc", ""},
      {{"list", "profiles"}, 0, "SO_RCVBUF is 65536 by default", ""},
      {{"list", "clauses"}, 0, "MUST-2 ", ""},
      {{"list", "features"}, 0, "has      explicit congestion notification", ""},
      {{"list", "faults"},
       0,
       "hole                                         not built  A hole is taken for text",
       ""},
      {{"list", "traces"}, 0, "corpus/traces/one.pkt", ""},

      {{"explain"}, 2, "", "name one clause"},
      {{"explain", "MUST-999"}, 2, "", "no such clause: MUST-999"},
      {{"explain", "must-2"}, 0, "MUST-2 (MUST), RFC 9293 3.1", ""},
      {{"explain", "MUST-2"}, 0, "trace      corpus/traces/one.pkt", ""},
      {{"doctor", "x"}, 2, "", "takes no arguments"},
      {{"doctor"}, 0, "optional planted faults: 0 of 1 built; ./synspect test builds them", ""},
  };
  for (const Row& row : rows) {
    const Said said = say(row.args);
    std::string line;
    for (const char* word : row.args) line += std::string(word) + " ";
    EXPECT_EQ(said.code, row.code) << line << said.out << said.err;
    EXPECT_NE(said.out.find(row.out), std::string::npos) << line << said.out;
    EXPECT_NE(said.err.find(row.err), std::string::npos) << line << said.err;
    if (*row.err == '\0') {
      EXPECT_EQ(said.err, "") << line;
    }
    if (row.code == 2) {
      EXPECT_EQ(said.out, "") << line;
    }
  }
}

TEST_F(CommandLine, BadInputIsReportedAndTheRestStillRead) {
  const Said said = say({"replay", "--parse-only", "--format", "jsonl", "bad.pkt", "missing.pkt",
                         "binary.pkt", "huge.pkt", "empty", "header.pkt", "sample"});
  EXPECT_EQ(said.code, 2);
  const char* const expected[] = {
      R"("script":"bad.pkt","verdict":"error")",
      R"("script":"missing.pkt","verdict":"error")",
      R"("message":"no such file or directory")",
      R"("script":"binary.pkt","verdict":"error")",
      R"("message":"a binary file, not a trace script")",
      R"("script":"huge.pkt","verdict":"error")",
      R"(octets, refused unread")",
      R"("script":"empty","verdict":"error")",
      R"("message":"no .pkt file below this directory")",
      R"("script":"header.pkt","verdict":"error")",
      R"("message":"no such clause: NO-SUCH-1")",
      R"("script":"sample/one.pkt","verdict":"pass")",
  };
  std::size_t from = 0;
  for (const char* piece : expected) {  // in input order
    const std::size_t at = said.out.find(piece, from);
    ASSERT_NE(at, std::string::npos) << piece << "\n" << said.out;
    from = at;
  }
}

TEST_F(CommandLine, AnUnknownClauseOfATraceIsAnErrorOfItsLine) {
  write("late.pkt", "--ip_version=ipv4\n\n// clauses: MUST-999\n" + std::string(kScript));
  for (const char* verb : {"replay", "gate"}) {
    const Said said = say({verb, "late.pkt"});
    EXPECT_EQ(said.code, 2) << verb;
    EXPECT_NE(said.out.find("late.pkt:3: no such clause: MUST-999\n"), std::string::npos)
        << said.out;
  }
}

TEST_F(CommandLine, TheSameBytesFromRunToRunAndJobToJob) {
  for (int i = 0; i < 20; ++i) write("many/" + std::to_string(i) + ".pkt", kScript);
  const Said one = say({"replay", "many", "--format", "jsonl", "--jobs", "1"});
  const Said two = say({"replay", "many", "--format", "jsonl", "--jobs", "5"});
  EXPECT_EQ(one.out, two.out);
  EXPECT_EQ(one.out.find("wall_us"), std::string::npos);
  EXPECT_NE(say({"replay", "many", "--format", "jsonl", "--timings"}).out.find("\"wall_us\":"),
            std::string::npos);
}

TEST_F(CommandLine, MalformedBaselineNamesFileEntryAndField) {
  write("b.json", R"({"version":1,"entries":[{"stack":"reference"}]})");
  const std::string file = (root_ / "b.json").string();
  const Said said = say({"gate", "--baseline", file.c_str()});
  EXPECT_EQ(said.code, 2);
  EXPECT_NE(said.err.find(file + ": entry 1: field \"clause\": missing"), std::string::npos)
      << said.err;
}

TEST_F(CommandLine, ABaselineOfAStackThatIsNotThereIsRefused) {
  for (const bool known : {true, false}) {
    write("b.json", std::string(R"({"version":1,"entries":[{"stack":")") +
                        (known ? "fault:hole" : "fault:gone") +
                        R"(","clause":"","outcome":"fail","subject":"x","reason":"y","link":"",)"
                        R"("expires":"2026-12-31"}]})");
    const Said said = say({"gate", "sample", "--baseline", (root_ / "b.json").c_str()});
    EXPECT_EQ(said.code, known ? 0 : 2) << said.err;
    EXPECT_EQ(
        said.err.find("entry 1: field \"stack\": no such stack: fault:gone") != std::string::npos,
        !known);
  }
}

TEST_F(CommandLine, TheBaselineOfTheProjectIsTakenUnlessTold) {
  write("corpus/baselines/reference.json", R"({"version":1,"entries":[{"stack":"reference"}]})");
  const Said taken = say({"gate", "sample"});
  EXPECT_EQ(taken.code, 2);
  EXPECT_NE(taken.err.find("corpus/baselines/reference.json: entry 1"), std::string::npos);
  EXPECT_EQ(say({"gate", "sample", "--baseline", "none"}).code, 0);
}

TEST_F(CommandLine, AnUpdateThatWritesNothingSaysOnlyThat) {
  const std::string file = (root_ / "new.json").string();
  const Said said = say({"gate", "--update-baseline", "--baseline", file.c_str()});
  EXPECT_TRUE(said.out.starts_with(file + ": 0 entries\n")) << said.out << said.err;
}

TEST_F(CommandLine, HelpAndReadmeGiveTheSameExitCodes) {
  const auto exit_codes = [](const std::string& text) {
    std::istringstream words{text.substr(std::min(text.find("Exit codes of"), text.size()))};
    std::string line;
    for (std::string word; words >> word && word != "wins.";) line += word + " ";
    return line;
  };
  std::ifstream readme{SYNSPECT_SOURCE_DIR "/README.md"};
  const std::string text{std::istreambuf_iterator<char>{readme}, {}};
  EXPECT_FALSE(exit_codes(text).empty());
  EXPECT_EQ(exit_codes(text), exit_codes(say({"help"}).out));
}

TEST_F(CommandLine, GateWithoutACorpusSaysSo) {
  fs::remove_all(root_ / "corpus");
  const Said said = say({"gate"});
  EXPECT_EQ(said.code, 2);
  EXPECT_NE(said.err.find("no corpus/traces below"), std::string::npos) << said.err;
}

TEST_F(CommandLine, GateWritesItsReports) {
  const std::string json = (root_ / "g.json").string();
  const std::string junit = (root_ / "g.xml").string();
  const std::string markdown = (root_ / "g.md").string();
  const Said said = say({"gate", "sample", "--json", json.c_str(), "--junit", junit.c_str(),
                         "--markdown", markdown.c_str()});
  EXPECT_EQ(said.code, 0) << said.out << said.err;
  EXPECT_NE(said.out.find("1 passed, 0 failed, 0 unsupported, 0 errors"), std::string::npos);
  EXPECT_EQ(said.out.find('\x1b'), std::string::npos) << "colour where no terminal is";
  for (const std::string& file : {json, junit, markdown}) {
    EXPECT_GT(fs::file_size(file), 100U) << file;
  }
}

TEST_F(CommandLine, ShowIsALadderOfOneRun) {
  EXPECT_NE(say({"show"}).err.find("name one folder of a finding"), std::string::npos);
  EXPECT_EQ(say({"show", "one.pkt", "--width", "79"}).code, 2);
  EXPECT_EQ(say({"show", "nowhere.pkt"}).code, 2);
  write("one.pkt", "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n+1 close(3) = 0\n");
  const std::string capture = (root_ / "one.pcapng").string();
  const Said said = say({"show", "one.pkt", "--width", "80", "--pcapng", capture.c_str()});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_NE(said.out.find("    1.000000     2               | close(3) = 0 "), std::string::npos)
      << said.out;
  EXPECT_GT(fs::file_size(capture), 28U);
}

TEST_F(CommandLine, ReplayWritesACaptureOfOneTrace) {
  write("one.pkt", "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n");
  const std::string file = (root_ / "one.pcapng").string();
  EXPECT_EQ(say({"replay", "one.pkt", "--pcapng", file.c_str()}).code, 0);
  std::ifstream in{file, std::ios::binary};
  const std::string octets{std::istreambuf_iterator<char>{in}, {}};
  EXPECT_TRUE(octets.starts_with("\n\r\r\n")) << "a section header block";
  EXPECT_EQ(say({"replay", "one.pkt", "one.pkt", "--pcapng", file.c_str()}).code, 2);
}

TEST_F(CommandLine, OutputKeepsTheReport) {
  for (const char* verb : {"replay", "gate"}) {
    const fs::path folder = root_ / "kept" / verb;
    const Said said = say({verb, "sample", "--output", folder.c_str()});
    EXPECT_EQ(said.code, 0) << said.err;
    std::ifstream report{folder / "report.txt"};
    EXPECT_EQ((std::string{std::istreambuf_iterator<char>{report}, {}}), said.out);
  }
}

TEST_F(CommandLine, DefinedWordsReachTheTracesOfTheGate) {
  write("word.pkt", "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = what\n");
  EXPECT_EQ(say({"gate", "word.pkt", "-D", "what=3"}).code, 0);
  EXPECT_EQ(say({"gate", "word.pkt"}).code, 2);
}

}  // namespace
}  // namespace synspect::cli
