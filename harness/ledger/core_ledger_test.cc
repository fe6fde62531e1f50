#include "harness/ledger/core_ledger.h"

#include <fmt/ranges.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace synspect::ledger {
namespace {

namespace fs = std::filesystem;

TEST(CoreLedger, EveryAnnotationNamesAClause) {
  const CoreLedger ledger = read_core_ledger(SYNSPECT_SOURCE_DIR);
  EXPECT_EQ(fmt::format("{}", fmt::join(ledger.problems, "\n")), "");
}

TEST(CoreLedger, NothingIsUnexplained) {
  for (const CoreRow& row : read_core_ledger(SYNSPECT_SOURCE_DIR).rows) {
    EXPECT_TRUE(row.explained()) << row.clause->id.text() << ": " << row.code.size()
                                 << " places in the code, " << row.proofs.size() << " proofs";
  }
}

// A tree of one file each.
class SmallTree : public testing::Test {
 protected:
  SmallTree() : root_{fs::path{testing::TempDir()} / ("ledger" + std::to_string(getpid()))} {
    write("stack/a.cc", "");
    write("harness/stack_under_test/reference/a.cc", "");
    write("corpus/traces/a.pkt", "");
    write("corpus/faults/a.fault", "");
    write("stack/clauses_left_out.tsv", "");
  }
  ~SmallTree() override { fs::remove_all(root_); }
  void write(const char* file, const char* text) const {
    fs::create_directories((root_ / file).parent_path());
    std::ofstream{root_ / file} << text;
  }
  static const CoreRow& row(const CoreLedger& ledger, std::string_view id) {
    for (const CoreRow& each : ledger.rows) {
      if (each.clause->id.text() == id) return each;
    }
    throw std::runtime_error{"no such row"};
  }
  fs::path root_;
};

TEST_F(SmallTree, CodeAndProofAreFound) {
  write("stack/a.cc", "int a;\nint b;  // MUST-13\n");
  write("corpus/faults/a.fault", "# A fault.\nbreaks: MUST-13\n");
  write("corpus/traces/a.pkt", "// clauses: MUST-12\n");
  const CoreLedger ledger = read_core_ledger(root_);
  EXPECT_TRUE(row(ledger, "MUST-13").explained());
  EXPECT_EQ(row(ledger, "MUST-13").code.at(0).line, 2);
  EXPECT_EQ(row(ledger, "MUST-13").proofs.at(0).file, "corpus/faults/a.fault");
  EXPECT_FALSE(row(ledger, "MUST-12").explained());  // a trace, but no code
  EXPECT_FALSE(row(ledger, "MUST-14").explained());
}

TEST_F(SmallTree, ReasonsExplainWhatIsLeftOut) {
  write("stack/clauses_left_out.tsv", "MAY-10\tpermission\tnot wanted\n");
  const CoreLedger ledger = read_core_ledger(root_);
  EXPECT_TRUE(ledger.problems.empty());
  EXPECT_EQ(row(ledger, "MAY-10").reason, Reason::kPermission);
}

TEST_F(SmallTree, WhatIsWrongIsNamed) {
  write("stack/a.cc", "int b;  // MUST-13, MUST-999\n");
  write("stack/a_test.cc", "// MUST-13\n");
  write("stack/clauses_left_out.tsv",
        "MUST-13\tpermission\tit is there\nMAY-10\tbecause\t\nMAY-11\nMUST-998\tpeer\t\n");
  const CoreLedger ledger = read_core_ledger(root_);
  EXPECT_EQ(
      fmt::format("{}", fmt::join(ledger.problems, "\n")),
      "stack/a.cc:1: no clause MUST-999\n"
      "stack/clauses_left_out.tsv:1: MUST-13: explained already\n"
      "stack/clauses_left_out.tsv:2: no reason `because`\n"
      "stack/clauses_left_out.tsv:3: wanted: clause, reason and why, with a tab between them\n"
      "stack/clauses_left_out.tsv:4: no clause MUST-998 that can be seen from outside");
}

}  // namespace
}  // namespace synspect::ledger
