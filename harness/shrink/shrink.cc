#include "harness/shrink/shrink.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "harness/scenario/encoding.h"
#include "harness/shrink/plainness.h"

namespace synspect::shrink {
namespace {

using scenario::Event;
using scenario::Scenario;

// Pairs of more events than these would be too many.
constexpr std::size_t kMostForPairs = 48;

class Shrinker {
 public:
  Shrinker(const Scenario& start, const StillShows& still_shows, const Budget& budget)
      : best_{start}, still_shows_{still_shows}, budget_{budget} {}

  // Whether the scenario that it is given shows it, as it is after encoding.
  bool begins() {
    best_ = scenario::decode(scenario::encode(best_), best_.shape);
    ++runs_;
    return still_shows_(best_);
  }

  Shrunk run() {
    while (round()) {
    }
    return {std::move(best_), runs_, !out_};
  }

 private:
  bool round() {
    bool changed = drop_runs();
    changed |= drop_pairs();
    changed |= plainer_lanes();
    changed |= plainer_setup();
    changed |= plainer_events();
    return changed && !out_;
  }

  // Takes `candidate` if it shows it and is smaller.
  bool take(Scenario candidate) {
    if (out_ || size_of(candidate) >= size_of(best_)) return false;
    if (!tried_.insert(scenario::encode(candidate)).second) return false;
    if (runs_ >= budget_.runs || (budget_.over && budget_.over())) {
      out_ = true;
      return false;
    }
    ++runs_;
    if (!still_shows_(candidate)) return false;
    best_ = std::move(candidate);
    return true;
  }

  bool without(std::size_t first, std::size_t count) {
    Scenario candidate = best_;
    const auto at = candidate.events.begin() + static_cast<std::ptrdiff_t>(first);
    candidate.events.erase(at, at + static_cast<std::ptrdiff_t>(count));
    return take(std::move(candidate));
  }

  // From the end: what comes after the finding goes first.
  bool drop_runs() {
    bool changed = false;
    for (std::size_t count = std::max<std::size_t>(1, best_.events.size()); count > 0;) {
      bool here = false;
      for (std::size_t end = best_.events.size(); end > 0 && !out_;) {
        const std::size_t first = end > count ? end - count : 0;
        here |= without(first, end - first);
        end = first;
      }
      changed |= here;
      if (count == 1 && !here) break;
      count = std::max<std::size_t>(1, count / 2);
      if (out_) break;
    }
    return changed;
  }

  bool drop_pairs() {
    if (best_.events.size() > kMostForPairs) return false;
    bool changed = false;
    for (std::size_t i = 0; i < best_.events.size() && !out_; ++i) {
      for (std::size_t j = i + 1; j < best_.events.size() && !out_; ++j) {
        Scenario candidate = best_;
        candidate.events.erase(candidate.events.begin() + static_cast<std::ptrdiff_t>(j));
        candidate.events.erase(candidate.events.begin() + static_cast<std::ptrdiff_t>(i));
        if (!take(std::move(candidate))) continue;
        changed = true;
        j = i;  // other events stand there now
      }
    }
    return changed;
  }

  // Everything of one lane moves to a lower one.
  bool plainer_lanes() {
    bool changed = false;
    for (std::uint8_t from = 1; from < scenario::kLanes; ++from) {
      for (std::uint8_t to = 0; to < from; ++to) {
        Scenario candidate = best_;
        for (Event& event : candidate.events) rename(event, from, to);
        if (!take(std::move(candidate))) continue;
        changed = true;
        break;
      }
    }
    return changed;
  }
  static void rename(Event& event, std::uint8_t from, std::uint8_t to) {
    std::visit(
        [from, to](auto& what) {
          if constexpr (requires { what.lane; }) {
            if (what.lane == from) what.lane = to;
          }
        },
        event);
  }

  bool plainer_setup() {
    bool changed = false;
    for (bool here = true; std::exchange(here, false);) {
      for (const scenario::Setup& setup : plainer(best_.setup)) {
        Scenario candidate = best_;
        candidate.setup = setup;
        if (!take(std::move(candidate))) continue;
        changed = here = true;
        break;
      }
    }
    return changed;
  }

  bool plainer_events() {
    bool changed = false;
    for (std::size_t i = 0; i < best_.events.size(); ++i) {
      for (bool here = true; std::exchange(here, false);) {
        for (const Event& event : plainer(best_.events[i])) {
          Scenario candidate = best_;
          candidate.events[i] = event;
          if (!take(std::move(candidate))) continue;
          changed = here = true;
          break;
        }
      }
    }
    return changed;
  }

  Scenario best_;
  const StillShows& still_shows_;
  const Budget& budget_;
  std::set<std::vector<std::uint8_t>> tried_;  // and did not show it
  std::uint64_t runs_{0};
  bool out_{};  // of runs or of time
};

}  // namespace

std::optional<Shrunk> shrink(const Scenario& start, const StillShows& still_shows,
                             const Budget& budget) {
  Shrinker shrinker{start, still_shows, budget};
  if (!shrinker.begins()) return std::nullopt;
  return shrinker.run();
}

}  // namespace synspect::shrink
