#include "fuzzers/standalone/arguments.h"

#include <gtest/gtest.h>

namespace synspect::standalone {
namespace {

TEST(Arguments, AllOfThem) {
  const char* const words[] = {"-seed=7",
                               "a",
                               "-runs=10",
                               "-max_total_time=3",
                               "-max_len=20",
                               "-timeout=4",
                               "-rss_limit_mb=500",
                               "-reload=1",
                               "-print_final_stats=0",
                               "-artifact_prefix=x/",
                               "b"};
  const auto read = parse(words);
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(read->seed, 7U);
  EXPECT_EQ(read->runs, 10U);
  EXPECT_EQ(read->max_total_time, 3U);
  EXPECT_EQ(read->max_len, 20U);
  EXPECT_EQ(read->timeout, 4U);
  EXPECT_EQ(read->rss_limit_mb, 500U);
  EXPECT_TRUE(read->reload);
  EXPECT_FALSE(read->print_final_stats);
  EXPECT_EQ(read->artifact_prefix, "x/");
  EXPECT_EQ(read->paths, (std::vector<std::filesystem::path>{"a", "b"}));
}

TEST(Arguments, NoneAreFine) {
  const auto read = parse({});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->seed, 1U);
  EXPECT_FALSE(read->runs);
  EXPECT_FALSE(read->max_total_time);
  EXPECT_FALSE(read->artifact_prefix);
}

TEST(Arguments, WhatItDoesNotKnowItNames) {
  for (const char* const word : {"-",
                                 "--",
                                 "-seed",
                                 "-seed=",
                                 "-seed=x",
                                 "-seed=1x",
                                 "-seed=-1",
                                 "-seed= 1",
                                 "-seed=18446744073709551616",
                                 "-runs=1.5",
                                 "-max_len=0",
                                 "-max_len=1000001",
                                 "-reload=2",
                                 "-print_final_stats=yes",
                                 "-fork=2",
                                 "-merge=1",
                                 "-=1",
                                 "-runs==1",
                                 "--seed=1",
                                 ""}) {
    const char* const words[] = {"-seed=1", word};
    const auto read = parse(words);
    ASSERT_FALSE(read) << word;
    const std::string_view all{word};
    EXPECT_NE(read.error().find(all.substr(0, all.find('='))), std::string::npos) << read.error();
  }
}

}  // namespace
}  // namespace synspect::standalone
