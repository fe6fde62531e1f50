// "Did you mean ...?"
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace synspect::cli {

// The word that takes fewest edits, if it takes few; else empty.
[[nodiscard]] std::string nearest(std::string_view word, std::span<const std::string> known);
[[nodiscard]] std::string joined(std::span<const std::string> words,
                                 std::string_view between = " ");

}  // namespace synspect::cli
