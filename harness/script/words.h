// Words of the language that stand for something in the AST, both ways.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "harness/script/ast.h"

namespace synspect::script {

[[nodiscard]] std::optional<TimeMacro> time_macro_named(std::string_view word);
[[nodiscard]] std::string_view name_of(TimeMacro macro);

[[nodiscard]] std::optional<EcnMatch> ecn_named(std::string_view word);
[[nodiscard]] std::string_view name_of(EcnMatch ecn);

// Octet 13 of the TCP header, RFC 9293 3.1 and RFC 3168.
struct FlagLetter {
  char letter;
  std::uint8_t bit;
};
inline constexpr FlagLetter kFlagLetters[] = {
    {'F', 0x01}, {'S', 0x02}, {'R', 0x04}, {'P', 0x08},
    {'U', 0x20}, {'E', 0x40}, {'W', 0x80}, {'.', 0x10},
};
inline constexpr std::uint8_t kEce = 0x40;
inline constexpr std::uint8_t kCwr = 0x80;

}  // namespace synspect::script
