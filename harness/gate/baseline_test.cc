#include "harness/gate/baseline.h"

#include <gtest/gtest.h>

#include "harness/gate/testing.h"

namespace synspect::gate {
namespace {

std::string with(const std::string& field, const std::string& value) {
  std::string entry;
  const auto add = [&](const std::string& name, const std::string& usual) {
    const std::string& text = name == field ? value : usual;
    if (!text.empty()) entry += (entry.empty() ? "" : ",") + ("\"" + name + "\":") + text;
  };
  add("stack", "\"lwip\"");
  add("clause", "\"MUST-34\"");
  add("outcome", "\"finding\"");
  add("subject", "\"MUST-34 safety\"");
  add("reason", "\"known\"");
  add("link", "\"\"");
  add("expires", "\"2026-12-31\"");
  if (field == "extra") entry += ",\"extra\":" + value;
  return R"({"version":1,"entries":[{)" + entry + "}]}";
}

struct Row {
  const char* name;
  std::string text;
  const char* error;
};

TEST(Baseline, EveryErrorNamesEntryAndField) {
  const Row rows[] = {
      {"not JSON", "{", "not JSON: at octet 2"},
      {"empty", "", "not JSON: at octet 1"},
      {"an array", "[]", "not a JSON object"},
      {"no version", R"({"entries":[]})", "field \"version\": expected 1"},
      {"another version", R"({"version":2,"entries":[]})", "field \"version\": expected 1"},
      {"no entries", R"({"version":1})", "field \"entries\": expected an array"},
      {"unknown field", R"({"version":1,"entries":[],"x":1})", "field \"x\": unknown"},
      {"entry is a number", R"({"version":1,"entries":[7]})", "entry 1: not an object"},
      {"unknown entry field", with("extra", "1"), "entry 1: field \"extra\": unknown"},
      {"stack missing", with("stack", ""), "entry 1: field \"stack\": missing"},
      {"stack empty", with("stack", "\"\""), "entry 1: field \"stack\": is empty"},
      {"stack a number", with("stack", "1"),
       "entry 1: field \"stack\": expected a string, got number"},
      {"clause unknown", with("clause", "\"MUST-999\""),
       "entry 1: field \"clause\": no such clause: MUST-999"},
      {"outcome", with("outcome", "\"pass\""),
       "entry 1: field \"outcome\": expected \"finding\" or \"fail\", got \"pass\""},
      {"subject", with("subject", "\"\""), "entry 1: field \"subject\": is empty"},
      {"reason", with("reason", "\"\""), "entry 1: field \"reason\": fill in the reason"},
      {"link", with("link", "null"), "entry 1: field \"link\": expected a string, got null"},
      {"day", with("expires", "\"soon\""),
       "entry 1: field \"expires\": expected YYYY-MM-DD, got \"soon\""},
      {"no such day", with("expires", "\"2026-02-30\""),
       "entry 1: field \"expires\": expected YYYY-MM-DD, got \"2026-02-30\""},
  };
  for (const Row& row : rows) {
    const auto baseline = parse_baseline(row.text, Reasons::kRequired, testing::find);
    ASSERT_FALSE(baseline.has_value()) << row.name;
    EXPECT_EQ(baseline.error(), row.error) << row.name;
  }
}

TEST(Baseline, TheSameSubjectTwiceIsAnError) {
  std::string text = with("", "");
  const std::string entry = text.substr(text.find('[') + 1, text.rfind(']') - text.find('[') - 1);
  text.insert(text.rfind(']'), "," + entry);
  const auto baseline = parse_baseline(text, Reasons::kRequired, testing::find);
  ASSERT_FALSE(baseline.has_value());
  EXPECT_EQ(baseline.error(), "entry 2: the same subject as entry 1");
}

TEST(Baseline, AnUpdateMayReadEntriesWithoutReason) {
  EXPECT_TRUE(
      parse_baseline(with("reason", "\"\""), Reasons::kMayBeMissing, testing::find).has_value());
}

TEST(Baseline, WhatIsPrintedIsReadAgain) {
  const auto baseline = parse_baseline(with("", ""), Reasons::kRequired, testing::find);
  ASSERT_TRUE(baseline.has_value());
  const std::string text = print_baseline(*baseline);
  EXPECT_EQ(text, R"({
  "version": 1,
  "entries": [
    {
      "stack": "lwip",
      "clause": "MUST-34",
      "outcome": "finding",
      "subject": "MUST-34 safety",
      "reason": "known",
      "link": "",
      "expires": "2026-12-31"
    }
  ]
}
)");
  const auto again = parse_baseline(text, Reasons::kRequired, testing::find);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(print_baseline(*again), text);
}

TEST(Date, OnlyDaysThatExist) {
  for (const char* good : {"2026-01-01", "2024-02-29", "0001-12-31"}) {
    ASSERT_TRUE(parse_date(good).has_value()) << good;
    EXPECT_EQ(to_string(*parse_date(good)), good);
  }
  for (const char* bad : {"", "2026-1-01", "2025-02-29", "2026-13-01", "2026-00-01", "2026-01-00",
                          "2026/01/01", "2026-01-01 ", "-026-01-01", "2026-0a-01"}) {
    EXPECT_FALSE(parse_date(bad).has_value()) << bad;
  }
  EXPECT_EQ(to_string(days_after(*parse_date("2026-12-15"), 90)), "2027-03-15");
}

}  // namespace
}  // namespace synspect::gate
