// The fields of each event, in the order of the encoding and with their bounds: the one place that
// encoding, decoding and mutation know them from.
//
// `io` has number(field, bound): the field runs from 0 to bound - 1; flag(bool),
// octet(std::uint8_t), small(std::int8_t) and offset(std::int16_t).
#pragma once

#include "harness/scenario/scenario.h"
#include "harness/scenario/values.h"

namespace synspect::scenario {

template <class Io>
void fields(Io& io, Setup& setup) {
  io.flag(setup.ipv6);
  io.number(setup.stack_isn, kIsnBases);
  io.number(setup.peer_isn, kIsnBases);
  io.small(setup.stack_isn_offset);
  io.small(setup.peer_isn_offset);
  io.number(setup.mtu, kMtus);
  io.number(setup.peer_mss, kMssValues);
  io.number(setup.profile, kProfiles);
}

template <class Io>
void fields(Io& io, Point& point) {
  io.number(point.edge, kEdges);
  io.flag(point.half_circle);
  io.offset(point.offset);
}

template <class Io>
void fields(Io& io, Move& move) {
  io.number(move.kind, Move::kKinds);
  io.number(move.lane, kLanes);
  io.number(move.length, kTextLengths);
  io.number(move.window, kWindows);
}

template <class Io>
void fields(Io& io, Craft& craft) {
  io.number(craft.lane, kLanes);
  io.octet(craft.flags);
  fields(io, craft.seq);
  fields(io, craft.ack);
  io.number(craft.length, kTextLengths);
  io.number(craft.window, kWindows);
  io.number(craft.options, kOptionSets);
  io.octet(craft.urgent_pointer);
  io.number(craft.reserved, 16);
  io.flag(craft.bad_checksum);
  io.flag(craft.other_text);
}

template <class Io>
void fields(Io& io, Replay& replay) {
  io.flag(replay.reflected);
  io.number(replay.back, 16);
}

template <class Io>
void fields(Io& io, Call& call) {
  io.number(call.kind, Call::kKinds);
  io.number(call.lane, kLanes);
  io.number(call.amount, kCallLengths);
  io.number(call.option, kCallOptions);
}

template <class Io>
void fields(Io& io, Wait& wait) {
  io.number(wait.kind, Wait::kKinds);
  io.number(wait.amount, kDurations);
}

template <class Io>
void fields(Io& io, Fault& fault) {
  io.number(fault.kind, Fault::kKinds);
  io.number(fault.end, 2);
  io.number(fault.count, kFaultCounts);
  io.number(fault.delay, kDurations);
}

// Which kinds a shape knows, by the number that stands for them; new ones come at the end.
inline constexpr std::uint8_t kOneEndpointKinds = 5, kTwoEndpointKinds = 3;
[[nodiscard]] constexpr std::uint8_t kinds_of(Shape shape) {
  return shape == Shape::kOneEndpoint ? kOneEndpointKinds : kTwoEndpointKinds;
}
// An event of all zeros of that kind.
[[nodiscard]] constexpr Event blank(Shape shape, std::uint8_t kind) {
  if (shape == Shape::kTwoEndpoints) {
    if (kind == 0) return Call{};
    if (kind == 1) return Wait{};
    return Fault{};
  }
  if (kind == 0) return Move{};
  if (kind == 1) return Call{};
  if (kind == 2) return Wait{};
  if (kind == 3) return Craft{};
  return Replay{};
}
// Its number; kinds_of(shape) where the shape does not know it.
[[nodiscard]] constexpr std::uint8_t kind_of(Shape shape, const Event& event) {
  std::uint8_t kind = 0;
  while (kind < kinds_of(shape) && blank(shape, kind).index() != event.index()) ++kind;
  return kind;
}

}  // namespace synspect::scenario
