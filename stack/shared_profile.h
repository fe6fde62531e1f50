// The profile of a connection: that of its host, shared, until something changes it for this one.
#pragma once

#include <memory>

#include "stack/profile.h"

namespace synspect::tcp {

class SharedProfile {
 public:
  SharedProfile() : profile_{std::shared_ptr<const Profile>{}, &kRfcProfile} {}  // nobody owns it
  SharedProfile(const Profile& profile)  // NOLINT(google-explicit-constructor)
      : profile_{std::make_shared<const Profile>(profile)} {}

  const Profile* operator->() const { return profile_.get(); }
  const Profile& operator*() const { return *profile_; }
  operator const Profile&() const { return *profile_; }  // NOLINT(google-explicit-constructor)
  // A profile of its own from here on.
  Profile& edit() {
    auto own = std::make_shared<Profile>(*profile_);
    Profile& result = *own;
    profile_ = std::move(own);
    return result;
  }
  friend bool operator==(const SharedProfile& a, const SharedProfile& b) {
    return a.profile_ == b.profile_ || *a.profile_ == *b.profile_;
  }

 private:
  std::shared_ptr<const Profile> profile_;
};

}  // namespace synspect::tcp
