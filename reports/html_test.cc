#include "reports/html.h"

#include <gtest/gtest.h>

#include <pugixml.hpp>
#include <string>

#include "harness/gate/testing.h"
#include "reports/svg.h"
#include "reports/testing.h"

namespace synspect::reports {
namespace {

TEST(LadderSvg, IsWellFormedAndEscaped) {
  History history;
  testing::passive_open(history);
  const std::string svg = ladder_svg(rungs(history), "<left>", "right");
  pugi::xml_document document;
  const auto parsed = document.load_string(svg.c_str());
  ASSERT_TRUE(parsed) << parsed.description();
  EXPECT_NE(svg.find("&lt;left&gt;"), std::string::npos);
  EXPECT_NE(svg.find("S 0:0(0) isn 5000 win 65535 &lt;mss 1460&gt;"), std::string::npos);
  int arrows = 0;
  for (const auto& path : document.child("svg").children("path")) {
    arrows += std::string_view(path.attribute("class").value()) == "arrow" ? 1 : 0;
  }
  EXPECT_EQ(arrows, 3);
}

TEST(Html, IsOneOfflinePageWithALadderPerFinding) {
  History history;
  testing::passive_open(history);
  gate::Found bad = gate::testing::found("MUST-34", "MUST-34 <one>");
  bad.finding.observed = "a <script>";
  const gate::Assessment all =
      gate::assess({gate::testing::result("a.pkt", drive::Verdict::kFail, {}, {bad})},
                   gate::testing::question());
  const std::string page = html(all, {picture_of(history, "no such", "reference")});
  EXPECT_TRUE(page.starts_with("<!DOCTYPE html>"));
  EXPECT_TRUE(page.ends_with("</body></html>\n"));
  EXPECT_NE(page.find("<svg"), std::string::npos);
  EXPECT_NE(page.find("a &lt;script&gt;"), std::string::npos);
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_EQ(page.find("src="), std::string::npos);
  EXPECT_EQ(page.find("href="), std::string::npos);
  EXPECT_NE(page.find("<code>MUST-34</code>"), std::string::npos);
  EXPECT_EQ(html(all, {}).find("<svg"), std::string::npos);
}

}  // namespace
}  // namespace synspect::reports
