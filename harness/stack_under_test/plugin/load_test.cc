// What is said against a plug-in before it runs: each lie has its own line.
#include "harness/stack_under_test/plugin/load.h"

#include <gtest/gtest.h>

#include <fstream>
#include <functional>

#include "harness/stack_under_test/plugin/test_plugin.h"

namespace synspect::plugin {
namespace {

synspect_stack_v1 g_table;    // NOLINT: what the entry point, which takes no context, answers
synspect_description g_said;  // NOLINT: as above, of describe()
std::string verdict_on(const std::function<void(synspect_stack_v1&)>& change) {
  g_table = test::obedient();
  change(g_table);
  const auto table = table_of([](std::uint32_t) -> const synspect_stack_v1* { return &g_table; });
  return table ? "fine" : table.error();
}
std::string verdict_on_description(const std::function<void(synspect_description&)>& change) {
  g_said = {};
  g_said.initial_window_segments = -1;
  test::describe(nullptr, &g_said);
  change(g_said);
  return verdict_on([](synspect_stack_v1& table) {
    table.describe = [](const synspect_instance*, synspect_description* out) {
      const std::uint32_t size = out->size;
      *out = g_said;
      out->size = size;
    };
  });
}

TEST(PluginLoad, Tables) {
  EXPECT_EQ(verdict_on([](auto&) {}), "fine");
  EXPECT_EQ(verdict_on([](auto& t) { t.size += 8; }), "fine") << "a later header";
  EXPECT_EQ(verdict_on([](auto& t) { t.abi = 2; }), "it speaks ABI 2, this program ABI 1");
  EXPECT_EQ(verdict_on([](auto& t) { t.size = kLeastTable; }), "fine") << "the first header";
  EXPECT_NE(verdict_on([](auto& t) { t.size = kLeastTable - 8; }).find("its table has"),
            std::string::npos);
  EXPECT_EQ(verdict_on([](auto& t) { t.poll_output = nullptr; }),
            "the required function poll_output() is NULL");
  EXPECT_EQ(verdict_on([](auto& t) { t.last_error = nullptr; }), "fine");
  const auto none = table_of([](std::uint32_t) -> const synspect_stack_v1* { return nullptr; });
  EXPECT_EQ(none.error(), "it does not speak ABI 1");
}

TEST(PluginLoad, Lies) {
  const struct {
    const char* says;
    std::function<void(synspect_description&)> change;
  } rows[] = {
      {"no name", [](auto& d) { d.name = nullptr; }},
      {"no name", [](auto& d) { d.name = ""; }},
      {"the name is not 1 to 64 printable", [](auto& d) { d.name = "two\nlines"; }},
      {"the version is not at most", [](auto& d) { d.version = "\xff"; }},
      {"a plug-in must have SYNSPECT_CAN_VIRTUAL_TIME",
       [](auto& d) { d.controls &= ~SYNSPECT_CAN_VIRTUAL_TIME; }},
      {"neither IPv4 nor IPv6", [](auto& d) { d.controls &= ~SYNSPECT_CAN_IPV4; }},
      {"a bit in controls", [](auto& d) { d.controls |= 1U << 31; }},
      {"knobs, but no set_knob()", [](auto& d) { d.controls |= SYNSPECT_CAN_KNOBS; }},
      {"a bit in features", [](auto& d) { d.features_known |= 1U << 31; }},
      {"a feature that is had, but not known", [](auto& d) { d.features = SYNSPECT_HAS_SACK; }},
      {"initial_window_segments is not", [](auto& d) { d.initial_window_segments = 0; }},
      {"msl_us is no duration", [](auto& d) { d.msl_us = -2; }},
      {"max_rto_us is no duration", [](auto& d) { d.max_rto_us = INT64_MAX; }},
  };
  EXPECT_EQ(verdict_on_description([](auto&) {}), "fine");
  for (const auto& row : rows) {
    const std::string verdict = verdict_on_description(row.change);
    EXPECT_TRUE(verdict.starts_with(std::string{"describe(): "} + row.says)) << verdict;
  }
  const std::string no_info = verdict_on([](auto& t) { t.info = nullptr; });
  EXPECT_EQ(no_info, "describe(): info, but no info()");
  const std::string no_call = verdict_on([](auto& t) { t.call = nullptr; });
  EXPECT_EQ(no_call, "describe(): socket calls, but no call()");
}

TEST(PluginLoad, Descriptions) {
  synspect_stack_v1 table = test::obedient();
  table.describe = [](const synspect_instance*, synspect_description* out) {
    test::describe(nullptr, out);
    out->features_known = SYNSPECT_HAS_SACK | SYNSPECT_HAS_ECN;
    out->features = SYNSPECT_HAS_ECN;
    out->msl_us = 120'000'000;
    out->delayed_ack_max_us = 0;
  };
  const auto c = description_of(table, nullptr);
  ASSERT_TRUE(c);
  EXPECT_EQ(c->stack, "test");
  EXPECT_TRUE(c->controls.virtual_time && c->controls.ipv4 && !c->controls.ipv6);
  EXPECT_EQ(c->features.sack, false);
  EXPECT_EQ(c->features.ecn, true);
  EXPECT_EQ(c->features.cubic, std::nullopt);
  EXPECT_EQ(c->features.initial_window_segments, std::nullopt);
  EXPECT_EQ(c->timing.msl, Duration{120'000'000});
  EXPECT_EQ(c->timing.delayed_ack_max, Duration{0});
  EXPECT_EQ(c->timing.r1, std::nullopt);
}

TEST(PluginLoad, Files) {
  EXPECT_EQ(load("/no/such/file.so").error(), "/no/such/file.so: no such file");
  const std::string text = ::testing::TempDir() + "synspect_not_a_plugin.so";
  std::ofstream{text} << "text";
  EXPECT_NE(load(text).error().find("not a shared object"), std::string::npos);
  EXPECT_NE(load(::testing::TempDir()).error().find("not a shared object"), std::string::npos);
}

}  // namespace
}  // namespace synspect::plugin
