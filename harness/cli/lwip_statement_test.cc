// The published statement about lwIP, reports/conformance/lwip.md, says what the gate says.
// SYNSPECT_UPDATE=1 writes its table of clauses anew; the text above the table is by hand.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "harness/cli/run.h"
#include "harness/gate/baseline.h"

namespace synspect::cli {
namespace {

constexpr const char* kStatement = SYNSPECT_SOURCE_DIR "/reports/conformance/lwip.md";
constexpr const char* kTable =
    "\n| verdict | clause | level | summary |\n| --- | --- | --- | --- |\n";

int gate(std::vector<const char*> more, std::ostream& out) {
  Surroundings around;
  around.root = SYNSPECT_SOURCE_DIR;
  around.lwip = SYNSPECT_BINARY_DIR "/stacks/libsynspect_lwip.so";
  // The statement is about the corpus.
  std::vector<const char*> args{"gate", "--stack", "lwip", "--fuzz-runs", "0"};
  args.insert(args.end(), more.begin(), more.end());
  std::ostringstream err;
  return run(args, out, err, around);
}

struct Row {
  std::string verdict;
  std::string line;  // as the statement has it
};
using Rows = std::map<std::string, Row>;  // by clause

// The rows of a table whose first cells are verdict, clause and level and whose last is the
// summary. Figures between them are left out: they change with every new trace.
Rows rows_of(const std::string& table) {
  Rows rows;
  std::istringstream in{table};
  for (std::string line; std::getline(in, line);) {
    std::vector<std::string> cells;
    for (std::size_t at = 0, end = 0; (end = line.find(" | ", at)) != std::string::npos;) {
      cells.push_back(line.substr(at, end - at));
      at = end + 3;
    }
    if (cells.size() < 3 || cells[0].substr(0, 2) != "| " || cells[1] == "---" ||
        cells[1] == "clause")
      continue;
    const std::string summary = line.substr(line.rfind(" | "));
    const std::string short_line = cells[0] + " | " + cells[1] + " | " + cells[2] + summary;
    rows[cells[1]] = {cells[0].substr(2), short_line};
  }
  return rows;
}

// What `gate --markdown` says of the clauses.
const Rows& rows_of_gate() {
  static const Rows kRows = [] {
    std::ostringstream out;
    gate({"--markdown", "-"}, out);
    const std::string text = out.str();
    const std::size_t table = text.find("\n| verdict |");
    return table == std::string::npos ? Rows{} : rows_of(text.substr(table));
  }();
  return kRows;
}

std::string read(const std::filesystem::path& path) {
  std::ifstream in{path};
  return {std::istreambuf_iterator<char>{in}, {}};
}

bool deviates(const Row& row) {
  return row.verdict != "pass" && row.verdict != "passes traces" && row.verdict != "recorded";
}

TEST(LwipStatement, TheGateFindsWhatTheBaselineExplainsAndNothingElse) {
  std::ostringstream out;
  EXPECT_EQ(gate({}, out), 0) << out.str();
  EXPECT_EQ(gate({"--strict"}, out), 0) << out.str();
}

TEST(LwipStatement, SaysOfEachClauseWhatTheGateSays) {
  const Rows& now = rows_of_gate();
  ASSERT_FALSE(now.empty());
  const std::string before = read(kStatement);
  const std::size_t table = before.find(kTable);
  ASSERT_NE(table, std::string::npos);
  if (std::getenv("SYNSPECT_UPDATE") != nullptr) {
    std::ofstream file{kStatement};
    file << before.substr(0, table) << kTable;
    for (const auto& [clause, row] : now) file << row.line << "\n";
  }
  const Rows said = rows_of(read(kStatement).substr(table));
  for (const auto& [clause, row] : said) {
    const auto found = now.find(clause);
    EXPECT_EQ(found == now.end() ? "not tested" : found->second.line, row.line);
  }
  for (const auto& [clause, row] : now) {
    if (!deviates(row)) continue;
    EXPECT_TRUE(said.contains(clause)) << row.line;
  }
}

TEST(LwipStatement, ExplainsEveryDeviation) {
  const std::string statement = read(kStatement);
  const std::string by_hand = statement.substr(0, statement.find(kTable));
  ASSERT_FALSE(rows_of_gate().empty());
  for (const auto& [clause, row] : rows_of_gate()) {
    if (!deviates(row)) continue;
    EXPECT_NE(by_hand.find("`" + clause + "`"), std::string::npos) << row.line;
  }
}

// Each family that campaigns know is one of the page of generated scenarios: the cause whose number
// its reason gives has a row there.
TEST(LwipStatement, WhatCampaignsKnowHasACauseOnThePage) {
  const std::string page = read(SYNSPECT_SOURCE_DIR "/reports/conformance/lwip-fuzz.md");
  const auto baseline = gate::parse_baseline(
      read(SYNSPECT_SOURCE_DIR "/corpus/baselines/campaign/lwip.json"), gate::Reasons::kRequired);
  ASSERT_TRUE(baseline) << baseline.error();
  EXPECT_FALSE(baseline->entries.empty());
  const auto of_gate = gate::parse_baseline(read(SYNSPECT_SOURCE_DIR "/corpus/baselines/lwip.json"),
                                            gate::Reasons::kRequired);
  ASSERT_TRUE(of_gate) << of_gate.error();
  for (const gate::BaselineEntry& entry : baseline->entries) {
    const std::string& reason = entry.reason;
    if (entry.clause.empty()) {  // an assertion, by its words
      const std::size_t from = entry.subject.find("failed: ") + 8;
      const std::string words = entry.subject.substr(from, entry.subject.rfind(", ") - from);
      EXPECT_NE(page.find("\"" + words + "\""), std::string::npos) << words;
      continue;
    }
    ASSERT_TRUE(reason.starts_with("Cause ")) << reason;
    const std::string number = reason.substr(6, reason.find(' ', 6) - 6);
    const std::size_t row = page.find("\n| " + number + " | ");
    ASSERT_NE(row, std::string::npos) << reason;
    EXPECT_LT(page.find("`" + entry.clause + "`", row), page.find('\n', row + 1))
        << entry.subject << " is not in the row of its cause";
    for (const gate::BaselineEntry& known : of_gate->entries) {
      EXPECT_NE(known.subject, entry.subject) << "the gate shows it: one entry is enough";
    }
  }
}

}  // namespace
}  // namespace synspect::cli
