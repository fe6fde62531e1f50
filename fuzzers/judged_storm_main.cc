// judged_storm hostile|lossy|mixed FIRST COUNT [SHOWN]: runs the seeds and prints every one that
// fails.
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string_view>

#include "fuzzers/judged_storm.h"

int main(int argc, char** argv) {
  const std::string_view name = argc >= 4 ? argv[1] : "";
  if (name != "hostile" && name != "lossy" && name != "mixed") {
    std::cerr << "usage: judged_storm hostile|lossy|mixed FIRST COUNT [SHOWN]\n";
    return 2;
  }
  using namespace synspect::storm;
  const Storm storm = name == "lossy" ? lossy : name == "mixed" ? mixed : hostile;
  const std::uint64_t first = std::strtoull(argv[2], nullptr, 10);
  const std::uint64_t count = std::strtoull(argv[3], nullptr, 10);
  const std::uint64_t shown = argc > 4 ? std::strtoull(argv[4], nullptr, 10) : 20;
  std::uint64_t failed = 0;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    const std::string words = synspect::storm::judged(storm, seed, shown);
    if (words.empty()) continue;
    std::cout << words << std::flush;
    ++failed;
  }
  std::cout << failed << " of " << count << " seeds failed\n";
  return failed == 0 ? 0 : 1;
}
