// How plain a scenario is: what shrinking makes smaller. Plainest are no text, no options, the full
// window, lane 0, an offset of 0, a short wait, a Move rather than a Craft that says the same.
#pragma once

#include <compare>
#include <cstdint>
#include <vector>

#include "harness/scenario/scenario.h"

namespace synspect::shrink {

struct Size {  // the smaller, the plainer
  std::size_t events{};
  std::uint64_t strangeness{};  // of the setup and of all events
  friend auto operator<=>(const Size&, const Size&) = default;
};
[[nodiscard]] Size size_of(const scenario::Scenario& scenario);

[[nodiscard]] std::uint64_t strangeness(const scenario::Setup& setup);
[[nodiscard]] std::uint64_t strangeness(const scenario::Event& event);

// What may take its place: changes of one field, and a few of several at once. All of them are
// plainer; the plainest comes first for each field. In the order of the fields.
[[nodiscard]] std::vector<scenario::Setup> plainer(const scenario::Setup& setup);
[[nodiscard]] std::vector<scenario::Event> plainer(const scenario::Event& event);

}  // namespace synspect::shrink
