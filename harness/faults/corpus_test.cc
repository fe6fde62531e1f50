// The corpus as a whole: no trace is there for nothing, and no clause of SEGMENT ARRIVES is without
// one. What a trace adds is defined in harness/gate/contribution.h.
#include "harness/gate/corpus.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/gate/header.h"
#include "harness/judge/judge.h"
#include "harness/judge/requirements.h"

namespace synspect {
namespace {

namespace fs = std::filesystem;

// The lines that `synspect WORDS` prints with the repository, or a copy of it, at `root`.
std::vector<std::string> lines_of(const std::string& words, const std::string& root) {
  const fs::path output =
      fs::path(testing::TempDir()) / ("corpus-" + fs::path(root).stem().string());
  const std::string command = "SYNSPECT_ROOT=" + root + " " SYNSPECT_BINARY_DIR "/bin/synspect " +
                              words + " >" + output.string() + " 2>/dev/null";
  const int status =
      std::system(command.c_str());  // NOLINT(bugprone-command-processor,cert-env33-c)
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << command;
  std::vector<std::string> lines;
  std::ifstream in(output);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  fs::remove(output);
  return lines;
}

struct Trace {
  std::string path;  // below corpus/traces
  gate::TraceHeader header;
};

std::vector<Trace> traces() {
  std::vector<Trace> all;
  for (const gate::TraceFile& file : gate::traces_below("", SYNSPECT_SOURCE_DIR "/corpus/traces")) {
    const auto text = gate::read_trace(file.file);
    const auto header = gate::parse_header(text.value());
    EXPECT_TRUE(header) << file.path;
    if (header) all.push_back({file.path, *header});
  }
  return all;
}

TEST(Corpus, HasNoTraceThatAddsNothing) {
  EXPECT_THAT(lines_of("list traces --idle", SYNSPECT_SOURCE_DIR), testing::IsEmpty())
      << "these exercise no clause in a state that no earlier trace does, and catch no planted "
         "fault alone: sharpen or delete them (see corpus/README.md)";
}

TEST(Corpus, WouldNoticeATraceThatAddsNothing) {
  const fs::path root = fs::path(testing::TempDir()) / "two-equal-traces";
  fs::create_directories(root / "corpus/traces/same");
  fs::create_directories(root / "corpus/faults");
  for (const char* fault :
       {"/corpus/faults/two-way-handshake.fault", "/corpus/faults/reserved-bits-refused.fault"}) {
    fs::copy_file(std::string(SYNSPECT_SOURCE_DIR) + fault, root.string() + fault,
                  fs::copy_options::overwrite_existing);
  }
  const fs::path trace = SYNSPECT_SOURCE_DIR "/corpus/traces/founding/handshake-passive.pkt";
  for (const char* name : {"corpus/traces/same/first.pkt", "corpus/traces/same/second.pkt"}) {
    fs::copy_file(trace, root / name, fs::copy_options::overwrite_existing);
  }
  EXPECT_THAT(lines_of("list traces --idle", root.string()),
              testing::ElementsAre("corpus/traces/same/second.pkt"));
  fs::remove_all(root);
}

// The scenarios that show TCP to who reads it for the first time: as a trace and between two ends.
TEST(Corpus, BeginsWithTheFoundingScenarios) {
  const std::vector<std::string> listed = lines_of("list traces", SYNSPECT_SOURCE_DIR);
  const auto named = [&](const std::string& name) {
    return std::ranges::any_of(
        listed, [&](const std::string& line) { return line.starts_with(name + " "); });
  };
  constexpr std::array kFounding = {"handshake-active",
                                    "handshake-passive",
                                    "simultaneous-open",
                                    "four-way-close-active",
                                    "four-way-close-passive",
                                    "half-close",
                                    "simultaneous-close",
                                    "last-ack-lost",
                                    "two-msl-in-silence",
                                    "old-segment-in-time-wait",
                                    "old-segment-in-new-connection",
                                    "old-duplicate-syn"};
  for (const char* name : kFounding) {
    EXPECT_TRUE(named(std::string("corpus/traces/founding/") + name + ".pkt")) << name;
  }
  constexpr std::array kPairs = {"handshake",          "simultaneous-open",  "four-way-close",
                                 "half-close",         "simultaneous-close", "last-ack-lost",
                                 "two-msl-in-silence", "old-segment",        "old-duplicate-syn"};
  for (const char* name : kPairs) EXPECT_TRUE(named(std::string("pair/") + name)) << name;
  ASSERT_FALSE(listed.empty());
  EXPECT_THAT(listed.front(), testing::StartsWith("corpus/traces/founding/"));
}

// The heart of RFC 9293: each of its judged clauses is what some trace is about.
TEST(Corpus, HasATraceForEveryJudgedClauseOfSegmentArrives) {
  std::set<std::string_view> named;
  const std::vector<Trace> all = traces();
  for (const Trace& trace : all) {
    for (const judge::ClauseId clause : trace.header.clauses) named.insert(clause.text());
  }
  std::string missing;
  for (const judge::ClauseId clause : judge::judged_clauses()) {
    const std::string_view id = clause.text();
    if (id.starts_with("9293-3.10.7.") && !named.contains(id)) missing += std::string(id) + " ";
  }
  EXPECT_EQ(missing, "") << "no header of corpus/traces names these";
}

TEST(Corpus, HasNoTwoTracesThatShowTheSame) {
  std::map<std::string, std::string> shown;
  for (const Trace& trace : traces()) {
    EXPECT_FALSE(trace.header.clauses.empty()) << trace.path << " names no clause";
    EXPECT_NE(trace.header.shows, "") << trace.path;
    const auto [other, fresh] = shown.emplace(trace.header.shows, trace.path);
    EXPECT_TRUE(fresh) << trace.path << " shows what " << other->second << " shows";
  }
}

}  // namespace
}  // namespace synspect
