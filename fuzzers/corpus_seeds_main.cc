// corpus_seeds FOLDER [TRACES]: writes the seeds of the trace corpus, lowered from runs of the
// reference stack: FOLDER/state_machine/NAME, and the scenarios of a pair for FOLDER/endpoints, an
// encoded scenario each. What a seed leaves out of its trace is printed. The seeds are not kept in
// the repository: made anew they are never stale.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <system_error>
#include <vector>

#include "harness/drive/trace_seeds.h"
#include "harness/stack_under_test/reference/reference_stack.h"

namespace {

namespace fs = std::filesystem;
using synspect::drive::Seed;

bool write(const fs::path& folder, const Seed& seed) {
  std::string name = seed.name;
  std::ranges::replace(name, '/', '-');
  std::ofstream out{folder / name, std::ios::binary};
  out.write(reinterpret_cast<const char*>(seed.octets.data()),
            static_cast<std::streamsize>(seed.octets.size()));
  return static_cast<bool>(out.flush());
}

bool put(const fs::path& folder, const std::vector<Seed>& seeds) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) {
    std::cerr << "corpus_seeds: " << folder.string() << ": " << error.message() << '\n';
    return false;
  }
  std::size_t octets = 0;
  for (const Seed& seed : seeds) {
    for (const std::string& what : seed.lowered.left_out) {
      std::cout << seed.name << ": " << what << '\n';
    }
    octets += seed.octets.size();
    if (write(folder, seed)) continue;
    std::cerr << "corpus_seeds: " << (folder / seed.name).string() << ": cannot be written\n";
    return false;
  }
  std::cout << folder.string() << ": " << seeds.size() << " seeds, " << octets << " octets\n";
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    std::cerr << "usage: corpus_seeds FOLDER [TRACES]\n";
    return 2;
  }
  const fs::path traces = argc == 3 ? argv[2] : SYNSPECT_SOURCE_DIR "/corpus/traces";
  const auto first = synspect::make_reference_stack();
  const auto second = synspect::make_reference_stack();
  std::vector<Seed> seeds = synspect::drive::seeds_of_traces(traces, *first);
  if (seeds.empty()) {
    std::cerr << "corpus_seeds: " << traces.string() << ": no trace that can be run\n";
    return 2;
  }
  std::ranges::move(synspect::drive::seeds_of_pairs(*first, *second), std::back_inserter(seeds));
  const fs::path folder = argv[1];
  const bool written =
      put(folder / "state_machine", seeds) &&
      put(folder / "endpoints", synspect::drive::seeds_of_two_ends(*first, *second));
  return written ? 0 : 2;
}
