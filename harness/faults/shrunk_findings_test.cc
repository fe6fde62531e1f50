// From chance to a trace: a generated scenario that shows a planted fault is shrunk to a handful of
// events and becomes a script that repeats the finding, and that the reference passes.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "harness/cli/keep_scenario.h"
#include "harness/cli/named_input.h"
#include "harness/cli/run.h"

namespace synspect::cli {
namespace {

namespace fs = std::filesystem;

struct Row {
  const char* fault;
  const char* target;
  std::uint64_t seed;
  const char* family;  // of the objection
  std::size_t most_events;
};
void PrintTo(const Row& row, std::ostream* to) { *to << row.fault; }

constexpr Row kRows[] = {
    {"two-way-handshake", "state_machine", 44, "9293-3.4.1-b safety", 4},
    {"hole-acknowledged", "state_machine", 10, "9293-3.4-j safety", 6},
    {"rto-does-not-double", "state_machine", 1, "6298-5.5 timing", 2},
    {"crossing-fin-ignored", "state_machine", 15, "9293-3.10.7.4-8-finwait1-unacked liveness", 5},
    {"ack-beyond-snd-nxt-taken", "state_machine", 45, "5961-5.2-2 liveness", 5},
    {"inexact-reset-obeyed", "state_machine", 35, "5961-3.2-3 liveness", 6},
    {"close-skips-time-wait", "state_machine", 337, "MUST-13 safety", 6},
    {"overlap-delivered-twice", "state_machine", 36, "9293-3.4-j safety", 4},
    {"reserved-bit-set", "state_machine", 1, "9293-3.1-a safety", 1},
    {"bad-checksum-taken", "state_machine", 16, "MUST-3 safety", 1},
};

Surroundings around() {
  Surroundings around;
  around.root = SYNSPECT_SOURCE_DIR;
  around.faults = SYNSPECT_BINARY_DIR "/faults";
  return around;
}

// The exit code, and what was said.
std::pair<int, std::string> say(const std::vector<std::string>& words) {
  std::vector<const char*> args;
  for (const std::string& word : words) args.push_back(word.c_str());
  std::ostringstream out;
  std::ostringstream err;
  const int code = run(args, out, err, around());
  return {code, out.str() + err.str()};
}

class ShrunkFinding : public testing::TestWithParam<Row> {};

TEST_P(ShrunkFinding, BecomesAScriptThatRepeatsIt) {
  const Row& row = GetParam();
  const std::string stack = std::string{"fault:"} + row.fault;
  const fs::path folder = testing::TempDir() + "synspect_shrunk_" + row.fault;
  fs::remove_all(folder);
  KeepOptions options;
  options.most_time = std::chrono::minutes{4};  // not to depend on the machine
  const auto kept = keep_scenario_finding({.target = row.target, .stack = stack},
                                          generated_input(row.target, row.seed), row.family, folder,
                                          around(), options);
  ASSERT_TRUE(kept) << kept.error();
  EXPECT_TRUE(kept->complete);
  EXPECT_LE(kept->events_after, row.most_events);
  EXPECT_TRUE(kept->identity.starts_with(row.family)) << kept->identity;
  ASSERT_TRUE(kept->script);
  const std::string script = kept->folder / "script.pkt";
  const auto [code, said] = say({"replay", script, "--stack", stack, "--judge=fail"});
  EXPECT_EQ(code, 1) << said;
  EXPECT_NE(said.find(kept->identity), std::string::npos) << said;
  const auto [good, why] = say({"replay", script, "--judge=fail"});
  EXPECT_EQ(good, 0) << why;
  const auto [shown, ladder] = say({"show", kept->folder});
  EXPECT_EQ(shown, 0) << ladder;
  EXPECT_NE(ladder.find("*** broken"), std::string::npos) << ladder;
  EXPECT_NE(ladder.find(stack), std::string::npos) << ladder;
  RecordProperty("events", static_cast<int>(kept->events_after));
  RecordProperty("runs", static_cast<int>(kept->runs));
  fs::remove_all(folder);
}

INSTANTIATE_TEST_SUITE_P(Faults, ShrunkFinding, testing::ValuesIn(kRows),
                         [](const testing::TestParamInfo<Row>& info) {
                           std::string name = info.param.fault;
                           for (char& c : name) c = c == '-' ? '_' : c;
                           return name;
                         });

}  // namespace
}  // namespace synspect::cli
