// Pages, logs and statistics as a campaign reads them: nothing of it is believed.
#include "harness/campaign/reading.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <random>

#include "harness/campaign/build_id.h"
#include "harness/campaign/engine_log.h"
#include "harness/campaign/findings_box.h"
#include "harness/campaign/page.h"
#include "harness/campaign/stats.h"
#include "harness/campaign/worker.h"

namespace synspect::campaign {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class ReadingTest : public testing::Test {
 protected:
  ReadingTest() {
    std::string name = testing::TempDir() + "readingXXXXXX";
    folder_ = mkdtemp(name.data());
    file_ = folder_ / "page";
  }
  ~ReadingTest() override { fs::remove_all(folder_); }
  fs::path folder_, file_;
};

TEST_F(ReadingTest, WhatAWorkerCountsIsRead) {
  {
    auto worker = Worker::make(file_, {});
    ASSERT_TRUE(worker);
    worker->executed({.established = true, .time_wait = false, .objected = true, .unlisted = 0});
    worker->executed();
    ASSERT_TRUE(worker->found("MUST-1 safety", {}));
  }
  const Reading read = read_page(file_);
  EXPECT_FALSE(read.damaged);
  EXPECT_EQ(read.executions, 2U);
  EXPECT_EQ(read.established, 1U);
  EXPECT_EQ(read.objected, 1U);
  EXPECT_EQ(read.repeats.at(key_of("MUST-1 safety")), 1U);
}

TEST_F(ReadingTest, NoPageAndAPageThatIsNotReadyCountNothing) {
  EXPECT_FALSE(read_page(file_).damaged);
  ASSERT_TRUE(MappedPage::open(file_));
  EXPECT_FALSE(read_page(file_).damaged);
  EXPECT_EQ(read_page(file_).executions, 0U);
}

TEST_F(ReadingTest, APageThatCannotBeIsLeftOut) {
  auto page = MappedPage::open(file_);
  ASSERT_TRUE(page);
  (*page)->version = Page::kVersion;
  (*page)->executions = 5;
  EXPECT_EQ(read_page(file_).executions, 5U);
  (*page)->triples.back() = ~std::uint64_t{0};  // beyond the last triple
  EXPECT_TRUE(read_page(file_).damaged);
  EXPECT_EQ(read_page(file_).executions, 0U);
  (*page)->triples.back() = 0;
  (*page)->executions = ~std::uint64_t{0};
  EXPECT_TRUE(read_page(file_).damaged);
  (*page)->executions = 5;
  (*page)->repeats[7].key = 1;
  (*page)->repeats[7].count = std::uint64_t{1} << 40U;
  EXPECT_TRUE(read_page(file_).damaged);
  (*page)->repeats[7].count = 1;
  EXPECT_FALSE(read_page(file_).damaged);
  (*page)->version = 77;
  EXPECT_TRUE(read_page(file_).damaged);
}

TEST_F(ReadingTest, APageOfAnotherVersionIsDroppedNotADamagedOne) {
  const fs::path mine = folder_ / "target-1/page", old = folder_ / "target-2/page",
                 spoilt = folder_ / "target-3/page";
  for (const fs::path& page : {mine, old, spoilt}) {
    fs::create_directories(page.parent_path());
    ASSERT_TRUE(MappedPage::open(page));
  }
  (*MappedPage::open(mine))->version = Page::kVersion;
  (*MappedPage::open(old))->version = Page::kVersion - 1;
  fs::resize_file(old, 64);  // which was shorter
  (*MappedPage::open(spoilt))->version = 0xffff'ffffU;
  EXPECT_TRUE(read_page(old).foreign);
  EXPECT_EQ(drop_old_pages(folder_), 1U);
  EXPECT_TRUE(fs::exists(mine));
  EXPECT_FALSE(fs::exists(old));
  EXPECT_TRUE(fs::exists(spoilt));
}

TEST_F(ReadingTest, ThePageHoldsTheInputThatIsUnderWay) {
  EXPECT_FALSE(input_under_way(file_));
  auto worker = Worker::make(file_, {});
  ASSERT_TRUE(worker);
  const std::vector<std::uint8_t> input = {1, 2, 3}, huge(Page::kMostInput + 1),
                                  most(Page::kMostInput);
  EXPECT_FALSE(input_under_way(file_));
  worker->begins(input);
  EXPECT_EQ(input_under_way(file_), input);
  worker->executed();
  EXPECT_FALSE(input_under_way(file_));
  worker->begins(huge);
  EXPECT_FALSE(input_under_way(file_));
  worker->begins(most);
  EXPECT_EQ(input_under_way(file_), most);
  forget_input_under_way(file_);
  EXPECT_FALSE(input_under_way(file_));
  (*MappedPage::open(file_))->under_way = ~0U;
  EXPECT_FALSE(input_under_way(file_));
}

TEST_F(ReadingTest, APageSaysWhichBuildWroteIt) {
  ASSERT_TRUE(Worker::make(file_, {}));
  EXPECT_NE(build_id(), 0U);
  EXPECT_EQ(read_page(file_).build, build_id());
}

TEST_F(ReadingTest, APageThatWasCutShortKillsNobody) {
  ASSERT_TRUE(MappedPage::open(file_));
  fs::resize_file(file_, 100);
  EXPECT_TRUE(read_page(file_).damaged);
  fs::remove(file_);
  fs::create_directory(file_);
  EXPECT_EQ(read_page(file_).executions, 0U);
}

TEST_F(ReadingTest, OctetsByChanceAreReadWithoutHarm) {
  std::mt19937 chance{1};  // its numbers, unlike its distributions, are the same everywhere
  for (int round = 0; round < 200; ++round) {
    std::string text(sizeof(Page), '\0');
    for (char& c : text) c = static_cast<char>(chance() % (round % 2 == 0 ? 2 : 256));
    text[0] = static_cast<char>(Page::kVersion);  // little-endian; the rest of it by chance
    std::ofstream{file_, std::ios::binary} << text;
    const Reading read = read_page(file_);
    EXPECT_TRUE(read.damaged || read.executions <= 1'000'000'000'000'000U);
  }
}

TEST(EngineLog, ReadsCoverageAndFinalStatistics) {
  EngineLog log;
  log.feed("INFO: Seed: 1\n#2\tINITED cov: 3 ft: 4 corp: 1/1b exec/s: 0 rss: 30Mb\n#40");
  EXPECT_EQ(log.coverage(), 3U);
  log.feed("96\tNEW    cov: 120 ft: 480 corp: 33/2kb lim: 21 exec/s: 2048 rss: 31Mb L: 9/9\n");
  EXPECT_EQ(log.coverage(), 120U);
  EXPECT_EQ(log.features(), 480U);
  EXPECT_EQ(log.executions(), 4096U);
  EXPECT_FALSE(log.executed_units());
  log.feed("stat::number_of_executed_units: 5000\nstat::new_units_added: 3\n");
  EXPECT_EQ(log.executed_units(), 5000U);
  EXPECT_EQ(log.last_line(), "stat::new_units_added: 3");
}

TEST(EngineLog, FramesOfAReportAreNoProgress) {
  EngineLog log;
  log.feed("    #99 0x5 in f\n#12 0x7 in main cov.cc:3\n");
  EXPECT_EQ(log.executions(), 0U);
}

TEST(EngineLog, ALineWithoutEndIsBounded) {
  EngineLog log;
  for (int i = 0; i < 1000; ++i) log.feed(std::string(10'000, 'x'));
  EXPECT_LE(log.words().size(), 200'000U);
  log.feed("\n#7\tNEW cov: 1 ft: 2\n");
  EXPECT_EQ(log.executions(), 7U);
}

TEST_F(ReadingTest, StatisticsAreReadBack) {
  Stats stats;
  stats.stack = "reference";
  stats.campaigns = 3;
  stats.elapsed_s = 12.34;
  stats.targets.resize(1);
  stats.targets[0].name = "endpoints";
  stats.targets[0].starts = 9;
  stats.targets[0].crashes = 2;
  std::ofstream{file_} << stats_json(stats);
  const auto earlier = read_stats(file_);
  ASSERT_TRUE(earlier) << earlier.error();
  EXPECT_EQ(earlier->stack, "reference");
  EXPECT_EQ(earlier->campaigns, 3U);
  EXPECT_DOUBLE_EQ(earlier->elapsed_s, 12.3);
  EXPECT_EQ(earlier->of("endpoints").starts, 9U);
  EXPECT_EQ(earlier->of("endpoints").crashes, 2U);
  EXPECT_EQ(earlier->of("another").starts, 0U);
}

TEST_F(ReadingTest, StatisticsThatAreNoneAreNamed) {
  EXPECT_EQ(read_stats(file_)->campaigns, 0U);  // not there
  for (const char* text : {"", "{", "[]", "7", "{\"version\": 1}",
                           "{\"version\":1,\"format\":\"synspect-fuzz-stats\"}",
                           "{\"version\":1,\"format\":\"synspect-fuzz-stats\",\"stack\":3}"}) {
    std::ofstream{file_} << text;
    const auto earlier = read_stats(file_);
    ASSERT_FALSE(earlier) << text;
    EXPECT_THAT(earlier.error(), HasSubstr("page: not statistics of a campaign"));
  }
}

TEST(Stats, ACsvLineHasAsManyFieldsAsTheHead) {
  Stats stats;
  stats.targets.resize(1);
  const auto commas = [](std::string_view text) { return std::ranges::count(text, ','); };
  EXPECT_EQ(commas(stats_csv(stats)), commas(kCsvHead));
}

}  // namespace
}  // namespace synspect::campaign
