// What the reference core tells people of itself: its profiles field by field, and what of TCP it
// has and lacks.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace synspect::reference {

struct ProfileField {
  std::string_view name;
  std::string value;
  std::string_view source;  // clause id, or why
};
struct ProfileText {
  std::string_view name;
  std::string_view what;  // one line
  std::vector<ProfileField> fields;
};
[[nodiscard]] std::vector<ProfileText> profiles();

struct FeatureText {
  std::string_view name;
  std::string_view place;   // in the source tree: where it is, or where it will be
  std::string_view source;  // clause ids or RFC
  bool implemented{};
};
[[nodiscard]] std::vector<FeatureText> features();

}  // namespace synspect::reference
