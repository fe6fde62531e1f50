// One stack, an adversarial peer, the judge watching.
#include "fuzzers/scenario_target.h"

namespace synspect {

std::string_view target_name() { return "state_machine"; }
scenario::Shape target_shape() { return scenario::Shape::kOneEndpoint; }

}  // namespace synspect
