// The engine for those who have none (LIB_FUZZING_ENGINE empty): runs files, folders, or inputs
// that the target's own mutator makes from a seed. Same arguments, same inputs, on every machine.
//
//   TARGET [-seed=S] [-runs=N] [-max_len=L] [FILE | FOLDER]...
//
// Files run first, each once. Then N inputs, of which each is a change or a cross of earlier ones
// (input_loop.h). A target that defines synspect_new_coverage() steers: what showed something new
// is changed further.
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "fuzzers/input_loop.h"

extern "C" {
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
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

using Octets = std::vector<std::uint8_t>;

struct Arguments {
  std::uint64_t seed{1}, runs{0}, max_len{4096};
  std::vector<std::filesystem::path> paths;
};

bool number(std::string_view text, std::string_view name, std::uint64_t& value) {
  if (!text.starts_with(name)) return false;
  text.remove_prefix(name.size());
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size();
}

bool read(int argc, char** argv, Arguments& arguments) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view text = argv[i];
    if (!text.starts_with('-')) {
      arguments.paths.emplace_back(text);
    } else if (!number(text, "-seed=", arguments.seed) && !number(text, "-runs=", arguments.runs) &&
               !number(text, "-max_len=", arguments.max_len)) {
      std::fprintf(stderr, "%s: no such argument\n", argv[i]);
      return false;
    }
  }
  return arguments.max_len > 0 && arguments.max_len <= 1'000'000;
}

Octets contents(const std::filesystem::path& file) {
  std::ifstream stream{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

// Folders give their files by name.
bool gather(const std::vector<std::filesystem::path>& paths,
            std::vector<std::filesystem::path>& files) {
  for (const auto& path : paths) {
    std::error_code error;
    if (!std::filesystem::is_directory(path, error)) {
      if (!std::filesystem::is_regular_file(path, error)) {
        std::fprintf(stderr, "%s: no such file\n", path.c_str());
        return false;
      }
      files.push_back(path);
      continue;
    }
    std::vector<std::filesystem::path> inside;
    for (const auto& entry : std::filesystem::directory_iterator{path}) {
      if (entry.is_regular_file()) inside.push_back(entry.path());
    }
    std::ranges::sort(inside);
    files.insert(files.end(), inside.begin(), inside.end());
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  std::vector<std::filesystem::path> files;
  if (!read(argc, argv, arguments) || !gather(arguments.paths, files)) return 2;
  synspect::InputLoop loop{{.seed = arguments.seed,
                            .max_len = arguments.max_len,
                            .mutate = LLVMFuzzerCustomMutator,
                            .cross = LLVMFuzzerCustomCrossOver}};
  for (const auto& file : files) {
    Octets octets = contents(file);
    static_cast<void>(LLVMFuzzerTestOneInput(octets.data(), octets.size()));
    loop.add(std::move(octets));
  }
  for (std::uint64_t run = 0; run < arguments.runs; ++run) {
    const std::span<const std::uint8_t> input = loop.next();
    static_cast<void>(LLVMFuzzerTestOneInput(input.data(), input.size()));
    const int is_new = synspect_new_coverage == nullptr ? -1 : synspect_new_coverage();
    if (is_new < 0) {
      loop.showed_nobody_knows();
    } else {
      loop.showed_something_new(is_new != 0);
    }
  }
  std::fprintf(stderr, "%zu files and %llu generated inputs: all is well; %zu kept\n", files.size(),
               static_cast<unsigned long long>(arguments.runs), loop.kept());
  return 0;
}
