// What a script needs of a stack beside the calls that it makes: features that RFCs leave optional
// (LANGUAGE.md 3, `--needs`).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/history/capabilities.h"

namespace synspect::drive {

struct Need {
  std::string_view name;
  std::optional<bool> Features::* feature;
};
inline constexpr Need kNeeds[] = {
    {"ecn", &Features::ecn},
    {"fast_open", &Features::fast_open},
    {"sack", &Features::sack},
    {"timestamps", &Features::timestamps},
    {"window_scale", &Features::window_scale},
};

[[nodiscard]] constexpr const Need* find_need(std::string_view name) {
  for (const Need& need : kNeeds) {
    if (need.name == name) return &need;
  }
  return nullptr;
}

// A stack that does not say is given the benefit of the doubt.
[[nodiscard]] inline bool lacks(const Features& features, std::string_view name) {
  const Need* const need = find_need(name);
  return need != nullptr && features.*need->feature == false;
}

}  // namespace synspect::drive
