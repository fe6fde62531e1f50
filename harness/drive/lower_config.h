// What a history says about how its run was set up, as option lines of a script.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "harness/drive/lower.h"
#include "harness/drive/script_config.h"

namespace synspect::drive {

struct Setting {
  ScriptConfig config;                    // what the driver will read from `lines`
  std::vector<script::OptionLine> lines;  // without --synspect
  bool needs_extension{};
  std::vector<std::string> left_out;
};
[[nodiscard]] std::expected<Setting, std::string> setting_of(const History& history,
                                                             const LowerOptions& options);

}  // namespace synspect::drive
