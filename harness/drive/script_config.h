// What the option lines of a script and the variant come to: addresses, ports, tolerances.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "harness/drive/outcome.h"
#include "harness/drive/script_run.h"
#include "harness/history/address.h"
#include "harness/history/time.h"
#include "harness/script/ast.h"

namespace synspect::drive {

struct ScriptConfig {
  IpVersion ip_version{IpVersion::kV4};
  IpAddress local_ip;   // of the stack
  IpAddress remote_ip;  // of the script
  std::uint16_t bind_port{8080};
  std::uint16_t connect_port{8080};
  std::uint32_t mtu{1500};
  Duration tolerance{4000};
  double tolerance_percent{12.5};
  bool strict_segments{};
  bool packets_non_fatal{};
  bool calls_non_fatal{};
  bool extension{};                           // --synspect=1: payload is the pattern
  std::vector<std::uint32_t> local_isns;      // --local_isn, in order
  std::optional<std::uint64_t> stack_seed;    // --stack_seed
  Duration timestamp_tick{0};                 // --tcp_ts_tick_usecs; 0: the clock is not compared
  bool timestamp_echo_scaled{};               // --tcp_ts_ecr_scaled
  std::optional<script::OptionLine> profile;  // --profile=NAME
  std::vector<script::OptionLine> settings;   // --set=NAME=VALUE, in order
  std::vector<std::string> needs;             // --needs: names that needs.h knows
};

// The script was parsed and found supported; what is wrong here is a value.
[[nodiscard]] std::expected<ScriptConfig, Outcome> configure(const script::Script& script,
                                                             const ScriptVariant& variant);

}  // namespace synspect::drive
