// One stack, each scenario told in four ways that must come out alike.
#include <cstddef>
#include <cstdint>
#include <span>

#include "fuzzers/metamorphic.h"
#include "fuzzers/scenario_target.h"
#include "harness/scenario/encoding.h"

namespace synspect {

scenario::Shape target_shape() { return scenario::Shape::kOneEndpoint; }

}  // namespace synspect

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace synspect;
  static Metamorphic metamorphic{chosen_stack()};
  const scenario::Scenario scenario = scenario::decode(std::span{data, size}, target_shape());
  for (const Relation relation : kRelations) trap_on(metamorphic.compare(scenario, relation));
  return 0;
}
