// One stack, each scenario told in four ways that must come out alike.
#include "fuzzers/scenario_target.h"

namespace synspect {

std::string_view target_name() { return "metamorphic"; }
scenario::Shape target_shape() { return scenario::Shape::kOneEndpoint; }

}  // namespace synspect
