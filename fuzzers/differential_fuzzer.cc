// Two stacks, SYNSPECT_STACK and SYNSPECT_OTHER_STACK, of which each is the reference unless named.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "fuzzers/differential.h"
#include "fuzzers/scenario_target.h"
#include "harness/scenario/encoding.h"

namespace synspect {
namespace {

MakeStack other_stack() {
  const char* const name = std::getenv("SYNSPECT_OTHER_STACK");
  return stack_by_name(name != nullptr ? name : "reference");
}

}  // namespace

scenario::Shape target_shape() { return scenario::Shape::kOneEndpoint; }

}  // namespace synspect

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace synspect;
  static Differential differential{chosen_stack(), other_stack()};
  trap_on(differential.compare(scenario::decode(std::span{data, size}, target_shape())));
  return 0;
}
