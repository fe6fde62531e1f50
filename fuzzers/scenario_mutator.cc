// The mutator of scenarios behind the names that libFuzzer asks for. Others have their own names:
// see standalone_runner.cc; AFL++ takes a shared object with afl_custom_fuzz.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "fuzzers/scenario_target.h"
#include "harness/network/prng.h"
#include "harness/scenario/encoding.h"
#include "harness/scenario/generate.h"
#include "harness/scenario/mutate.h"

namespace {

constexpr std::size_t kOctetsPerEvent = 8;  // about that many on average

// Out of nothing, and now and then instead of what there is, comes a generated scenario.
std::size_t fresh(std::span<std::uint8_t> out, std::uint64_t seed) {
  using namespace synspect;
  network::Prng chance{seed};
  const std::size_t room = std::max<std::size_t>(1, out.size() / kOctetsPerEvent);
  const std::size_t events = std::min<std::size_t>(room, 8 + chance.below(56));
  const auto octets = scenario::encode(scenario::generate(chance.next(), target_shape(), events));
  const std::size_t size = std::min(octets.size(), out.size());
  std::copy_n(octets.begin(), size, out.begin());
  return size;
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max, unsigned seed) {
  const std::span lent{data, max};
  const bool empty = size <= synspect::scenario::kSetupOctets;
  if (empty || seed % 32 == 0) return fresh(lent, seed);
  return synspect::scenario::mutate(lent, size, synspect::target_shape(), seed);
}

extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* first, std::size_t first_size,
                                                 const std::uint8_t* second,
                                                 std::size_t second_size, std::uint8_t* out,
                                                 std::size_t max, unsigned seed) {
  return synspect::scenario::cross(std::span{first, first_size}, std::span{second, second_size},
                                   std::span{out, max}, synspect::target_shape(), seed);
}
