// Profiles by name, for `synspect list profiles` and for --profile.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "stack/profile.h"

namespace synspect::tcp {

struct NamedProfile {
  std::string_view name;
  std::string_view what;  // one line
  Profile profile;
};
[[nodiscard]] std::span<const NamedProfile> profiles();
[[nodiscard]] std::optional<Profile> find_profile(std::string_view name);

struct ProfileField {
  std::string_view name;
  std::string value;        // "240 s", "on", "65535 octets"
  std::string_view source;  // clause id, or why
};
// Every field, in the order of the struct.
[[nodiscard]] std::vector<ProfileField> fields_of(const Profile& profile);

}  // namespace synspect::tcp
