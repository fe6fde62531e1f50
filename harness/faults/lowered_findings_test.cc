// What a planted fault is convicted of stays the same when the run is lowered: the script of a
// finding, read from text and replayed on the faulty stack, draws the same finding from the judge.
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "harness/cli/aside.h"
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

// Of every finding in one trace: identity, whether its script was confirmed, and portable.
Answer findings_of(const std::string& path, const std::string& stack) {
  const RunQuestion question{
      path,
      stack,
      "rfc",
      {.ip_version = IpVersion::kV4, .stack_isn = 0xffff'fff0U, .peer_shift = 0},
      {}};
  const auto run = rerun(question, around());
  Answer answer;
  if (!run) return answer;  // a trace that fixes its numbers, and the like
  for (const judge::Finding& finding : (*run)->findings) {
    const auto script = script_of(**run, finding.identity(), question, around());
    answer.push_back(finding.identity());
    answer.push_back(!script || !script->confirmed ? "lost" : script->portable() ? "portable" : "");
  }
  return answer;
}

TEST_P(LoweredFinding, KeepsItsIdentity) {
  const std::string stack = "fault:" + GetParam();
  const auto traces = gate::traces_below("corpus/traces", SYNSPECT_SOURCE_DIR "/corpus/traces");
  // A fault may run into a check of the core itself: that trace is then passed over.
  const auto answers = aside(static_cast<std::uint32_t>(traces.size()), 1,
                             [&](std::uint32_t i) { return findings_of(traces[i].path, stack); });
  int findings = 0;
  int portable = 0;
  for (std::size_t i = 0; i < traces.size(); ++i) {
    if (!answers[i]) continue;
    for (std::size_t j = 0; j + 1 < answers[i]->size(); j += 2) {
      EXPECT_NE(answers[i]->at(j + 1), "lost") << traces[i].path << ": " << answers[i]->at(j);
      ++findings;
      portable += answers[i]->at(j + 1) == "portable" ? 1 : 0;
    }
  }
  EXPECT_GT(findings, 0) << "the judge finds nothing";
  RecordProperty("findings", findings);
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
