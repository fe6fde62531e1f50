// Every field of a Profile by name: what it is, what it may be, where it comes from. The one table
// behind `synspect list profiles` and `--set NAME=VALUE`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "stack/profile.h"

namespace synspect::tcp {

struct ProfileField {
  std::string_view name;
  std::string value;        // "120 s", "on", "65535 octets"
  std::string_view source;  // clause id, or why
  std::string takes;        // "on or off", "1 to 65535 segments"
};
// Every field, in the order of the struct.
[[nodiscard]] std::vector<ProfileField> fields_of(const Profile& profile);

// Takes what `value` above shows, with or without the unit. A duration needs one: us, ms, s or min.
// Nothing: done. Else the profile is as it was, and this is why, in a line.
[[nodiscard]] std::optional<std::string> set_field(Profile& profile, std::string_view name,
                                                   std::string_view value);

// Two fields that do not go together, in a line.
[[nodiscard]] std::optional<std::string> contradiction(const Profile& profile);

}  // namespace synspect::tcp
