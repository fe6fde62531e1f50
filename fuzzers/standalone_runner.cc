// The engine for those who have none (LIB_FUZZING_ENGINE empty): runs files, folders, or inputs
// that the target's own mutator makes from a seed. Same arguments, same inputs, on every machine.
//
//   TARGET [-seed=S] [-runs=N] [-max_len=L] [FILE | FOLDER]...
//
// Files run first, each once. Then N inputs: every one a mutation, or a cross, of earlier ones.
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>
#include <vector>

#include "harness/network/prng.h"

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
}

namespace {

using Octets = std::vector<std::uint8_t>;
using synspect::network::Prng;

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

// A target without a mutator gets octets by chance.
std::size_t by_chance(Prng& chance, Octets& buffer) {
  const std::size_t size = chance.below(buffer.size() + 1);
  for (std::size_t i = 0; i < size; ++i) buffer[i] = static_cast<std::uint8_t>(chance.below(256));
  return size;
}

Octets next_input(Prng& chance, const std::vector<Octets>& pool, std::size_t max) {
  Octets buffer(max);
  if (LLVMFuzzerCustomMutator == nullptr) {
    buffer.resize(by_chance(chance, buffer));
    return buffer;
  }
  std::size_t size = 0;
  if (!pool.empty() && !chance.one_in(4)) {
    const Octets& first = pool[chance.below(pool.size())];
    const Octets& second = pool[chance.below(pool.size())];
    if (LLVMFuzzerCustomCrossOver != nullptr && chance.one_in(4)) {
      size = LLVMFuzzerCustomCrossOver(first.data(), first.size(), second.data(), second.size(),
                                       buffer.data(), max, static_cast<unsigned>(chance.next()));
    } else {
      size = std::min(first.size(), max);
      std::copy_n(first.begin(), size, buffer.begin());
    }
  }
  buffer.resize(
      LLVMFuzzerCustomMutator(buffer.data(), size, max, static_cast<unsigned>(chance.next())));
  return buffer;
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  std::vector<std::filesystem::path> files;
  if (!read(argc, argv, arguments) || !gather(arguments.paths, files)) return 2;
  constexpr std::size_t kPool = 64;
  std::vector<Octets> pool;
  for (const auto& file : files) {
    const Octets octets = contents(file);
    static_cast<void>(LLVMFuzzerTestOneInput(octets.data(), octets.size()));
    if (pool.size() < kPool) pool.push_back(octets);
  }
  Prng chance{arguments.seed};
  for (std::uint64_t run = 0; run < arguments.runs; ++run) {
    Octets octets = next_input(chance, pool, arguments.max_len);
    static_cast<void>(LLVMFuzzerTestOneInput(octets.data(), octets.size()));
    if (pool.size() < kPool) {
      pool.push_back(std::move(octets));
    } else {
      pool[chance.below(kPool)] = std::move(octets);
    }
  }
  std::fprintf(stderr, "%zu files and %llu generated inputs: all is well\n", files.size(),
               static_cast<unsigned long long>(arguments.runs));
  return 0;
}
