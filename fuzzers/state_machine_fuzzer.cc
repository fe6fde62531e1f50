// One stack, an adversarial peer, the judge watching: every finding is a trap.
#include <cstddef>
#include <cstdint>
#include <span>

#include "fuzzers/scenario_campaign.h"
#include "fuzzers/scenario_target.h"

namespace synspect {

scenario::Shape target_shape() { return scenario::Shape::kOneEndpoint; }

}  // namespace synspect

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static synspect::ScenarioCampaign campaign{synspect::chosen_stack(), synspect::target_shape()};
  synspect::trap_on(campaign.run(std::span{data, size}));
  return 0;
}
