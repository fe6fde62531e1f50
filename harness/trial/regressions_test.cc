// Former finds, one folder each in corpus/regressions: on the reference nothing is found any more.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "harness/scenario/encoding.h"
#include "harness/stack_under_test/reference/reference_stack.h"
#include "harness/trial/judged_trial.h"
#include "harness/trial/targets.h"

namespace synspect::trial {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> names() {
  std::vector<std::string> all;
  for (const auto& entry : fs::directory_iterator{SYNSPECT_SOURCE_DIR "/corpus/regressions"}) {
    if (entry.is_directory()) all.push_back(entry.path().filename().string());
  }
  std::ranges::sort(all);
  return all;
}

std::string text_of(const fs::path& file) {
  std::ifstream stream{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

class Regressions : public ::testing::TestWithParam<std::string> {};

TEST_P(Regressions, StaysMended) {
  const fs::path folder = fs::path{SYNSPECT_SOURCE_DIR "/corpus/regressions"} / GetParam();
  const std::string octets = text_of(folder / "input.bin");
  ASSERT_FALSE(octets.empty());
  const auto finding = nlohmann::json::parse(text_of(folder / "finding.json"));
  const Target* target = find_target(finding.at("target").get<std::string>());
  ASSERT_NE(target, nullptr);
  ASSERT_NE(target->make, nullptr);
  const auto trial = target->make(make_reference_stack, make_reference_stack);
  const auto scenario = scenario::decode(
      std::span{reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size()},
      trial->shape());
  EXPECT_FALSE(scenario.events.empty());
  EXPECT_FALSE(trial->objects(scenario)) << trial->explain(scenario);
}

INSTANTIATE_TEST_SUITE_P(Corpus, Regressions, ::testing::ValuesIn(names()),
                         [](const ::testing::TestParamInfo<std::string>& folder) {
                           std::string name = folder.param;
                           for (char& c : name) c = c == '-' ? '_' : c;
                           return name;
                         });

}  // namespace
}  // namespace synspect::trial
