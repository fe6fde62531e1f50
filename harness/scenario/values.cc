#include "harness/scenario/values.h"

#include <algorithm>
#include <iterator>

namespace synspect::scenario {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

template <class T, std::size_t N>
constexpr T entry(const T (&table)[N], std::uint8_t code) {
  return table[std::min<std::size_t>(code, N - 1)];
}

// The numbers wrap soon, change sign soon, or do neither for long.
constexpr std::uint32_t kIsns[] = {1000,        0xffff'fff0, 0x7fff'fffa, 0,
                                   0xffff'ffff, 0x8000'0000, 0x7fff'ffff, 0xffff'f000};
static_assert(std::size(kIsns) == kIsnBases);

constexpr std::uint32_t kMtuValues[] = {1500, 576, 1280, 296, 68, 9000, 65535};
static_assert(std::size(kMtuValues) == kMtus);

constexpr std::uint16_t kTexts[] = {1,   0,   2,   3,   7,    16,   47,   100,
                                    255, 256, 535, 536, 1000, 1220, 1440, 1460};
static_assert(std::size(kTexts) == kTextLengths);

constexpr std::uint16_t kWindowValues[] = {65535, 0,    1,    2,     16,    100,
                                           536,   1460, 4096, 32767, 32768, 65534};
static_assert(std::size(kWindowValues) == kWindows);

constexpr std::uint32_t kCalls[] = {1,    0,    2,    10,   100,  536,    1000,   1460,
                                    1461, 2920, 4096, 5000, 8192, 20'000, 65'535, 65'536};
static_assert(std::size(kCalls) == kCallLengths);

constexpr Duration kTimes[] = {
    milliseconds{10},  microseconds{1},   milliseconds{1},   milliseconds{100}, milliseconds{200},
    milliseconds{500}, milliseconds{501}, milliseconds{999}, seconds{1},        milliseconds{1001},
    seconds{2},        seconds{3},        seconds{7},        seconds{30},       seconds{60},
    seconds{61},       minutes{2},        minutes{4},        seconds{301},      minutes{10}};
static_assert(std::size(kTimes) == kDurations);

constexpr std::byte operator""_b(unsigned long long value) { return static_cast<std::byte>(value); }

// MSS values: kind 2, length 4. The last code sends none at all.
constexpr std::array<std::byte, 4> kMss[] = {
    {2_b, 4_b, 0x05_b, 0xb4_b},  // 1460
    {2_b, 4_b, 0x02_b, 0x18_b},  // 536
    {2_b, 4_b, 0x00_b, 0x40_b},  // 64
    {2_b, 4_b, 0x00_b, 0x01_b},  // 1
    {2_b, 4_b, 0x00_b, 0x00_b},  // 0: nothing could be sent
    {2_b, 4_b, 0xff_b, 0xff_b},  // 65535
    {2_b, 4_b, 0x05_b, 0xa0_b},  // 1440
};
static_assert(std::size(kMss) + 1 == kMssValues);

struct OptionSet {
  std::string_view name;
  std::size_t size;
  std::array<std::byte, 40> octets;
};
constexpr OptionSet kOptions[] = {
    {"none", 0, {}},
    {"mss 1460", 4, {2_b, 4_b, 0x05_b, 0xb4_b}},
    {"mss 88", 4, {2_b, 4_b, 0x00_b, 0x58_b}},
    {"mss 0", 4, {2_b, 4_b}},
    {"nop nop nop eol", 4, {1_b, 1_b, 1_b, 0_b}},
    {"eol, then octets", 8, {0_b, 2_b, 4_b, 0_b, 1_b, 0xff_b, 0_b, 7_b}},         // MUST-69
    {"unknown kind", 8, {1_b, 1_b, 253_b, 6_b, 0xde_b, 0xad_b, 0xbe_b, 0xef_b}},  // MUST-6
    {"length 0", 4, {8_b, 0_b, 1_b, 1_b}},                                        // MUST-7
    {"length 1", 4, {8_b, 1_b, 1_b, 1_b}},                                        // MUST-7
    {"length past the end", 4, {8_b, 10_b, 1_b, 1_b}},                            // MUST-7
    {"mss of length 3", 4, {2_b, 3_b, 5_b, 1_b}},
    {"wscale 7, sack ok, mss 1460",
     12,
     {2_b, 4_b, 0x05_b, 0xb4_b, 1_b, 3_b, 3_b, 7_b, 1_b, 1_b, 4_b, 2_b}},
    {"timestamps", 12, {1_b, 1_b, 8_b, 10_b, 0_b, 0_b, 0_b, 9_b, 0_b, 0_b, 0_b, 0_b}},
    {"forty octets of nop", 40,
     [] {
       std::array<std::byte, 40> nops{};
       nops.fill(1_b);
       return nops;
     }()},
};
static_assert(std::size(kOptions) == kOptionSets);

std::uint32_t isn(std::uint8_t base, std::int8_t offset) {
  return entry(kIsns, base) + static_cast<std::uint32_t>(std::int32_t{offset});
}

const OptionSet& set_of(std::uint8_t code) {
  return kOptions[std::min<std::size_t>(code, std::size(kOptions) - 1)];
}

}  // namespace

std::uint32_t stack_isn(const Setup& setup) { return isn(setup.stack_isn, setup.stack_isn_offset); }
std::uint32_t peer_isn(const Setup& setup) { return isn(setup.peer_isn, setup.peer_isn_offset); }
std::uint32_t mtu(const Setup& setup) {
  return std::max(entry(kMtuValues, setup.mtu), setup.ipv6 ? 1280U : 68U);
}

Options syn_options(const Setup& setup) {
  if (setup.peer_mss >= std::size(kMss)) return {};
  return kMss[setup.peer_mss];
}
Options crafted_options(std::uint8_t code) {
  return Options{set_of(code).octets}.first(set_of(code).size);
}
std::string_view name_of_options(std::uint8_t code) { return set_of(code).name; }

std::uint16_t text_octets(std::uint8_t code) { return entry(kTexts, code); }
std::uint16_t window(std::uint8_t code) { return entry(kWindowValues, code); }
std::uint32_t call_octets(std::uint8_t code) { return entry(kCalls, code); }
Duration duration(std::uint8_t code) { return entry(kTimes, code); }

}  // namespace synspect::scenario
