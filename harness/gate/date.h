// Calendar dates as baselines write them. Nobody asks what day it is here: today is handed in.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace synspect::gate {

using Date = std::chrono::year_month_day;

// YYYY-MM-DD, a day that exists; nothing for anything else.
[[nodiscard]] std::optional<Date> parse_date(std::string_view text);
[[nodiscard]] std::string to_string(Date date);
[[nodiscard]] Date days_after(Date date, int days);

}  // namespace synspect::gate
