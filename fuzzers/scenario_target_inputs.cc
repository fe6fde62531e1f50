#include "fuzzers/scenario_inputs.h"
#include "fuzzers/scenario_target.h"

synspect::Inputs synspect::target_inputs() { return scenario_inputs(target_shape()); }
