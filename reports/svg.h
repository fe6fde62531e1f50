// A ladder as a picture: inline SVG for HTML.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reports/ladder.h"

namespace synspect::reports {

// <, >, & and quotes as entities; control characters as blanks.
[[nodiscard]] std::string html_text(std::string_view text);

// One <svg> element without script, font or reference to anything outside.
[[nodiscard]] std::string ladder_svg(const std::vector<Rung>& rungs, std::string_view left,
                                     std::string_view right);

}  // namespace synspect::reports
