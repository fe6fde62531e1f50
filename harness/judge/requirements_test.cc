#include "harness/judge/requirements.h"

#include <gtest/gtest.h>

namespace synspect::judge {
namespace {

TEST(Requirements, HoldsAllRowsOfBothTables) {
  EXPECT_EQ(requirements().size(), 119U + 464U);
  EXPECT_EQ(requirements().front().id.text(), "MUST-1");
}

TEST(Requirements, IsFoundInAnyLetterCase) {
  const Requirement* row = find_requirement("shld-14");
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(row->id.text(), "SHLD-14");
  EXPECT_EQ(row->level, Level::kShouldNot);
  EXPECT_EQ(row->section, "3.8.6");
  EXPECT_EQ(find_requirement("MUST-999"), nullptr);
  EXPECT_EQ(find_requirement(""), nullptr);
}

TEST(Requirements, EveryRowHasAllColumnsAndALevelOfItsOwn) {
  for (const Requirement& row : requirements()) {
    EXPECT_FALSE(row.summary.empty()) << row.id.text();
    EXPECT_FALSE(row.check.empty()) << row.id.text();
    EXPECT_EQ(find_requirement(row.id.text()), &row);
  }
}

}  // namespace
}  // namespace synspect::judge
