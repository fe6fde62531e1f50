// What a planted fault is convicted of stays the same when the run is lowered: the script of a
// finding, read from text and replayed on the faulty stack, draws the same finding from the judge.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "harness/cli/rerun.h"
#include "harness/gate/corpus.h"

namespace synspect::cli {
namespace {

// Which ones: CMakeLists.txt, which also builds them.
std::vector<std::string> faults_to_lower() {
  std::vector<std::string> names;
  std::istringstream list{SYNSPECT_LOWERED_FAULTS};
  for (std::string name; std::getline(list, name, ',');) names.push_back(name);
  return names;
}

Surroundings around() {
  Surroundings around;
  around.root = SYNSPECT_SOURCE_DIR;
  around.faults = SYNSPECT_BINARY_DIR "/faults";
  return around;
}

class LoweredFinding : public testing::TestWithParam<std::string> {};

TEST_P(LoweredFinding, KeepsItsIdentity) {
  const std::string stack = "fault:" + GetParam();
  std::map<std::string, bool> seen;  // identity; whether its script was portable
  for (const auto& trace :
       gate::traces_below("corpus/traces", SYNSPECT_SOURCE_DIR "/corpus/traces")) {
    const RunQuestion question{
        trace.path,
        stack,
        "rfc",
        {.ip_version = IpVersion::kV4, .stack_isn = 0xffff'fff0U, .peer_shift = 0},
        {}};
    const auto run = rerun(question, around());
    if (!run) continue;  // a trace that fixes its numbers, and the like
    for (const judge::Finding& finding : (*run)->findings) {
      const std::string identity = finding.identity();
      if (seen.contains(identity)) continue;
      const auto script = script_of(**run, identity, question, around());
      ASSERT_TRUE(script) << trace.path << ": " << identity;
      EXPECT_TRUE(script->confirmed) << trace.path << ": " << identity << "\n" << script->text;
      seen[identity] = script->portable;
    }
  }
  EXPECT_FALSE(seen.empty()) << "the judge finds nothing";
  int portable = 0;
  for (const auto& [identity, plain] : seen) portable += plain ? 1 : 0;
  RecordProperty("findings", static_cast<int>(seen.size()));
  RecordProperty("portable", portable);
}

INSTANTIATE_TEST_SUITE_P(Faults, LoweredFinding, testing::ValuesIn(faults_to_lower()),
                         [](const testing::TestParamInfo<std::string>& info) {
                           std::string name = info.param;
                           for (char& c : name) c = c == '-' ? '_' : c;
                           return name;
                         });

}  // namespace
}  // namespace synspect::cli
