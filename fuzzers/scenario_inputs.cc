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
  return put(scenario::encode(scenario::generate(chance.next(), shape, events)), out);
}

template <scenario::Shape kShape>
std::size_t mutate(std::span<std::uint8_t> lent, std::size_t size, std::uint64_t seed) {
  const bool empty = size <= scenario::kSetupOctets;
  if (empty || seed % 32 == 0) return fresh(lent, seed, kShape);
  return scenario::mutate(lent, size, kShape, seed);
}

template <scenario::Shape kShape>
std::size_t cross(std::span<const std::uint8_t> first, std::span<const std::uint8_t> second,
                  std::span<std::uint8_t> out, std::uint64_t seed) {
  return scenario::cross(first, second, out, kShape, seed);
}

}  // namespace

Inputs scenario_inputs(scenario::Shape shape) {
  using enum scenario::Shape;
  return shape == kOneEndpoint ? Inputs{mutate<kOneEndpoint>, cross<kOneEndpoint>}
                               : Inputs{mutate<kTwoEndpoints>, cross<kTwoEndpoints>};
}

}  // namespace synspect
