#include "harness/stack_under_test/reference/about.h"

#include <algorithm>

#include "stack/features.h"
#include "stack/profile_fields.h"
#include "stack/profiles.h"

namespace synspect::reference {

std::vector<ProfileText> profiles() {
  std::vector<ProfileText> all;
  for (const tcp::NamedProfile& named : tcp::profiles()) {
    ProfileText& text = all.emplace_back();
    text.name = named.name;
    text.what = named.what;
    for (const tcp::ProfileField& field : tcp::fields_of(named.profile)) {
      const auto habit = std::ranges::find(named.habits, field.name, &tcp::Habit::field);
      const bool own = habit != named.habits.end();
      text.fields.push_back({field.name, field.value, own ? habit->source : field.source});
    }
  }
  return all;
}

std::vector<FeatureText> features() {
  std::vector<FeatureText> all;
  for (const tcp::Feature& feature : tcp::kFeatures) {
    all.push_back({feature.name, feature.place, feature.source, feature.implemented});
  }
  return all;
}

}  // namespace synspect::reference
