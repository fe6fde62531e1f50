// The fuzz targets by name. fuzzers/NAME_fuzzer.cc is each one's entry point.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "harness/trial/trial.h"

namespace synspect::trial {

struct Target {
  std::string_view name;
  std::string_view does;
  // Null: its inputs are octets for a parser, which either traps or does not.
  std::unique_ptr<Trial> (*make)(const MakeStack& stack, const MakeStack& other);
};

[[nodiscard]] std::span<const Target> targets();
[[nodiscard]] const Target* find_target(std::string_view name);

}  // namespace synspect::trial
