// Every trace of the corpus can be read, can be run, and is printed as the same script.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "harness/script/script.h"

namespace synspect {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> traces() {
  std::vector<std::string> paths;
  for (const auto& entry : fs::recursive_directory_iterator(SYNSPECT_SOURCE_DIR "/corpus/traces")) {
    if (entry.path().extension() == ".pkt") paths.push_back(entry.path().string());
  }
  std::ranges::sort(paths);
  return paths;
}

TEST(Corpus, EveryTraceIsReadAndPrintedBack) {
  const std::vector<std::string> paths = traces();
  ASSERT_FALSE(paths.empty());
  for (const std::string& path : paths) {
    std::ifstream in(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const auto script = script::parse(text);
    ASSERT_TRUE(script) << script.error().to_string(path);
    const auto unsupported = script::find_unsupported(*script);
    EXPECT_FALSE(unsupported) << unsupported->to_string(path);
    const auto again = script::parse(script::print(*script));
    ASSERT_TRUE(again) << path << ": " << again.error().to_string("printed");
    EXPECT_EQ(*again, *script) << path;
  }
}

}  // namespace
}  // namespace synspect
