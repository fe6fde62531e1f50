#include "harness/gate/exit_code.h"

#include <gtest/gtest.h>

namespace synspect::gate {
namespace {

struct Row {
  Facts facts;
  ExitCode code;
};

// The order 5, 2, 1, 3, 4: each fact wins over every fact that stands below it.
constexpr Row kRows[] = {
    {{}, ExitCode::kAsExpected},
    {{.nothing_ran = true}, ExitCode::kEnvironment},
    {{.baseline = true, .nothing_ran = true}, ExitCode::kBaseline},
    {{.nonconformance = true, .baseline = true, .nothing_ran = true}, ExitCode::kNonconformance},
    {{.usage = true, .nonconformance = true, .baseline = true, .nothing_ran = true},
     ExitCode::kUsage},
    {{.own_fault = true,
      .usage = true,
      .nonconformance = true,
      .baseline = true,
      .nothing_ran = true},
     ExitCode::kOwnFault},
    {{.baseline = true}, ExitCode::kBaseline},
    {{.nonconformance = true}, ExitCode::kNonconformance},
    {{.usage = true}, ExitCode::kUsage},
    {{.own_fault = true}, ExitCode::kOwnFault},
};

TEST(ExitCode, Precedence) {
  for (const Row& row : kRows) {
    EXPECT_EQ(exit_code(row.facts), row.code) << "row " << (&row - kRows);
  }
}

TEST(ExitCode, NumbersArePartOfTheInterface) {
  EXPECT_EQ(static_cast<int>(ExitCode::kAsExpected), 0);
  EXPECT_EQ(static_cast<int>(ExitCode::kNonconformance), 1);
  EXPECT_EQ(static_cast<int>(ExitCode::kUsage), 2);
  EXPECT_EQ(static_cast<int>(ExitCode::kBaseline), 3);
  EXPECT_EQ(static_cast<int>(ExitCode::kEnvironment), 4);
  EXPECT_EQ(static_cast<int>(ExitCode::kOwnFault), 5);
}

}  // namespace
}  // namespace synspect::gate
