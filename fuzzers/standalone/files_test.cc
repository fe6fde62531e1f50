#include "fuzzers/standalone/files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

namespace synspect::standalone {
namespace {

namespace fs = std::filesystem;

class FilesTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path{testing::TempDir()} /
              ("files." + std::to_string(::getpid()) + "." +
               testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  fs::path write(const char* name, const std::string& text) {
    std::ofstream{folder_ / name} << text;
    return folder_ / name;
  }
  fs::path folder_;
};

TEST_F(FilesTest, NoMoreThanAskedForOfAFileOfAnySize) {
  const fs::path file = write("huge", "abcdef");
  fs::resize_file(file, std::uintmax_t{1} << 40);  // a hole, a terabyte of it
  const auto input = read_input(file, 4);
  ASSERT_TRUE(input) << input.error();
  EXPECT_EQ(input->octets, (Octets{'a', 'b', 'c', 'd'}));
  EXPECT_TRUE(input->cut);
}

TEST_F(FilesTest, AFileOfExactlyThatSizeIsWhole) {
  const auto input = read_input(write("four", "abcd"), 4);
  ASSERT_TRUE(input);
  EXPECT_EQ(input->octets.size(), 4U);
  EXPECT_FALSE(input->cut);
  EXPECT_TRUE(read_input(write("none", ""), 4)->octets.empty());
}

TEST_F(FilesTest, WhatIsNoFileIsNamed) {
  const fs::path pipe = folder_ / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  for (const fs::path& path : {folder_ / "gone", pipe, folder_}) {
    const auto input = read_input(path, 4);
    ASSERT_FALSE(input) << path;
    EXPECT_TRUE(input.error().starts_with(path.string() + ": ")) << input.error();
  }
}

TEST_F(FilesTest, GathersFilesByName) {
  write("b", ""), write("a", ""), fs::create_directory(folder_ / "c");
  fs::create_symlink(folder_ / "gone", folder_ / "dangling");
  const fs::path paths[] = {folder_ / "b", folder_};
  const auto files = gather(paths);
  ASSERT_TRUE(files) << files.error();
  EXPECT_EQ(files->named, (std::vector<fs::path>{folder_ / "b"}));
  EXPECT_EQ(files->folders, (std::vector<fs::path>{folder_}));
  EXPECT_EQ(files->inside, (std::vector<fs::path>{folder_ / "a", folder_ / "b"}));
}

TEST_F(FilesTest, NoSuchPathIsAnError) {
  const fs::path paths[] = {folder_ / "none"};
  const auto files = gather(paths);
  ASSERT_FALSE(files);
  EXPECT_NE(files.error().find("none"), std::string::npos);
}

TEST_F(FilesTest, SavesUnderTheHashOnce) {
  const Octets input{1, 2, 3};
  const auto saved = save_input(folder_, input);
  ASSERT_TRUE(saved) << saved.error();
  EXPECT_EQ(saved->filename().string(), hash_of(input));
  EXPECT_EQ(hash_of(input).size(), 16U);
  EXPECT_EQ(read_input(*saved, 100)->octets, input);
  EXPECT_EQ(save_input(folder_, input), saved);
  EXPECT_EQ(std::distance(fs::directory_iterator{folder_}, fs::directory_iterator{}), 1);
  EXPECT_FALSE(save_input(folder_ / "none", input));
}

}  // namespace
}  // namespace synspect::standalone
