#include "harness/scenario/nearest.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace synspect::scenario {
namespace {

// The first of those that come next to it.
template <class Value>
std::uint8_t nearest(std::uint64_t wanted, std::uint8_t count, Value value) {
  std::uint8_t best = 0;
  std::uint64_t least = std::numeric_limits<std::uint64_t>::max();
  for (std::uint8_t code = 0; code < count; ++code) {
    const std::uint64_t have = value(code);
    const std::uint64_t apart = have > wanted ? have - wanted : wanted - have;
    // None is no substitute for a few, nor a few for none.
    if ((have == 0) != (wanted == 0) || apart >= least) continue;
    best = code;
    least = apart;
  }
  return best;
}

std::optional<std::uint16_t> mss_in(Options options) {
  for (std::size_t at = 0; at + 3 < options.size();) {
    const auto kind = std::to_integer<unsigned>(options[at]);
    const auto length = kind == 1 ? 1U : std::to_integer<unsigned>(options[at + 1]);
    if (kind == 0 || length == 0) break;
    if (kind == 2 && length == 4) {
      return static_cast<std::uint16_t>(std::to_integer<unsigned>(options[at + 2]) << 8 |
                                        std::to_integer<unsigned>(options[at + 3]));
    }
    at += length;
  }
  return std::nullopt;
}

// What sums are made of, the longest first: 1, 2, 5 and the like, not a step past a limit.
constexpr std::uint8_t kRound[] = {19, 17, 16, 14, 13, 12, 11, 10, 8, 5, 4, 3, 0, 2, 1};

std::optional<std::uint8_t> exact_code(Duration time) {
  for (std::uint8_t code = 0; code < kDurations; ++code) {
    if (duration(code) == time) return code;
  }
  return std::nullopt;
}

}  // namespace

std::uint8_t text_code(std::uint32_t octets) { return nearest(octets, kTextLengths, text_octets); }
std::uint8_t window_code(std::uint32_t octets) { return nearest(octets, kWindows, window); }
std::uint8_t call_code(std::uint64_t octets) { return nearest(octets, kCallLengths, call_octets); }
std::uint8_t mtu_code(std::uint32_t octets, bool ipv6) {
  return nearest(octets, kMtus, [ipv6](std::uint8_t code) {
    Setup setup;
    setup.ipv6 = ipv6;
    setup.mtu = code;
    return mtu(setup);
  });
}

std::uint8_t option_set_code(Options options) {
  for (std::uint8_t code = 0; code < kOptionSets; ++code) {
    if (std::ranges::equal(crafted_options(code), options)) return code;
  }
  const std::optional<std::uint16_t> wanted = mss_in(options);
  if (!wanted) return 0;
  return nearest(*wanted, kOptionSets, [](std::uint8_t code) -> std::uint64_t {
    constexpr std::uint64_t kFar = std::uint64_t{1} << 32;
    return mss_in(crafted_options(code)).value_or(kFar);
  });
}

std::uint8_t syn_options_code(Options options) {
  Setup setup;
  for (setup.peer_mss = 0; setup.peer_mss < kMssValues; ++setup.peer_mss) {
    if (std::ranges::equal(syn_options(setup), options)) break;
  }
  return setup.peer_mss;
}

IsnCode isn_code(std::uint32_t isn) {
  Setup setup;
  for (setup.stack_isn = 0; setup.stack_isn < kIsnBases; ++setup.stack_isn) {
    const auto offset = static_cast<std::int32_t>(isn - stack_isn(setup));
    if (offset < -128 || offset > 127) continue;
    return {setup.stack_isn, static_cast<std::int8_t>(offset), true};
  }
  return {};
}

Amounts amounts(Duration time, std::size_t most) {
  Amounts all{.waits = {}, .rest = time};
  const auto wait = [&all](std::uint8_t code) {
    all.waits.push_back({.kind = Wait::Kind::kAmount, .amount = code});
    all.rest -= duration(code);
  };
  for (const std::uint8_t code : kRound) {
    // Microseconds are waited for one by one next to a limit only.
    if (duration(code) == Duration{1} && all.rest > Duration{1}) break;
    while (all.rest >= duration(code) && all.waits.size() < most) {
      wait(exact_code(all.rest).value_or(code));
    }
  }
  return all;
}

}  // namespace synspect::scenario
