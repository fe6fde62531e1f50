// Two stacks, SYNSPECT_STACK and SYNSPECT_OTHER_STACK, that must come to the same ends.
#include "fuzzers/scenario_target.h"

namespace synspect {

std::string_view target_name() { return "differential"; }
scenario::Shape target_shape() { return scenario::Shape::kOneEndpoint; }

}  // namespace synspect
