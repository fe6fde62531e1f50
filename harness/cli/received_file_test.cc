#include "harness/cli/received_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "harness/cli/session.h"

namespace synspect::cli {
namespace {

namespace fs = std::filesystem;

std::string name_of(const char* word) {
  return (fs::path{testing::TempDir()} / (std::string{word} + std::to_string(::getpid()))).string();
}

TEST(ReceivedFile, NothingIsLeftWhereNothingCame) {
  const std::string name = name_of("nothing");
  {
    const ReceivedFile file{name};
    EXPECT_TRUE(fs::exists(name));
  }
  EXPECT_FALSE(fs::exists(name));
}

TEST(ReceivedFile, WhatCameStays) {
  const std::string name = name_of("some");
  {
    const ReceivedFile file{name};
    EXPECT_TRUE(file.write(std::as_bytes(std::span{"abc", 3})));
  }
  EXPECT_EQ(fs::file_size(name), 3U);
  fs::remove(name);
}

TEST(ReceivedFile, AnEmptyFileThatIsDoneStays) {
  const std::string name = name_of("empty");
  {
    ReceivedFile file{name};
    file.done();
  }
  EXPECT_TRUE(fs::exists(name));
  fs::remove(name);
}

TEST(ReceivedFile, AFileThatWasThereStays) {
  const std::string name = name_of("there");
  std::ofstream{name} << "before";
  {
    const ReceivedFile file{name};
  }
  EXPECT_TRUE(fs::exists(name));
  fs::remove(name);
  EXPECT_THROW(ReceivedFile{"/nonexistent/file"}, UsageError);
}

}  // namespace
}  // namespace synspect::cli
