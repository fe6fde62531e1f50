// The corpus and the founding scenarios on the reference stack: what they say comes to pass, in
// both IP versions and wherever the sequence numbers begin.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "harness/drive/pair_run.h"
#include "harness/drive/script_run.h"
#include "harness/drive/self_check.h"
#include "harness/history/history.h"
#include "harness/script/script.h"
#include "harness/stack_under_test/reference/reference_stack.h"

namespace synspect {
namespace {

namespace fs = std::filesystem;

std::vector<drive::ScriptVariant> variants() {
  std::vector<drive::ScriptVariant> all;
  for (const IpVersion version : {IpVersion::kV4, IpVersion::kV6}) {
    for (const auto& [isn, shift] :
         {std::pair{0U, 0U}, {0x7fff'fff0U, 0x7fff'ff00U}, {0xffff'fff0U, 0xffff'ff00U}}) {
      all.push_back({.ip_version = version, .stack_isn = isn, .peer_shift = shift});
    }
  }
  return all;
}

std::string show(const drive::ScriptVariant& variant) {
  return (variant.ip_version == IpVersion::kV6 ? "IPv6" : "IPv4") + std::string(", ISN ") +
         std::to_string(*variant.stack_isn);
}

std::vector<std::string> traces() {
  std::vector<std::string> paths;
  const fs::path root = SYNSPECT_SOURCE_DIR "/corpus/traces";
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (entry.path().extension() == ".pkt") paths.push_back(fs::relative(entry, root).string());
  }
  std::ranges::sort(paths);
  return paths;
}

TEST(ReferenceRun, EveryTracePasses) {
  const auto stack = make_reference_stack();
  History history;
  for (const std::string& path : traces()) {
    std::ifstream in(SYNSPECT_SOURCE_DIR "/corpus/traces/" + path, std::ios::binary);
    const auto script = script::parse(std::string{std::istreambuf_iterator<char>(in), {}});
    ASSERT_TRUE(script) << path;
    for (drive::ScriptVariant variant : variants()) {
      if (drive::fixes_sequence_numbers(*script) && *variant.stack_isn != 0) continue;
      if (drive::fixes_ip_version(*script)) variant.ip_version.reset();
      const drive::Outcome outcome =
          drive::run_script(*script, {.path = path, .variant = variant}, *stack, history);
      EXPECT_EQ(outcome.verdict, drive::Verdict::kPass)
          << path << ":" << outcome.line << ": " << outcome.message << " (" << show(variant) << ")";
    }
  }
}

TEST(ReferenceRun, EveryScenarioPasses) {
  const auto first = make_reference_stack();
  const auto second = make_reference_stack();
  History history;
  for (const drive::PairScenario& scenario : drive::pair_scenarios()) {
    for (const drive::ScriptVariant& variant : variants()) {
      const drive::Outcome outcome =
          drive::run_pair(scenario, {.path = {}, .variant = variant}, *first, *second, history);
      EXPECT_EQ(outcome.verdict, drive::Verdict::kPass)
          << scenario.name << ": " << outcome.message << " (" << show(variant) << ")";
    }
  }
}

TEST(ReferenceRun, IsTheSameWhenRepeated) {
  const auto first = make_reference_stack();
  const auto second = make_reference_stack();
  for (const drive::PairScenario& scenario : drive::pair_scenarios()) {
    std::uint64_t digests[2];
    for (std::uint64_t& digest : digests) {
      History history;
      (void)drive::run_pair(scenario, {.path = {}, .variant = variants()[1]}, *first, *second,
                            history);
      digest = history.digest();
    }
    EXPECT_EQ(digests[0], digests[1]) << scenario.name;
  }
}

TEST(ReferenceRun, AResetStartsItAnew) {
  const auto stack = make_reference_stack();
  const auto other = make_reference_stack();
  const drive::SelfCheck said = drive::check_reset(*stack, *other);
  EXPECT_EQ(said.verdict, drive::SelfCheck::Verdict::kKept) << said.what;
}

}  // namespace
}  // namespace synspect
