#include "harness/script/words.h"

namespace synspect::script {
namespace {

struct MacroWord {
  TimeMacro macro;
  std::string_view word;
};
constexpr MacroWord kMacros[] = {
    {TimeMacro::kMsl, "MSL"},
    {TimeMacro::kTwoMsl, "TWO_MSL"},
    {TimeMacro::kRtoInitial, "RTO_INITIAL"},
    {TimeMacro::kRtoMin, "RTO_MIN"},
    {TimeMacro::kRtoMax, "RTO_MAX"},
    {TimeMacro::kDelayedAckMax, "DELAYED_ACK_MAX"},
    {TimeMacro::kR2Data, "R2_DATA"},
    {TimeMacro::kR2Syn, "R2_SYN"},
    {TimeMacro::kUserTimeout, "USER_TIMEOUT"},
};

struct EcnWord {
  EcnMatch ecn;
  std::string_view word;
};
constexpr EcnWord kEcn[] = {
    {EcnMatch::kNoEcn, "noecn"}, {EcnMatch::kEct0, "ect0"},   {EcnMatch::kEct1, "ect1"},
    {EcnMatch::kCe, "ce"},       {EcnMatch::kEct01, "ect01"},
};

}  // namespace

std::optional<TimeMacro> time_macro_named(std::string_view word) {
  for (const MacroWord& row : kMacros) {
    if (row.word == word) return row.macro;
  }
  return std::nullopt;
}

std::string_view name_of(TimeMacro macro) {
  for (const MacroWord& row : kMacros) {
    if (row.macro == macro) return row.word;
  }
  __builtin_trap();
}

std::optional<EcnMatch> ecn_named(std::string_view word) {
  for (const EcnWord& row : kEcn) {
    if (row.word == word) return row.ecn;
  }
  return std::nullopt;
}

std::string_view name_of(EcnMatch ecn) {
  for (const EcnWord& row : kEcn) {
    if (row.ecn == ecn) return row.word;
  }
  __builtin_trap();
}

}  // namespace synspect::script
