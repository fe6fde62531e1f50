#include "harness/ledger/annotations.h"

#include <gtest/gtest.h>

namespace synspect::ledger {
namespace {

using Ids = std::vector<std::string>;

TEST(Annotations, IdsStandInCommentsOnly) {
  EXPECT_EQ(clauses_in("  take(seg);  // MUST-34 and 9293-3.10.7.4-1c."),
            (Ids{"MUST-34", "9293-3.10.7.4-1c"}));
  EXPECT_EQ(clauses_in("const char* id = \"MUST-34\";"), Ids{});
  EXPECT_EQ(clauses_in("// RFC 9293 3.10.7, ports 80-90, year 2026; 6298-5.1."), Ids{"6298-5.1"});
}

TEST(Annotations, WhatFollowsMayBeShort) {
  EXPECT_EQ(clauses_in("// 9293-3.8.3-b, -c; 7323-5.3-r1"),
            (Ids{"9293-3.8.3-b", "9293-3.8.3-c", "7323-5.3-r1"}));
  EXPECT_EQ(clauses_in("// 9293-3.4-f to -h"), (Ids{"9293-3.4-f", "9293-3.4-g", "9293-3.4-h"}));
  EXPECT_EQ(clauses_in("// a - b, -c to -d"), Ids{});
}

TEST(Annotations, GroupsEndInAStar) {
  EXPECT_EQ(clauses_in("// (5961-3.2-*)"), Ids{"5961-3.2-*"});
  EXPECT_TRUE(names("5961-3.2-*", "5961-3.2-4"));
  EXPECT_FALSE(names("5961-3.2-*", "5961-4.2-1"));
  EXPECT_TRUE(names("must-8", "MUST-8"));
  EXPECT_FALSE(names("MUST-8", "MUST-80"));
}

}  // namespace
}  // namespace synspect::ledger
