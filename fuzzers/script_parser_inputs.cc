#include "fuzzers/inputs.h"
#include "fuzzers/text/script_inputs.h"

synspect::Inputs synspect::target_inputs() {
  return {text::mutate_script, text::cross_scripts, /*engines_own=*/true};
}
