// A time or none, in the room of a time: std::optional takes twice that, and a Tcb has ten of them.
#pragma once

#include <optional>
#include <type_traits>

#include "stack/time.h"

namespace synspect::tcp {

// Read like a std::optional. None is a value that nothing else has: of instants the last, which no
// clock reaches, so that the earliest of several deadlines is their least value; of durations the
// least, for "for ever" is a duration that a user may ask for.
template <typename Time>
class Maybe {
 public:
  constexpr Maybe() = default;
  constexpr Maybe(std::nullopt_t) {}  // NOLINT(google-explicit-constructor)
  template <typename Other>
    requires(std::is_convertible_v<Other, Time>)
  constexpr Maybe(const Other& time) : time_{time} {}  // NOLINT(google-explicit-constructor)
  constexpr Maybe(const std::optional<Time>& time)     // NOLINT(google-explicit-constructor)
      : time_{time.value_or(none())} {}
  constexpr operator std::optional<Time>() const {  // NOLINT(google-explicit-constructor)
    return has_value() ? std::optional<Time>{time_} : std::nullopt;
  }

  [[nodiscard]] constexpr bool has_value() const { return time_ != none(); }
  constexpr explicit operator bool() const { return has_value(); }
  [[nodiscard]] constexpr const Time& operator*() const { return time_; }  // of what has_value()
  [[nodiscard]] constexpr Time value_or(const Time& other) const {
    return has_value() ? time_ : other;
  }
  [[nodiscard]] constexpr Time raw() const { return time_; }  // none() for none
  constexpr void reset() { time_ = none(); }

  friend constexpr bool operator==(const Maybe&, const Maybe&) = default;
  template <typename Other>
    requires(std::is_convertible_v<Other, Time>)
  friend constexpr bool operator==(const Maybe& a, const Other& b) {
    return a.time_ == Time{b};
  }
  friend constexpr bool operator==(const Maybe& a, const std::optional<Time>& b) {
    return a == Maybe{b};
  }
  friend constexpr bool operator==(const Maybe& a, std::nullopt_t) { return !a.has_value(); }

  [[nodiscard]] static constexpr Time none() {
    if constexpr (std::is_same_v<Time, Duration>) {
      return Time::min();
    } else {
      return Time::max();
    }
  }

 private:
  Time time_{none()};
};

using MaybeInstant = Maybe<Instant>;
using MaybeDuration = Maybe<Duration>;

}  // namespace synspect::tcp
