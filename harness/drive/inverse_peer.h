// ScenarioPeer backwards: a segment that reached the stack becomes the Move that says it, else a
// Craft, given what the peer knew of the lane.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/drive/peer_view.h"
#include "harness/drive/scenario_peer.h"
#include "harness/history/observation.h"
#include "harness/scenario/scenario.h"

namespace synspect::drive {

class InversePeer {
 public:
  explicit InversePeer(PeerView& view) : view_{&view}, trial_{view} {}

  void restart(const scenario::Setup& setup);
  // Another connection takes the lane; the peer's first number is that of `first`.
  void begin(std::uint8_t lane, const DecodedSegment& first);

  struct Said {
    scenario::Event event;
    std::vector<std::string> rounded;  // what the event says only nearly, a few words each
  };
  // `seen` is TCP and speaks from the port of `lane`. The lane learns from it.
  [[nodiscard]] Said say(std::uint8_t lane, const SegmentSeen& seen);

 private:
  [[nodiscard]] std::optional<scenario::Move> as_move(std::uint8_t lane, const DecodedSegment& seg);
  [[nodiscard]] bool says(const scenario::Move& move, const DecodedSegment& seg);
  void open(std::uint8_t lane, const DecodedSegment& seg);
  [[nodiscard]] bool opens_anew(const Lane& lane, const DecodedSegment& seg) const;
  [[nodiscard]] Said as_craft(std::uint8_t lane, const DecodedSegment& seg);
  [[nodiscard]] std::optional<scenario::Replay> as_replay(const SegmentSeen& seen) const;
  void learn(std::uint8_t lane, const scenario::Event& event, const DecodedSegment& seg);
  // Whether it contradicts octets that were sent at these numbers.
  [[nodiscard]] bool contradicts(std::uint8_t lane, const DecodedSegment& seg) const;

  PeerView* view_;
  ScenarioPeer trial_;
  scenario::Setup setup_;
  std::array<std::map<std::uint32_t, std::byte>, scenario::kLanes> sent_;  // by number
};

// The edge that comes next to `number`: the first of `edges` in doubt.
struct NearPoint {
  scenario::Point point;
  bool exact{};
};
[[nodiscard]] NearPoint point_near(const Lane& lane, std::uint32_t number,
                                   std::span<const scenario::Edge> edges);

}  // namespace synspect::drive
