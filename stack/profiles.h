// Profiles by name, for `synspect list profiles` and for --profile.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "stack/profile.h"

namespace synspect::tcp {

// A field in which a profile departs from `rfc`, and on whose word.
struct Habit {
  std::string_view field;
  std::string_view value;
  std::string_view source;
};

struct NamedProfile {
  std::string_view name;
  std::string_view what;  // one line
  std::span<const Habit> habits;
  Profile profile;
};
[[nodiscard]] std::span<const NamedProfile> profiles();
[[nodiscard]] std::optional<Profile> find_profile(std::string_view name);

}  // namespace synspect::tcp
