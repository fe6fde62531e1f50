// What happens to the text before the grammar sees it (LANGUAGE.md section 4).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/script/script.h"
#include "harness/script/source_map.h"

namespace synspect::script {

// A script is text: a control character means that something else was handed in. Throws Failure.
void refuse_binary(std::string_view text);

// Puts in the values of macros and drops what #ifdef leaves out; nothing when there is neither,
// so that most scripts are parsed where they lie. `map` learns where the pieces came from.
// Throws Failure, with an offset in `text`.
[[nodiscard]] std::optional<std::string> preprocess(std::string_view text, const Macros& macros,
                                                    SourceMap& map);

}  // namespace synspect::script
