// The engine for those who have none (LIB_FUZZING_ENGINE empty): runs files, folders, or inputs
// that the target's own mutator makes from a seed. Same arguments, same inputs, on every machine.
//
//   TARGET [-seed=S] [-runs=N] [-max_total_time=S] [-max_len=L] [-timeout=S] [-rss_limit_mb=M]
//          [-artifact_prefix=P] [-reload=1] [-print_final_stats=0] [FILE | FOLDER]...
//
// Files run first, each once. Then up to N executions in all, or for S seconds: each input a change
// or a cross of earlier ones (input_loop.h). A target that defines synspect_new_coverage() steers:
// what showed something new is changed further, and is put into the first folder.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "fuzzers/input_loop.h"
#include "fuzzers/standalone/arguments.h"
#include "fuzzers/standalone/ending.h"
#include "fuzzers/standalone/files.h"

extern "C" {
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
[[gnu::weak]] int LLVMFuzzerInitialize(int* argc, char*** argv);
// Absent where a target has no mutator of its own.
[[gnu::weak]] std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                                  std::size_t max, unsigned seed);
[[gnu::weak]] std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* first,
                                                    std::size_t first_size,
                                                    const std::uint8_t* second,
                                                    std::size_t second_size, std::uint8_t* out,
                                                    std::size_t max, unsigned seed);
// Whether the last input showed what none had shown before: 1 or 0; -1, or absent, where a target
// cannot tell.
[[gnu::weak]] int synspect_new_coverage();
}

namespace {

using namespace synspect::standalone;
using Clock = std::chrono::steady_clock;

unsigned long long wide(std::uint64_t n) { return n; }

// Counts what it runs.
class Runner {
 public:
  explicit Runner(const Arguments& arguments) : arguments_{arguments} {}

  void run(std::span<const std::uint8_t> input) {
    begins(input);
    static_cast<void>(LLVMFuzzerTestOneInput(input.data(), input.size()));
    ends();
    ++executed_;
  }
  // Whether an input that was made may still be run.
  [[nodiscard]] bool goes_on() const {
    if (interrupted() || (!arguments_.runs && !arguments_.max_total_time)) return false;
    if (arguments_.runs && executed_ >= *arguments_.runs) return false;
    return !arguments_.max_total_time ||
           seconds() < static_cast<double>(*arguments_.max_total_time);
  }
  [[nodiscard]] std::uint64_t executed() const { return executed_; }

  // As libFuzzer prints them: who reads these lines need not know which engine it is.
  void print_statistics() const {
    const double took = std::max(seconds(), 1e-3);
    std::fprintf(stderr, "stat::number_of_executed_units: %llu\n", wide(executed_));
    std::fprintf(stderr, "stat::average_exec_per_sec:     %llu\n",
                 wide(static_cast<std::uint64_t>(static_cast<double>(executed_) / took)));
    std::fprintf(stderr, "stat::peak_rss_mb:              %llu\n", wide(peak_rss_mb()));
  }

 private:
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(Clock::now() - began_).count();
  }

  const Arguments& arguments_;
  Clock::time_point began_{Clock::now()};
  std::uint64_t executed_{0};
};

// Octets of a file, with a word on stderr where they are not all of it or none.
bool read_file(const std::filesystem::path& file, std::size_t most, Octets& octets) {
  auto input = read_input(file, most);
  if (!input) {
    std::fprintf(stderr, "%s\n", input.error().c_str());
    return false;
  }
  if (input->cut) {
    std::fprintf(stderr, "%s: only the first %zu octets are run\n", file.c_str(), most);
  }
  octets = std::move(input->octets);
  return true;
}

// The files of the folders, also those that come to be there later.
class Corpus {
 public:
  Corpus(const Files& files, const Arguments& arguments)
      : folders_{files.folders},
        arguments_{arguments},
        seen_{files.inside.begin(), files.inside.end()} {}

  // With -reload=1, now and then: what others have put there since.
  [[nodiscard]] std::vector<std::filesystem::path> news(std::uint64_t executed) {
    constexpr std::uint64_t kEvery = 1024;
    if (!arguments_.reload || executed % kEvery != 0) return {};
    const auto now = gather(folders_);
    if (!now) return {};  // said when something is put there
    std::vector<std::filesystem::path> news;
    for (const auto& file : now->inside) {
      if (seen_.insert(file).second) news.push_back(file);
    }
    return news;
  }
  void put(std::span<const std::uint8_t> input) {
    if (folders_.empty()) return;
    const auto path = save_input(folders_.front(), input);
    if (path) seen_.insert(*path);
    if (!path && !std::exchange(said_, true)) std::fprintf(stderr, "%s\n", path.error().c_str());
    failed_ = failed_ || !path;
  }
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  const std::vector<std::filesystem::path>& folders_;
  const Arguments& arguments_;
  std::set<std::filesystem::path> seen_;
  bool said_{false}, failed_{false};
};

// A file that was named must be readable; one within a folder may not be, or be gone.
bool run_files(const std::vector<std::filesystem::path>& files, bool must, std::size_t most,
               Runner& runner, synspect::InputLoop& loop) {
  for (const auto& file : files) {
    Octets octets;
    if (interrupted()) return true;
    if (!read_file(file, most, octets)) {
      if (must) return false;
      continue;
    }
    runner.run(octets);
    loop.add(std::move(octets));
  }
  return true;
}

void run_inputs(const Arguments& arguments, Runner& runner, synspect::InputLoop& loop,
                Corpus& corpus) {
  while (runner.goes_on()) {
    const std::span<const std::uint8_t> input = loop.next();
    runner.run(input);
    const int is_new = synspect_new_coverage == nullptr ? -1 : synspect_new_coverage();
    if (is_new > 0) corpus.put(input);
    if (is_new < 0) {
      loop.showed_nobody_knows();
    } else {
      loop.showed_something_new(is_new != 0);
    }
    run_files(corpus.news(runner.executed()), false, arguments.max_len, runner, loop);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const auto arguments = parse({argv + 1, static_cast<std::size_t>(argc - 1)});
  const auto files = arguments ? gather(arguments->paths) : std::unexpected(arguments.error());
  if (!files) {
    std::fprintf(stderr, "%s\n", files.error().c_str());
    return 2;
  }
  if (LLVMFuzzerInitialize != nullptr) LLVMFuzzerInitialize(&argc, &argv);
  watch({.timeout = arguments->timeout,
         .rss_limit_mb = arguments->rss_limit_mb,
         .artifact_prefix = arguments->artifact_prefix});
  synspect::InputLoop loop{{.seed = arguments->seed,
                            .max_len = arguments->max_len,
                            .mutate = LLVMFuzzerCustomMutator,
                            .cross = LLVMFuzzerCustomCrossOver}};
  Runner runner{*arguments};
  if (!run_files(files->named, true, arguments->max_len, runner, loop)) return 2;
  run_files(files->inside, false, arguments->max_len, runner, loop);
  const std::uint64_t from_files = runner.executed();
  Corpus corpus{*files, *arguments};
  run_inputs(*arguments, runner, loop, corpus);
  std::fprintf(stderr, "%llu files and %llu generated inputs: %s; %zu kept\n", wide(from_files),
               wide(runner.executed() - from_files), interrupted() ? "interrupted" : "all is well",
               loop.kept());
  if (arguments->print_final_stats) runner.print_statistics();
  if (corpus.failed()) return 1;
  return interrupted() ? kInterrupted : 0;
}
