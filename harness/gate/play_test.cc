#include "harness/gate/play.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "harness/gate/sweep.h"

namespace synspect::gate {
namespace {

namespace fs = std::filesystem;

class Folder {  // of one test, gone afterwards
 public:
  Folder()
      : path_{fs::path{::testing::TempDir()} /
              (std::string("synspect_") +
               ::testing::UnitTest::GetInstance()->current_test_info()->name())} {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path_); }

  [[nodiscard]] const fs::path& path() const { return path_; }
  fs::path write(const std::string& name, std::string_view text) const {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream{path_ / name, std::ios::binary} << text;
    return path_ / name;
  }

 private:
  fs::path path_;
};

constexpr std::string_view kScript = "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n";

class EchoEngine final : public Engine {  // says in the message what it was asked to play
 public:
  EchoEngine() { controls_.ipv4 = controls_.ipv6 = controls_.forced_isn = true; }
  const Controls& controls() const override { return controls_; }
  gate::Run play(const script::Script& /*script*/, const std::string& path,
                 const drive::ScriptVariant& variant) override {
    return echo(path, variant);
  }
  gate::Run play(const drive::PairScenario& scenario,
                 const drive::ScriptVariant& variant) override {
    return echo(std::string(scenario.name), variant);
  }

 private:
  static gate::Run echo(const std::string& path, const drive::ScriptVariant& variant) {
    Run run;
    run.variant = variant;
    run.outcome.message = path + " " + to_string(variant);
    return run;
  }
  Controls controls_;
};

std::unique_ptr<Engine> make_echo() { return std::make_unique<EchoEngine>(); }

std::string told(const std::vector<Result>& results) {
  std::string all;
  for (const Result& result : results) {
    for (const Run& run : result.runs) all += run.outcome.message + "\n";
  }
  return all;
}

TEST(Play, ResultsDoNotDependOnTheNumberOfJobs) {
  const Folder folder;
  std::vector<Item> items;
  for (int i = 0; i < 40; ++i) {
    const fs::path file = folder.write(std::to_string(i) + ".pkt", kScript);
    items.emplace_back(TraceFile{std::to_string(i), file, i == 7 ? "trouble" : ""});
  }
  const drive::PairScenario scenario{.name = "pair/x", .shows = "x", .clauses = {"MUST-2"}};
  items.emplace_back(&scenario);
  PlayOptions options;
  options.sweep = true;
  const std::string alone = told(play(items, options, make_echo));
  EXPECT_NE(alone.find("\n12 ipv6,isn=0xfffffff0,shift=0xffffff00\n"), std::string::npos) << alone;
  EXPECT_NE(alone.find("\npair/x ipv4,isn=0x0\n"), std::string::npos) << alone;
  for (const bool forked : {false, true}) {
    if (forked) options.forked = worker::Limits{};
    for (const int jobs : {1, 2, 8}) {
      options.jobs = jobs;
      EXPECT_EQ(told(play(items, options, make_echo)), alone) << jobs << forked;
    }
  }
}

class DeadlyEngine final : public Engine {  // dies of the second variant of one trace
 public:
  DeadlyEngine() { controls_.ipv4 = controls_.forced_isn = true; }
  void watch(Notes& notes) override { notes_ = &notes; }
  const Controls& controls() const override { return controls_; }
  gate::Run play(const script::Script& /*script*/, const std::string& path,
                 const drive::ScriptVariant& variant) override {
    notes_->variant(variant);
    if (path == "deadly" && variant.peer_shift != 0) std::abort();
    Run run;
    run.variant = variant;
    return run;
  }
  gate::Run play(const drive::PairScenario& /*scenario*/,
                 const drive::ScriptVariant& /*variant*/) override {
    return {};
  }

 private:
  Controls controls_;
  Notes* notes_{};
};

TEST(Play, ARunThatIsCutShortKeepsWhatCameBefore) {
  const Folder folder;
  const fs::path file = folder.write("a.pkt", "// clauses: MUST-2\n" + std::string{kScript});
  const std::vector<Item> items = {TraceFile{"before", file, {}}, TraceFile{"deadly", file, {}},
                                   TraceFile{"after", file, {}}};
  PlayOptions options;
  options.sweep = true;
  options.forked = worker::Limits{};
  const std::vector<Result> results =
      play(items, options, [] { return std::make_unique<DeadlyEngine>(); });
  ASSERT_EQ(results.size(), 3U);
  EXPECT_EQ(results[0].runs.size(), 3U);
  EXPECT_EQ(results[2].runs.size(), 3U);
  const Result& cut = results[1];
  EXPECT_EQ(cut.path, "deadly");
  ASSERT_EQ(cut.header.clauses.size(), 1U);
  ASSERT_EQ(cut.runs.size(), 2U);
  EXPECT_EQ(cut.runs[0].outcome.verdict, drive::Verdict::kPass);
  EXPECT_EQ(to_string(cut.runs[1].variant), "ipv4,isn=0x7ffffff0,shift=0x7fffff00");
  EXPECT_EQ(cut.verdict(), drive::Verdict::kFail);
  EXPECT_EQ(&cut.decisive(), &cut.runs[1]);
}

TEST(Play, WhatCannotBeLoadedComesOutOfTheWorker) {
  const Folder folder;
  const std::vector<Item> items = {TraceFile{"a.pkt", folder.write("a.pkt", kScript), {}}};
  PlayOptions options;
  options.forked = worker::Limits{};
  try {
    (void)play(items, options, []() -> std::unique_ptr<Engine> {
      throw CannotLoad{CannotLoad::Why::kEnvironment, "not here", "get it"};
    });
    FAIL() << "nothing was thrown";
  } catch (const CannotLoad& error) {
    EXPECT_EQ(error.why, CannotLoad::Why::kEnvironment);
    EXPECT_STREQ(error.what(), "not here");
    EXPECT_EQ(error.hint, "get it");
  }
}

TEST(Play, BadInputIsAnErrorOfItsOwnAndTheRestIsPlayed) {
  const Folder folder;
  const fs::path bad_header = folder.write("header.pkt", "// shows: x\n// clauses: NO-SUCH-1\n");
  const fs::path bad_script = folder.write("script.pkt", "this is no script\n");
  const fs::path good = folder.write("good.pkt", kScript);
  const std::vector<Item> items = {TraceFile{"header.pkt", bad_header, {}},
                                   TraceFile{"script.pkt", bad_script, {}},
                                   TraceFile{"good.pkt", good, {}}};
  PlayOptions options;
  for (const bool forked : {false, true}) {
    if (forked) options.forked = worker::Limits{};
    const std::vector<Result> results = play(items, options, make_echo);
    ASSERT_EQ(results.size(), 3U);
    EXPECT_EQ(results[0].verdict(), drive::Verdict::kError);
    EXPECT_EQ(results[0].decisive().outcome.line, 2U);
    EXPECT_EQ(results[0].decisive().outcome.message, "no such clause: NO-SUCH-1");
    EXPECT_EQ(results[1].verdict(), drive::Verdict::kError);
    EXPECT_EQ(results[1].decisive().outcome.line, 1U);
    EXPECT_EQ(results[2].verdict(), drive::Verdict::kPass);
  }
}

TEST(Play, ParseOnlyNeedsNoStack) {
  const Folder folder;
  const std::vector<Item> items = {TraceFile{"a.pkt", folder.write("a.pkt", kScript), {}}};
  PlayOptions options;
  options.parse_only = true;
  const std::vector<Result> results =
      play(items, options, []() -> std::unique_ptr<Engine> { throw std::runtime_error("asked"); });
  EXPECT_EQ(results.front().verdict(), drive::Verdict::kPass);
}

TEST(Play, AFaultInAThreadComesOut) {
  const Folder folder;
  const std::vector<Item> items = {TraceFile{"a.pkt", folder.write("a.pkt", kScript), {}}};
  PlayOptions options;
  options.jobs = 3;
  EXPECT_THROW((void)play(items, options,
                          []() -> std::unique_ptr<Engine> { throw std::runtime_error("broken"); }),
               std::runtime_error);
}

TEST(Corpus, DirectoriesAreSortedAndProblemsStay) {
  const Folder folder;
  folder.write("t/b/z.pkt", kScript);
  folder.write("t/b/a.pkt", kScript);
  folder.write("t/a.pkt", kScript);
  folder.write("t/a/x.pkt", kScript);
  folder.write("t/a/notes.txt", "x");
  fs::create_directories(folder.path() / "empty");
  const std::vector<std::string> words = {"t/b/z.pkt", "t", "empty", "missing.pkt"};
  std::string all;
  for (const TraceFile& trace : find_traces(words, folder.path())) {
    all += trace.path + (trace.problem.empty() ? "" : " [" + trace.problem + "]") + "\n";
  }
  EXPECT_EQ(all,
            "t/b/z.pkt\n"
            "t/a.pkt\nt/a/x.pkt\nt/b/a.pkt\nt/b/z.pkt\n"
            "empty [no .pkt file below this directory]\n"
            "missing.pkt [no such file or directory]\n");
}

TEST(Corpus, RefusesWhatIsNoText) {
  const Folder folder;
  const auto refusal = [](const fs::path& file) {
    const auto text = read_trace(file);
    return text ? "read: " + *text : text.error();
  };
  EXPECT_EQ(refusal(folder.write("a", std::string("ab\0c", 4))),
            "a binary file, not a trace script");
  EXPECT_EQ(refusal("/dev/zero"), "not a regular file");
  EXPECT_EQ(refusal(folder.path()), "not a regular file");
  EXPECT_EQ(refusal(folder.path() / "none"), "No such file or directory");
  EXPECT_EQ(refusal(folder.write("b", "0 ...")), "read: 0 ...");
  const fs::path huge = folder.write("c", "");
  fs::resize_file(huge, script::kMaxScriptOctets + 1);  // a hole: takes no room
  EXPECT_EQ(refusal(huge), "longer than 16777216 octets, refused unread");
}

TEST(Shard, PartsAreDisjointAndWhole) {
  for (std::size_t i = 0; i < 10; ++i) {
    int takers = 0;
    for (std::uint32_t part = 1; part <= 3; ++part) takers += Shard{part, 3}.takes(i) ? 1 : 0;
    EXPECT_EQ(takers, 1) << i;
  }
  EXPECT_TRUE(parse_shard("1/1")->whole());
  for (const char* bad :
       {"", "1", "0/2", "3/2", "1/0", "a/b", "1/2x", "/", "-1/2", "99999999999/2"}) {
    EXPECT_FALSE(parse_shard(bad).has_value()) << bad;
  }
}

TEST(Sweep, VariantsOfAScript) {
  struct Row {
    bool fixes_ip, fixes_numbers, forced_isn, ipv6;
    std::size_t variants;
  };
  constexpr Row kRows[] = {
      {false, false, true, true, 6}, {false, false, true, false, 3}, {true, false, true, true, 3},
      {false, true, true, true, 2},  {false, false, false, true, 2}, {true, true, true, true, 1},
  };
  for (const Row& row : kRows) {
    Controls controls;
    controls.ipv4 = true;
    controls.ipv6 = row.ipv6;
    controls.forced_isn = row.forced_isn;
    const auto variants = sweep_of({row.fixes_ip, row.fixes_numbers}, controls);
    EXPECT_EQ(variants.size(), row.variants) << "row " << (&row - kRows);
    for (const drive::ScriptVariant& variant : variants) {
      const auto again = parse_variant(to_string(variant));
      ASSERT_TRUE(again.has_value()) << to_string(variant);
      EXPECT_EQ(to_string(*again), to_string(variant));
      EXPECT_EQ(again->stack_isn, variant.stack_isn);
    }
  }
}

TEST(Sweep, RefusesOtherWords) {
  for (const char* bad :
       {"", "ipv5", "isn=7", "isn=0x", "isn=0x100000000", "ipv4,", "plain,ipv4"}) {
    EXPECT_FALSE(parse_variant(bad).has_value()) << bad;
  }
}

TEST(Result, TheFirstOfTheWorstRunsDecides) {
  Result result;
  for (const auto verdict : {drive::Verdict::kPass, drive::Verdict::kUnsupported,
                             drive::Verdict::kFail, drive::Verdict::kFail}) {
    result.runs.emplace_back();
    result.runs.back().outcome.verdict = verdict;
  }
  EXPECT_EQ(&result.decisive(), &result.runs[2]);
}

}  // namespace
}  // namespace synspect::gate
