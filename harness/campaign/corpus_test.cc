// Corpus folders, and merges of them that lose nothing, with a shell script for an engine.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>

#include <fstream>

#include "harness/campaign/corpus_folder.h"
#include "harness/campaign/merge.h"
#include "harness/campaign/whole_file.h"

namespace synspect::campaign {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

void write(const fs::path& file, std::string_view text) { std::ofstream{file} << text; }

class CorpusTest : public testing::Test {
 protected:
  CorpusTest() {
    std::string name = testing::TempDir() + "corpusXXXXXX";
    folder_ = mkdtemp(name.data());
    corpus_ = folder_ / "target";
    fs::create_directories(corpus_);
  }
  ~CorpusTest() override { fs::remove_all(folder_); }

  static std::vector<std::uint8_t> octets(std::string_view text) {
    return {text.begin(), text.end()};
  }
  void fill() {
    for (const char* name : {"one", "two", "three"}) write(corpus_ / name, name);
  }
  // `script` finds the folders in $new and $old.
  std::expected<std::optional<Merge>, std::string> start(const std::string& script) {
    const fs::path program = folder_ / "engine";
    write(program,
          "#!/bin/sh\nfor word in \"$@\"; do old=$new; new=$last; last=$word; done\n"
          "old=$last\n" +
              script + "\n");
    chmod(program.c_str(), 0755);
    return Merge::start({.program = program,
                         .flags = {"-max_len=8"},
                         .environment = {},
                         .corpus = corpus_,
                         .home = folder_ / "home"});
  }
  std::expected<Merged, std::string> merge(const std::string& script) {
    auto started = start(script);
    if (!started) return std::unexpected(started.error());
    if (!*started) return std::unexpected("somebody else merges");
    while (true) {
      if (auto result = (*started)->tend()) return *result;
      pollfd words{.fd = (*started)->words(), .events = POLLIN, .revents = 0};
      poll(&words, 1, 20);
    }
  }
  std::vector<std::string> hidden() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator{folder_}) {
      const std::string name = entry.path().filename();
      if (name.starts_with('.') && name != ".target.lock") names.push_back(name);
    }
    return names;
  }

  fs::path folder_, corpus_;
};

TEST_F(CorpusTest, AnInputIsAddedOnceUnderItsHash) {
  const auto first = add_input(corpus_, octets("abc"));
  const auto again = add_input(corpus_, octets("abc"));
  ASSERT_TRUE(first && again);
  EXPECT_FALSE(first->known);
  EXPECT_TRUE(again->known);
  EXPECT_EQ(first->name, "06b05ab6733a618578af5f94892f3950");  // XXH3-128 of "abc"
  EXPECT_THAT(inputs_of(corpus_), ElementsAre(first->name));
  EXPECT_EQ(read_input(corpus_ / first->name), octets("abc"));
}

TEST_F(CorpusTest, OnlyRegularFilesOfADecentSizeAreInputs) {
  write(corpus_ / "small", "12345");
  fs::create_directory(corpus_ / "folder");
  mkfifo((corpus_ / "pipe").c_str(), 0600);
  EXPECT_TRUE(read_input(corpus_ / "small", 5));
  EXPECT_THAT(read_input(corpus_ / "small", 4).error(),
              HasSubstr("small: 5 octets; an input has 4 at the most"));
  EXPECT_THAT(read_input(corpus_ / "folder").error(), HasSubstr("not a regular file"));
  EXPECT_THAT(read_input(corpus_ / "pipe").error(), HasSubstr("not a regular file"));
  EXPECT_THAT(read_input(corpus_ / "gone").error(), HasSubstr("gone: No such file"));
  EXPECT_THAT(inputs_of(corpus_), ElementsAre("small"));
}

TEST_F(CorpusTest, AFileOf100MebioctetsIsRefusedWithoutBeingRead) {
  write(corpus_ / "huge", "");
  fs::resize_file(corpus_ / "huge", std::uintmax_t{100} << 20U);
  EXPECT_THAT(read_input(corpus_ / "huge").error(), HasSubstr("104857600 octets"));
  EXPECT_EQ(size_of_corpus(corpus_).octets, std::uint64_t{100} << 20U);
}

TEST_F(CorpusTest, AFolderThatIsNotThereIsEmpty) {
  EXPECT_EQ(size_of_corpus(folder_ / "nothing").files, 0U);
  EXPECT_TRUE(inputs_of(folder_ / "nothing").empty());
}

TEST_F(CorpusTest, TheMergedFolderTakesThePlaceOfTheOld) {
  fill();
  const auto result = merge("cp $old/one $new/");
  ASSERT_TRUE(result) << result.error();
  EXPECT_EQ(result->before, 3U);
  EXPECT_EQ(result->after, 1U);
  EXPECT_THAT(inputs_of(corpus_), ElementsAre("one"));
  EXPECT_TRUE(hidden().empty());
}

TEST_F(CorpusTest, WhatComesWhileItMergesIsCarriedOver) {
  fill();
  const auto result = merge("cp $old/one $new/; echo late > " + corpus_.string() + "/late");
  ASSERT_TRUE(result) << result.error();
  EXPECT_THAT(inputs_of(corpus_), UnorderedElementsAre("late", "one"));
}

TEST_F(CorpusTest, WhatAnEngineTakesAwayMeanwhileDoesNotStopIt) {
  fill();
  const auto result = merge("rm " + corpus_.string() + "/one; cp $old/one $new/");
  ASSERT_TRUE(result) << result.error();
  EXPECT_THAT(inputs_of(corpus_), ElementsAre("one"));
  EXPECT_TRUE(hidden().empty());
}

TEST_F(CorpusTest, AMergeThatFailsChangesNothing) {
  fill();
  for (const char* script : {"exit 1", "kill -9 $$", "exit 0",              // and keeps nothing
                             "cp $old/one $new/; printf tw > $new/two"}) {  // half a file
    const auto result = merge(script);
    ASSERT_FALSE(result) << script;
    EXPECT_THAT(result.error(), HasSubstr("is left out")) << script;
    EXPECT_EQ(inputs_of(corpus_).size(), 3U) << script;
    EXPECT_TRUE(hidden().empty()) << script;
  }
}

TEST_F(CorpusTest, OneMergesAtATime) {
  fill();
  auto first = start("sleep 100");
  ASSERT_TRUE(first && *first);
  const auto second = start("exit 0");
  ASSERT_TRUE(second);
  EXPECT_FALSE(*second);
}

TEST_F(CorpusTest, AMergeThatWasKilledBeforeItWasCompleteIsForgotten) {
  fill();
  fs::create_directories(folder_ / ".target.merging");
  write(folder_ / ".target.merging/half", "ha");
  recover(corpus_);
  EXPECT_EQ(inputs_of(corpus_).size(), 3U);
  EXPECT_TRUE(hidden().empty());
}

TEST_F(CorpusTest, OneThatWasKilledAroundTheExchangeLosesNothing) {
  write(corpus_ / "one", "one");
  fs::create_directories(folder_ / ".target.merged");  // the old folder, as it was
  for (const char* name : {"one", "two", "late"}) write(folder_ / ".target.merged" / name, name);
  recover(corpus_);
  EXPECT_THAT(inputs_of(corpus_), UnorderedElementsAre("late", "one", "two"));
  EXPECT_TRUE(hidden().empty());
}

TEST_F(CorpusTest, NothingIsPutRightWhileSomebodyMerges) {
  fill();
  auto first = start("sleep 100");
  ASSERT_TRUE(first && *first);
  write(folder_ / ".target.merging/half", "ha");
  recover(corpus_);
  EXPECT_TRUE(fs::exists(folder_ / ".target.merging/half"));
}

TEST_F(CorpusTest, AFileThatCannotBePutLeavesNothing) {
  EXPECT_THAT(put_file(folder_ / "no/such/file", "text").error(), HasSubstr("cannot write"));
  EXPECT_TRUE(put_file(folder_ / "file", "text"));
  EXPECT_EQ(read_input(folder_ / "file"), octets("text"));
}

TEST_F(CorpusTest, AnExchangeLeavesNothingOfOthersBehind) {
  const fs::path corpus = folder_ / "corpus", made = folder_ / "made";
  for (const fs::path& folder : {corpus / "theirs", made}) fs::create_directories(folder);
  std::ofstream{corpus / "old"} << "1";
  std::ofstream{corpus / ".half"} << "2";  // somebody writes it
  fs::create_symlink("/no/such/file", corpus / "dangling");
  ASSERT_EQ(mkfifo((corpus / "pipe").c_str(), 0600), 0);
  std::ofstream{made / "new"} << "3";
  ASSERT_TRUE(exchange_corpus(corpus, made, {"old"}));
  for (const char* name : {"theirs", ".half", "dangling", "pipe", "new"}) {
    EXPECT_TRUE(fs::exists(fs::symlink_status(corpus / name))) << name;
  }
  EXPECT_FALSE(fs::exists(corpus / "old"));
  EXPECT_FALSE(fs::exists(folder_ / ".corpus.merged"));
}

}  // namespace
}  // namespace synspect::campaign
