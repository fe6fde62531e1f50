#include "stack/profile_fields.h"

#include <charconv>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <utility>
#include <variant>

namespace synspect::tcp {
namespace {

using Member =
    std::variant<bool Profile::*, Duration Profile::*, std::uint8_t Profile::*,
                 std::uint16_t Profile::*, std::uint32_t Profile::*, CongestionAlgorithm Profile::*,
                 EcnUse Profile::*, OptionLayout Profile::*>;

struct FieldRow {
  std::string_view name;
  Member member;
  std::string_view source;
  std::string_view unit{};       // of a count
  std::int64_t least{}, most{};  // of a count, or of a duration in microseconds
  std::string_view zero{};       // what 0 means, where that is not a count
};

constexpr std::int64_t kSecond = 1'000'000, kMinute = 60 * kSecond, kDay = 1'440 * kMinute;
constexpr std::int64_t kMost16 = std::numeric_limits<std::uint16_t>::max();
constexpr std::int64_t kMostCount = 1'000'000'000;
constexpr std::int64_t kMostBuffer = std::int64_t{1} << 30;  // the largest window (7323-2.3-2)

constexpr FieldRow kFieldRows[] = {
    {"msl", &Profile::msl, "9293-3.4.2-b", {}, 1, kDay},
    {"initial_rto", &Profile::initial_rto, "6298-2.1", {}, 1, kDay},
    {"initial_rto_after_syn_loss", &Profile::initial_rto_after_syn_loss, "6298-5.7", {}, 1, kDay},
    {"min_rto", &Profile::min_rto, "6298-2.4", {}, 1, kDay},
    {"max_rto", &Profile::max_rto, "6298-2.5", {}, 1, kDay},
    {"r1", &Profile::r1, "SHLD-10", "retransmissions", 1, kMost16},
    {"r2_data", &Profile::r2_data, "SHLD-11, 9293-3.9.1.1-c", {}, 1, kDay},
    {"r2_syn", &Profile::r2_syn, "MUST-23", {}, 1, kDay},
    {"syn_retries", &Profile::syn_retries, "MUST-20, MUST-23", "retransmissions", 0, 255,
     "by r2_syn"},
    {"syn_ack_retries", &Profile::syn_ack_retries, "MUST-20, MUST-23", "retransmissions", 0, 255,
     "by r2_syn"},
    {"data_retries", &Profile::data_retries, "MUST-20, SHLD-11", "retransmissions", 0, 255,
     "by r2_data"},
    {"override_timeout", &Profile::override_timeout, "9293-3.8.6.2.1-d", {}, 1, kDay},
    {"nagle", &Profile::nagle, "SHLD-7, MUST-17"},
    {"hold_unpushed", &Profile::hold_unpushed, "MAY-15, MAY-16"},
    {"delayed_ack", &Profile::delayed_ack, "MUST-40, SHLD-18", {}, 0, kDay},
    {"ack_every", &Profile::ack_every, "SHLD-19", "segments", 1, kMostCount},
    {"blind_reset", &Profile::blind_reset, "5961-3.2-3"},
    {"blind_syn", &Profile::blind_syn, "5961-4.2-1"},
    {"blind_data", &Profile::blind_data, "MAY-12"},
    {"challenge_acks", &Profile::challenge_acks, "5961-7-1, 5961-7-2", "segments", 0, kMostCount},
    {"challenge_interval", &Profile::challenge_interval, "5961-7-1, 5961-7-2", {}, 1, kDay},
    {"rst_in_time_wait", &Profile::rst_in_time_wait, "9293-3.10.7.4-2-timewait"},
    {"keep_alive_idle", &Profile::keep_alive_idle, "MUST-27, MUST-28", {}, 1, 365 * kDay},
    {"keep_alive_interval", &Profile::keep_alive_interval, "our choice", {}, 1, kDay},
    {"keep_alive_count", &Profile::keep_alive_count, "MUST-29", "probes", 2, 255},
    {"keep_alive_garbage", &Profile::keep_alive_garbage, "SHLD-12, MAY-6"},
    {"user_timeout_option", &Profile::user_timeout_option, "5482-3-1"},
    {"user_timeout_least", &Profile::user_timeout_least, "5482-3-2, 5482-3.1-3", {}, 1, kDay},
    {"user_timeout_most", &Profile::user_timeout_most, "5482-3-2", {}, 1, 100 * kDay},
    {"hard_errors_abort", &Profile::hard_errors_abort, "SHLD-26, 5927-5.2-1"},
    {"soft_errors_end_open", &Profile::soft_errors_end_open, "MUST-56, 5461-4.1-1", "SYNs", 0, 255},
    {"path_mtu_hold_back", &Profile::path_mtu_hold_back, "5927-7.2-2"},
    {"receive_buffer", &Profile::receive_buffer, "the largest window unscaled", "octets", 1,
     kMostBuffer},
    {"buffer_in_segments", &Profile::buffer_in_segments, "MUST-39"},
    {"send_buffer", &Profile::send_buffer, "our choice", "octets", 1, kMostBuffer},
    {"backlog", &Profile::backlog, "our choice", "connections", 1, kMost16},
    {"congestion_control", &Profile::congestion_control, "MUST-19, MAY-18"},
    {"initial_window", &Profile::initial_window, "5681-3.1-2, RFC 6928 2", "segments", 0, kMost16,
     "2 to 4 segments"},
    {"ecn", &Profile::ecn, "SHLD-8, 3168-6.1.1-6"},
    {"window_scale", &Profile::window_scale, "7323-2.3-1"},
    {"least_shift", &Profile::least_shift, "7323-2.3-4", "bits", 0, 14},
    {"timestamps", &Profile::timestamps, "7323-3.2-5"},
    {"sack", &Profile::sack, "2018-4-2"},
    {"fast_open", &Profile::fast_open, "7413-4.2-a"},
    {"fast_open_experimental", &Profile::fast_open_experimental, "RFC 7413 8, RFC 6994"},
    {"fast_open_cookie", &Profile::fast_open_cookie, "7413-4.1.1-b", "octets", 4, 16},
    {"fast_open_pending", &Profile::fast_open_pending, "7413-4.2-b", "connections", 1, kMost16},
    {"syn_cookies", &Profile::syn_cookies, "RFC 4987 3.6"},
    {"option_layout", &Profile::option_layout, "MUST-5, MUST-64"},
    {"max_burst", &Profile::max_burst, "our choice: bounded work per step", "segments", 1, kMost16},
    {"ttl", &Profile::ttl, "MUST-49", "hops", 1, 255},
    {"source_route", &Profile::source_route, "MUST-51, MUST-53"},
};

template <typename Kind>
struct Word {
  std::string_view word;
  Kind value;
};
template <typename Kind>
struct Words;
template <>
struct Words<bool> {
  static constexpr Word<bool> kAll[] = {{"on", true}, {"off", false}};
};
template <>
struct Words<CongestionAlgorithm> {
  static constexpr Word<CongestionAlgorithm> kAll[] = {{"reno", CongestionAlgorithm::kReno}};
};
template <>
struct Words<EcnUse> {
  static constexpr Word<EcnUse> kAll[] = {
      {"off", EcnUse::kOff}, {"accept", EcnUse::kAccept}, {"request", EcnUse::kRequest}};
};
template <>
struct Words<OptionLayout> {
  static constexpr Word<OptionLayout> kAll[] = {{"padded", OptionLayout::kPadded},
                                                {"linux", OptionLayout::kLinux},
                                                {"freebsd", OptionLayout::kFreebsd}};
};
template <typename Kind>
constexpr bool kIsCount = std::is_integral_v<Kind> && !std::is_same_v<Kind, bool>;

struct TimeUnit {
  std::string_view name;
  std::int64_t micros;
};
constexpr TimeUnit kTimeUnits[] = {{"min", kMinute}, {"s", kSecond}, {"ms", 1'000}, {"us", 1}};

std::string duration_text(std::int64_t micros) {
  if (micros % kSecond == 0) return std::to_string(micros / kSecond) + " s";
  if (micros % 1'000 == 0) return std::to_string(micros / 1'000) + " ms";
  return std::to_string(micros) + " us";
}

template <typename Kind>
std::string field_text(const FieldRow& row, Kind value) {
  if constexpr (std::is_same_v<Kind, Duration>) {
    return duration_text(value.count());
  } else if constexpr (kIsCount<Kind>) {
    if (value == 0 && !row.zero.empty()) return std::string{row.zero};
    return std::to_string(value) + " " + std::string{row.unit};
  } else {
    for (const auto& each : Words<Kind>::kAll) {
      if (each.value == value) return std::string{each.word};
    }
    std::unreachable();
  }
}

template <typename Kind>
std::string field_takes(const FieldRow& row) {
  if constexpr (std::is_same_v<Kind, Duration>) {
    return duration_text(row.least) + " to " + duration_text(row.most);
  } else if constexpr (kIsCount<Kind>) {
    return std::to_string(row.least) + " to " + std::to_string(row.most) + " " +
           std::string{row.unit};
  } else {
    std::string all;
    for (const auto& each : Words<Kind>::kAll) {
      all += (all.empty() ? "" : " or ") + std::string{each.word};
    }
    return all;
  }
}

// "40", "40 ms", "40ms": the number, and what stands behind it.
std::optional<std::int64_t> leading_number(std::string_view text, std::string_view& rest) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return std::nullopt;
  rest = text.substr(static_cast<std::size_t>(end - text.data()));
  if (rest.starts_with(' ')) rest.remove_prefix(1);
  return number;
}

template <typename Kind>
std::optional<Kind> field_value(const FieldRow& row, std::string_view text) {
  if constexpr (std::is_same_v<Kind, Duration> || kIsCount<Kind>) {
    if (!row.zero.empty() && text == row.zero) return Kind{0};
    std::string_view unit;
    std::optional<std::int64_t> number = leading_number(text, unit);
    if (!number) return std::nullopt;
    if constexpr (std::is_same_v<Kind, Duration>) {
      std::int64_t micros = *number == 0 && unit.empty() ? 1 : 0;  // 0 needs no unit
      for (const TimeUnit& each : kTimeUnits) {
        if (unit == each.name) micros = each.micros;
      }
      if (micros == 0 || *number > row.most / micros) return std::nullopt;
      *number *= micros;
    } else if (!unit.empty() && unit != row.unit) {
      return std::nullopt;
    }
    if (*number < row.least || *number > row.most) return std::nullopt;
    return static_cast<Kind>(*number);
  } else {
    for (const auto& each : Words<Kind>::kAll) {
      if (each.word == text) return each.value;
    }
    return std::nullopt;
  }
}

}  // namespace

std::vector<ProfileField> fields_of(const Profile& profile) {
  std::vector<ProfileField> all;
  for (const FieldRow& row : kFieldRows) {
    const auto add = [&]<typename Kind>(Kind Profile::* member) {
      all.push_back(
          {row.name, field_text(row, profile.*member), row.source, field_takes<Kind>(row)});
    };
    std::visit(add, row.member);
  }
  return all;
}

std::optional<std::string> set_field(Profile& profile, std::string_view name,
                                     std::string_view value) {
  for (const FieldRow& row : kFieldRows) {
    if (row.name != name) continue;
    const auto set = [&]<typename Kind>(Kind Profile::* member) -> std::optional<std::string> {
      const std::optional<Kind> taken = field_value<Kind>(row, value);
      if (!taken) return std::string{name} + " takes " + field_takes<Kind>(row);
      profile.*member = *taken;
      return std::nullopt;
    };
    return std::visit(set, row.member);
  }
  return "a profile has no field " + std::string{name};
}

std::optional<std::string> contradiction(const Profile& profile) {
  if (profile.min_rto > profile.max_rto) return "min_rto is above max_rto";
  if (profile.initial_rto > profile.max_rto) return "initial_rto is above max_rto";
  if (profile.initial_rto_after_syn_loss > profile.max_rto) {
    return "initial_rto_after_syn_loss is above max_rto";
  }
  if (profile.fast_open_cookie % 2 != 0) return "fast_open_cookie is odd";  // 7413-4.1.1-b
  return std::nullopt;
}

}  // namespace synspect::tcp
