// From a value to the code that stands for it or comes next to it: values.h backwards.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "harness/history/time.h"
#include "harness/scenario/event.h"
#include "harness/scenario/values.h"

namespace synspect::scenario {

[[nodiscard]] std::uint8_t text_code(std::uint32_t octets);
[[nodiscard]] std::uint8_t window_code(std::uint32_t octets);
[[nodiscard]] std::uint8_t call_code(std::uint64_t octets);
[[nodiscard]] std::uint8_t mtu_code(std::uint32_t octets, bool ipv6);

// For options that are in no set: those of the one that has the same MSS, else none.
[[nodiscard]] std::uint8_t option_set_code(Options options);
// The code of Setup::peer_mss; kMssValues where no code sends these options.
[[nodiscard]] std::uint8_t syn_options_code(Options options);

struct IsnCode {  // of Setup; all zero where no base is near enough
  std::uint8_t base{};
  std::int8_t offset{};
  bool exact{};
};
[[nodiscard]] IsnCode isn_code(std::uint32_t isn);

struct Amounts {
  std::vector<Wait> waits;
  Duration rest{};  // what they fall short by
};
// Waits that add up to `time`, as far as `most` of them go.
[[nodiscard]] Amounts amounts(Duration time, std::size_t most);

}  // namespace synspect::scenario
