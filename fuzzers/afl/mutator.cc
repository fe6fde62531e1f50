// The mutator of a target under the names that AFL++ asks for. AFL++ links LLVMFuzzerCustomMutator
// but never calls it; it loads this as a library:
//
//   AFL_CUSTOM_MUTATOR_LIBRARY=NAME_afl_mutator.so afl-fuzz ...
#include <algorithm>
#include <cstdint>
#include <vector>

#include "harness/network/prng.h"

extern "C" {
std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max,
                                    unsigned seed);
std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* first, std::size_t first_size,
                                      const std::uint8_t* second, std::size_t second_size,
                                      std::uint8_t* out, std::size_t max, unsigned seed);
}

namespace {

constexpr std::uint64_t kCrossOneIn = 8;
// No target reads more. AFL++ would give a megabyte.
constexpr std::size_t kMostOctets = 8192;

struct Mutator {
  synspect::network::Prng chance;
  std::vector<std::uint8_t> octets;  // what AFL++ gets lives until its next call
};

}  // namespace

extern "C" {

void* afl_custom_init(void* /*afl*/, unsigned seed) {
  return new Mutator{.chance = synspect::network::Prng{seed}, .octets = {}};
}

void afl_custom_deinit(void* data) { delete static_cast<Mutator*>(data); }

std::size_t afl_custom_fuzz(void* data, std::uint8_t* input, std::size_t size, std::uint8_t** out,
                            std::uint8_t* other, std::size_t other_size, std::size_t max) {
  Mutator& mutator = *static_cast<Mutator*>(data);
  const std::size_t most = std::min(max, kMostOctets);
  mutator.octets.resize(most);
  std::uint8_t* const octets = mutator.octets.data();
  *out = octets;
  const auto seed = static_cast<unsigned>(mutator.chance.next());
  if (other != nullptr && other_size != 0 && mutator.chance.one_in(kCrossOneIn)) {
    return LLVMFuzzerCustomCrossOver(input, size, other, other_size, octets, most, seed);
  }
  const std::size_t kept = std::min(size, most);
  std::copy_n(input, kept, octets);
  return LLVMFuzzerCustomMutator(octets, kept, most, seed);
}
}
