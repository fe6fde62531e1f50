#include "harness/campaign/worker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <iterator>
#include <vector>

#include "harness/campaign/findings_box.h"

namespace synspect::campaign {
namespace {

namespace fs = std::filesystem;
using Octets = std::vector<std::uint8_t>;

class WorkerTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path{testing::TempDir()} /
              ("worker." + std::to_string(::getpid()) + "." +
               testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
    fs::create_directories(box_ = folder_ / "box");
    page_ = folder_ / "page";
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] Worker worker() const {
    auto made = Worker::make(page_, box_);
    EXPECT_TRUE(made) << made.error();
    return *std::move(made);
  }
  [[nodiscard]] MappedPage seen() const { return *MappedPage::open(page_); }
  [[nodiscard]] std::uint64_t repeats(std::string_view identity) const {
    const MappedPage page = seen();
    for (const Page::Repeat& place : page->repeats) {
      if (place.key == key_of(identity)) return place.count;
    }
    return 0;
  }
  [[nodiscard]] std::vector<fs::path> kept() const {
    return {fs::directory_iterator{box_}, fs::directory_iterator{}};
  }

  fs::path folder_, box_, page_;
};

Octets contents(const fs::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

TEST_F(WorkerTest, CountsExecutions) {
  Worker first = worker();
  first.executed();
  first.executed({.established = true, .time_wait = true, .objected = true, .unlisted = 2});
  first.executed({.established = true, .time_wait = false, .objected = false, .unlisted = 5});
  const MappedPage page = seen();
  EXPECT_EQ(page->version, Page::kVersion);
  EXPECT_EQ(page->executions, 3U);
  EXPECT_EQ(page->established, 2U);
  EXPECT_EQ(page->time_wait, 1U);
  EXPECT_EQ(page->objected, 1U);
  EXPECT_EQ(page->unlisted, 5U);
}

TEST_F(WorkerTest, CountsOnInThePageOfAnEarlierWorker) {
  worker().executed({.established = false, .time_wait = false, .objected = false, .unlisted = 3});
  worker().executed({.established = false, .time_wait = false, .objected = false, .unlisted = 3});
  EXPECT_EQ(seen()->executions, 2U);
  EXPECT_EQ(seen()->unlisted, 6U);
}

TEST_F(WorkerTest, TellsTheTriplesReached) {
  std::array<std::uint64_t, scenario::kTriples> counts{};
  counts[0] = 7;
  counts[scenario::kTriples - 1] = 1;
  Worker one = worker();
  one.reached(2, counts);
  constexpr std::size_t kLast = scenario::kTriples - 1;
  EXPECT_EQ(seen()->triples[0], 1U);
  EXPECT_EQ(seen()->triples[kLast / 64], std::uint64_t{1} << (kLast % 64));
}

TEST_F(WorkerTest, KeepsTheFirstInputOfAnIdentityAndCountsTheRest) {
  Worker one = worker();
  EXPECT_TRUE(one.keeps_findings());
  EXPECT_TRUE(one.found("A", Octets{1, 2}));
  EXPECT_TRUE(one.found("A", Octets{3}));
  EXPECT_TRUE(worker().found("A", Octets{4}));  // another worker, the same box
  EXPECT_TRUE(one.found("B", Octets{}));
  EXPECT_EQ(kept().size(), 2U);
  EXPECT_EQ(repeats("A"), 3U);
  EXPECT_EQ(repeats("B"), 1U);
  for (const fs::path& file : kept()) EXPECT_THAT(contents(file).size(), testing::AnyOf(0U, 2U));
}

TEST_F(WorkerTest, MoreIdentitiesThanPlacesAreKeptAllTheSame) {
  Worker one = worker();
  for (std::size_t i = 0; i < Page::kRepeats + 20; ++i) {
    EXPECT_TRUE(one.found("identity " + std::to_string(i), Octets{}));
  }
  EXPECT_EQ(kept().size(), Page::kRepeats + 20);
}

TEST_F(WorkerTest, ABoxThatVanishedIsAnErrorUntilItIsBack) {
  Worker one = worker();
  fs::remove_all(box_);
  const auto lost = one.found("A", Octets{1});
  ASSERT_FALSE(lost);
  EXPECT_NE(lost.error().find(box_.string()), std::string::npos) << lost.error();
  fs::create_directories(box_);
  EXPECT_TRUE(one.found("A", Octets{1}));
  EXPECT_EQ(kept().size(), 1U);
  EXPECT_EQ(repeats("A"), 2U);
}

TEST_F(WorkerTest, RefusesWhatItCannotUse) {
  EXPECT_FALSE(Worker::make(folder_ / "no folder" / "page", box_));
  EXPECT_FALSE(Worker::make(page_, folder_ / "no folder"));
  seen()->version = Page::kVersion + 1;
  EXPECT_FALSE(Worker::make(page_, box_));
}

TEST_F(WorkerTest, WithoutPageAndBoxNothingHappens) {
  auto made = Worker::make({}, {});
  ASSERT_TRUE(made);
  EXPECT_FALSE(made->keeps_findings());
  made->executed();
  made->executed({.established = true, .time_wait = true, .objected = true, .unlisted = 1});
  EXPECT_TRUE(made->found("A", Octets{1}));
  EXPECT_TRUE(kept().empty());
}

}  // namespace
}  // namespace synspect::campaign
