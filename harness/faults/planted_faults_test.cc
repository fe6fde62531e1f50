// Tests the tester: every planted fault is caught by the clause that it breaks, and every clause
// with a rule has a fault that breaks it and a trace that satisfies it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "harness/judge/judge.h"
#include "harness/judge/requirements.h"

namespace synspect {
namespace {

namespace fs = std::filesystem;
using Clauses = std::set<std::string>;

struct FaultFile {
  std::string name;
  Clauses breaks;
  friend void PrintTo(const FaultFile& fault, std::ostream* out) { *out << fault.name; }
};

std::vector<FaultFile> fault_files() {
  std::vector<FaultFile> files;
  for (const auto& entry : fs::directory_iterator(SYNSPECT_SOURCE_DIR "/corpus/faults")) {
    if (entry.path().extension() != ".fault") continue;
    FaultFile file{.name = entry.path().stem().string(), .breaks = {}};
    std::ifstream in(entry.path());
    for (std::string line; std::getline(in, line) && line != "--- correct";) {
      if (!line.starts_with("breaks: ")) continue;
      std::istringstream words(line.substr(8));
      for (std::string word; words >> word;) file.breaks.insert(word);
    }
    files.push_back(std::move(file));
  }
  std::ranges::sort(files, {}, &FaultFile::name);
  return files;
}

struct GateRun {
  int exit_code{-1};  // -1: killed by a signal
  Clauses found;      // clauses of the findings
  std::map<std::string, int> upheld;
};

GateRun gate(const std::string& stack, bool strict) {
  const fs::path json =
      fs::path(testing::TempDir()) /
      ("gate-" + fs::path(stack).filename().string() + (strict ? "-strict" : "") + ".json");
  const std::string command = "cd " SYNSPECT_SOURCE_DIR " && " SYNSPECT_BINARY_DIR
                              "/bin/synspect gate --fuzz-runs 0 --stack " +
                              stack + (strict ? " --strict" : "") + " --json " + json.string() +
                              " >/dev/null";
  GateRun run;
  const int status =
      std::system(command.c_str());  // NOLINT(bugprone-command-processor,cert-env33-c)
  if (WIFEXITED(status)) run.exit_code = WEXITSTATUS(status);
  std::ifstream in(json);
  if (!in) return run;
  const nlohmann::json document = nlohmann::json::parse(in);
  for (const auto& finding : document["findings"]) {
    if (finding["clause"].is_string()) run.found.insert(finding["clause"].get<std::string>());
  }
  for (const auto& row : document["clauses"]) {
    run.upheld[row["clause"].get<std::string>()] = row["upheld"].get<int>();
  }
  fs::remove(json);
  return run;
}

bool is_should(const std::string& clause) {
  const judge::Requirement* row = judge::find_requirement(clause);
  return row != nullptr &&
         (row->level == judge::Level::kShould || row->level == judge::Level::kShouldNot);
}

class PlantedFault : public testing::TestWithParam<FaultFile> {};

TEST_P(PlantedFault, IsCaughtByItsClauses) {
  const FaultFile& fault = GetParam();
  ASSERT_FALSE(fault.breaks.empty()) << fault.name << ".fault names no clause";
  // A SHOULD is an advisory until --strict makes it count.
  const bool strict = std::ranges::all_of(fault.breaks, is_should);
  const GateRun run = gate("fault:" + fault.name, strict);
  EXPECT_EQ(run.exit_code, 1);
  for (const std::string& clause : fault.breaks) {
    EXPECT_THAT(run.found, testing::Contains(clause));
  }
}

INSTANTIATE_TEST_SUITE_P(Corpus, PlantedFault, testing::ValuesIn(fault_files()),
                         [](const testing::TestParamInfo<FaultFile>& info) {
                           std::string name = info.param.name;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

TEST(EveryRule, HasATraceThatSatisfiesIt) {
  const GateRun run = gate("reference", true);
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.found, testing::IsEmpty());
  std::string missing;
  for (const judge::ClauseId clause : judge::judged_clauses()) {
    const auto row = run.upheld.find(std::string(clause.text()));
    if (row == run.upheld.end() || row->second == 0) missing += std::string(clause.text()) + " ";
  }
  EXPECT_EQ(missing, "") << "no trace of the corpus puts these to the test";
}

TEST(EveryRule, HasAFaultThatBreaksIt) {
  Clauses broken;
  for (const FaultFile& fault : fault_files())
    broken.insert(fault.breaks.begin(), fault.breaks.end());
  std::string missing;
  for (const judge::ClauseId clause : judge::judged_clauses()) {
    const judge::Requirement* row = judge::find_requirement(clause.text());
    ASSERT_NE(row, nullptr) << clause.text();
    if (row->level == judge::Level::kMay) continue;
    if (!broken.contains(std::string(clause.text()))) missing += std::string(clause.text()) + " ";
  }
  EXPECT_EQ(missing, "") << "no file of corpus/faults breaks these";
}

}  // namespace
}  // namespace synspect
