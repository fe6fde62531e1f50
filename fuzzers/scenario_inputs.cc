#include "fuzzers/scenario_inputs.h"

#include <algorithm>
#include <span>

#include "harness/network/prng.h"
#include "harness/scenario/encoding.h"
#include "harness/scenario/generate.h"
#include "harness/scenario/mutate.h"

namespace synspect {
namespace {

constexpr std::size_t kOctetsPerEvent = 8;  // about that many on average

// Out of nothing, and now and then instead of what there is, comes a generated scenario.
std::size_t fresh(std::span<std::uint8_t> out, std::uint64_t seed, scenario::Shape shape) {
  network::Prng chance{seed};
  const std::size_t room = std::max<std::size_t>(1, out.size() / kOctetsPerEvent);
  const std::size_t events = std::min<std::size_t>(room, 8 + chance.below(56));
  const auto octets = scenario::encode(scenario::generate(chance.next(), shape, events));
  const std::size_t size = std::min(octets.size(), out.size());
  std::copy_n(octets.begin(), size, out.begin());
  return size;
}

}  // namespace

std::size_t mutate_input(std::uint8_t* data, std::size_t size, std::size_t max, unsigned seed,
                         scenario::Shape shape) {
  const std::span lent{data, max};
  const bool empty = size <= scenario::kSetupOctets;
  if (empty || seed % 32 == 0) return fresh(lent, seed, shape);
  return scenario::mutate(lent, size, shape, seed);
}

std::size_t cross_inputs(const std::uint8_t* first, std::size_t first_size,
                         const std::uint8_t* second, std::size_t second_size, std::uint8_t* out,
                         std::size_t max, unsigned seed, scenario::Shape shape) {
  return scenario::cross(std::span{first, first_size}, std::span{second, second_size},
                         std::span{out, max}, shape, seed);
}

}  // namespace synspect
