// The option lines at the head of a script (LANGUAGE.md section 3).
#pragma once

#include <cstddef>

#include "harness/script/ast.h"

namespace synspect::script {

// Refuses an unknown name, a missing or superfluous value and a value out of range. Throws Failure.
void check_option_line(const OptionLine& line, std::size_t name_at, std::size_t value_at);

}  // namespace synspect::script
