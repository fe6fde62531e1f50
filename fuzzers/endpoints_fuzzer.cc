// Two stacks and a network with faults between them, the judge watching.
#include "fuzzers/scenario_target.h"

namespace synspect {

std::string_view target_name() { return "endpoints"; }
scenario::Shape target_shape() { return scenario::Shape::kTwoEndpoints; }

}  // namespace synspect
