#include "harness/gate/date.h"

#include <fmt/format.h>

#include <charconv>

namespace synspect::gate {

std::optional<Date> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t from, std::size_t count) {
    unsigned value = 0;
    const char* end = text.data() + from + count;
    const auto [stop, error] = std::from_chars(text.data() + from, end, value);
    return error == std::errc{} && stop == end ? value : 0U;
  };
  const Date date{std::chrono::year{static_cast<int>(number(0, 4))},
                  std::chrono::month{number(5, 2)}, std::chrono::day{number(8, 2)}};
  // What was no number has become 0, which is no month and no day; nor do we take it for a year.
  if (!date.ok() || date.year() == std::chrono::year{0}) return std::nullopt;
  return date;
}

std::string to_string(Date date) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

Date days_after(Date date, int days) {
  return Date{std::chrono::sys_days{date} + std::chrono::days{days}};
}

}  // namespace synspect::gate
