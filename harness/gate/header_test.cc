#include "harness/gate/header.h"

#include <gtest/gtest.h>

#include "harness/gate/testing.h"

namespace synspect::gate {
namespace {

std::string ids_of(const TraceHeader& header) {
  std::string ids;
  for (const judge::ClauseId id : header.clauses) ids += std::string(id.text()) + ";";
  return ids;
}

struct Row {
  const char* name;
  const char* text;
  const char* ids;
  const char* shows;
};
constexpr Row kRows[] = {
    {"empty", "", "", ""},
    {"none", "0 socket(...)\n", "", ""},
    {"both", "// clauses: MUST-34 MAY-5\n// shows: a thing\n0 socket()\n", "MUST-34;MAY-5;",
     "a thing"},
    {"other comments between", "// by hand\n\n//shows:x\r\n  // clauses:MUST-2\n", "MUST-2;", "x"},
    {"commas, twice the same", "// clauses: MUST-2,MUST-34, MUST-2\n", "MUST-2;MUST-34;", ""},
    {"two lines", "// clauses: MUST-2\n// clauses: MAY-5\n", "MUST-2;MAY-5;", ""},
    {"after the head", "--ip_version=ipv4\n// clauses: MUST-2\n", "", ""},
    {"after an event", "0 close(3) = 0\n// clauses: NO-SUCH\n", "", ""},
    {"another word", "// clause: MUST-2\n", "", ""},
};

TEST(TraceHeader, Table) {
  for (const Row& row : kRows) {
    const auto header = parse_header(row.text, testing::find);
    ASSERT_TRUE(header.has_value()) << row.name;
    EXPECT_EQ(ids_of(*header), row.ids) << row.name;
    EXPECT_EQ(header->shows, row.shows) << row.name;
  }
}

TEST(TraceHeader, UnknownClauseNamesItsLine) {
  const auto header = parse_header("// x\n\n// clauses: MUST-2 MUST-999\n", testing::find);
  ASSERT_FALSE(header.has_value());
  EXPECT_EQ(header.error().line, 3U);
  EXPECT_EQ(header.error().message, "no such clause: MUST-999");
}

}  // namespace
}  // namespace synspect::gate
