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
    {"after an option line", "--ip_version=ipv4\n// clauses: MUST-2\n", "MUST-2;", ""},
    {"after a block comment", "/* c */\n// clauses: MUST-2\n", "MUST-2;", ""},
    {"after an event", "0 close(3) = 0\n// clauses: MUST-2\n", "MUST-2;", ""},
    {"behind an event", "0 close(3) = 0  // clauses: NO-SUCH\n", "", ""},
    {"the first shows counts", "// shows: a\n0 close(3) = 0\n// shows: b\n", "", "a"},
    {"prose", "// clauses of the RFC\n// clause by clause\n// claus\n", "", ""},
};

TEST(TraceHeader, Table) {
  for (const Row& row : kRows) {
    const auto header = parse_header(row.text, testing::find);
    ASSERT_TRUE(header.has_value()) << row.name;
    EXPECT_EQ(ids_of(*header), row.ids) << row.name;
    EXPECT_EQ(header->shows, row.shows) << row.name;
  }
}

struct ErrorRow {
  const char* name;
  const char* text;
  std::uint32_t line;
  const char* message;  // its beginning
};
constexpr ErrorRow kErrorRows[] = {
    {"first line", "// clauses: MUST-999\n", 1, "no such clause: MUST-999"},
    {"among others", "// x\n\n// clauses: MUST-2 MUST-999\n", 3, "no such clause: MUST-999"},
    {"after a blank line", "\n// clauses: MUST-999\n", 2, "no such clause: MUST-999"},
    {"after an option", "--ip_version=ipv4\n// clauses: MUST-999\n", 2, "no such clause: MUST-999"},
    {"after a block", "/* a\n b */\n// clauses: MUST-999\n", 3, "no such clause: MUST-999"},
    {"after an event", "0 close(3) = 0\n// clauses: NO-SUCH\n", 2, "no such clause: NO-SUCH"},
    {"without the colon", "// clauses MUST-2\n", 1, "clauses are named as in '// clauses: MUST-2'"},
    {"without the s", "\n// clause: MUST-2\n", 2, "clauses are named as in"},
    {"a capital", "// Clauses: 9293-3.4-j\n", 1, "clauses are named as in"},
    {"a blank before the colon", "// clauses : MUST-2\n", 1, "clauses are named as in"},
};

TEST(TraceHeader, WhatNamesNoClauseIsAnErrorOfItsLine) {
  for (const ErrorRow& row : kErrorRows) {
    const auto header = parse_header(row.text, testing::find);
    ASSERT_FALSE(header.has_value()) << row.name;
    EXPECT_EQ(header.error().line, row.line) << row.name;
    EXPECT_TRUE(header.error().message.starts_with(row.message)) << header.error().message;
  }
}

}  // namespace
}  // namespace synspect::gate
