// The rules about options, among themselves.
#pragma once

#include "harness/judge/rules.h"

namespace synspect::judge {

// rules_timestamps.cc
void judge_stamps_emission(Scene& scene, const Emission& out);
void follow_stamps_emission(Scene& scene, const Emission& out);
void follow_stamps_arrival(Scene& scene, const Arrival& in);

// rules_sack.cc
void judge_sack_emission(Scene& scene, const Emission& out);
void follow_sack_emission(Scene& scene, const Emission& out);
void follow_sack_arrival(Scene& scene, const Arrival& in);

// One option that stands on a segment once.
[[nodiscard]] bool stands_once(const DecodedSegment& seg, unsigned kind);

inline void check_option(Scene& scene, Rule rule, bool good, const char* expected,
                         const Emission& out) {
  if (good) return scene.upheld(rule);
  scene.broken(rule, {expected, out.seg.to_string(), {}});
}

}  // namespace synspect::judge
