#include "harness/shrink/plainness.h"

#include "harness/shrink/orders.h"

namespace synspect::shrink {
namespace {

using scenario::Edge;
using scenario::Event;

constexpr ByBits kFlags{kAck};
constexpr Listed<scenario::kEdges> edges(std::array<Edge, scenario::kEdges> plainest_first) {
  Listed<scenario::kEdges> order{};
  for (std::size_t i = 0; i < plainest_first.size(); ++i) {
    order.plainest_first[i] = static_cast<std::uint8_t>(plainest_first[i]);
  }
  return order;
}
constexpr auto kSeqEdges = edges({Edge::kPeerNext, Edge::kRcvNxt, Edge::kIrs, Edge::kRcvWindowEnd,
                                  Edge::kSndNxt, Edge::kSndUna, Edge::kIss, Edge::kSndWindowEnd});
constexpr auto kAckEdges = edges({Edge::kSndNxt, Edge::kSndUna, Edge::kIss, Edge::kSndWindowEnd,
                                  Edge::kPeerNext, Edge::kRcvNxt, Edge::kIrs, Edge::kRcvWindowEnd});

// Each field with its order. Kinds are no fields here: what a call does is not a matter of degree.
template <class Visit>
void each(scenario::Setup& setup, Visit visit) {
  visit(setup.ipv6, ByCode{});
  visit(setup.stack_isn, ByCode{});
  visit(setup.peer_isn, ByCode{});
  visit(setup.stack_isn_offset, ByDistance{});
  visit(setup.peer_isn_offset, ByDistance{});
  visit(setup.mtu, ByCode{});
  visit(setup.peer_mss, ByCode{});
  visit(setup.profile, ByCode{});
}
template <class Visit>
void each(scenario::Move& move, Visit visit) {
  visit(move.lane, ByCode{});
  visit(move.length, ByCode{});
  visit(move.window, ByCode{});
}
template <class Visit>
void each(scenario::Craft& craft, Visit visit) {
  visit(craft.lane, ByCode{});
  visit(craft.flags, kFlags);
  visit(craft.seq.edge, kSeqEdges);
  visit(craft.seq.half_circle, ByCode{});
  visit(craft.seq.offset, ByDistance{});
  visit(craft.ack.edge, kAckEdges);
  visit(craft.ack.half_circle, ByCode{});
  visit(craft.ack.offset, ByDistance{});
  visit(craft.length, TextOfCraft{});
  visit(craft.window, ByCode{});
  visit(craft.options, ByCode{});
  visit(craft.urgent_pointer, ByDistance{});
  visit(craft.reserved, ByCode{});
  visit(craft.bad_checksum, ByCode{});
  visit(craft.other_text, ByCode{});
}
template <class Visit>
void each(scenario::Replay& replay, Visit visit) {
  visit(replay.reflected, ByCode{});
  visit(replay.back, ByCode{});
}
template <class Visit>
void each(scenario::Call& call, Visit visit) {
  visit(call.lane, ByCode{});
  visit(call.amount, ByCode{});
  visit(call.option, ByCode{});
}
template <class Visit>
void each(scenario::Wait& wait, Visit visit) {
  visit(wait.amount, by_duration());
}
template <class Visit>
void each(scenario::Fault& fault, Visit visit) {
  visit(fault.end, ByCode{});
  visit(fault.count, ByCode{});
  visit(fault.delay, by_duration());
}

template <class T>
std::uint64_t ranks(T what) {
  std::uint64_t sum = 0;
  each(what,
       [&sum](auto& field, const auto& order) { sum += order.rank(static_cast<int>(field)); });
  return sum;
}

// One field at a time.
template <class T, class Put>
void vary(const T& what, Put put) {
  T changed = what;
  Values values;
  each(changed, [&](auto& field, const auto& order) {
    const auto before = field;
    values.clear();
    order.below(static_cast<int>(field), values);
    for (const int value : values) {
      field = static_cast<std::remove_cvref_t<decltype(field)>>(value);
      if (static_cast<int>(field) == value) put(changed);  // -(-128) is no int8_t
    }
    field = before;
  });
}

// More than all fields of an event together: one that is of a plainer kind is plainer.
constexpr std::uint64_t kKind = 1U << 20U;

// What differs from the ordinary move in one respect.
std::uint64_t rank_of(scenario::Move::Kind kind) {
  using Kind = scenario::Move::Kind;
  return kind == Kind::kSynAlone || kind == Kind::kFinNoAck || kind == Kind::kResend ? 1 : 0;
}

std::uint64_t kind_rank(const Event& event) {
  if (const auto* move = std::get_if<scenario::Move>(&event)) return rank_of(move->kind);
  if (const auto* wait = std::get_if<scenario::Wait>(&event)) {
    return static_cast<std::uint64_t>(wait->kind);
  }
  if (std::holds_alternative<scenario::Craft>(event)) return 2;
  return std::holds_alternative<scenario::Replay>(event) ? 3 : 0;
}

using Events = std::vector<Event>;

void every_move(std::uint8_t lane, std::uint8_t length, std::uint8_t window, Events& to) {
  using scenario::Move;
  for (std::uint8_t kind = 0; kind < Move::kKinds; ++kind) {
    to.push_back(Move{static_cast<Move::Kind>(kind), lane, length, window});
  }
}

// Changes of more than one field.
void leaps(const scenario::Move& move, Events& to) {
  using Kind = scenario::Move::Kind;
  scenario::Move ordinary = move;
  if (move.kind == Kind::kSynAlone) ordinary.kind = Kind::kSyn;
  if (move.kind == Kind::kFinNoAck) ordinary.kind = Kind::kFin;
  if (move.kind == Kind::kResend) ordinary.kind = Kind::kText;
  to.push_back(ordinary);
}
void leaps(const scenario::Craft& craft, Events& to) {
  every_move(craft.lane, 0, 0, to);
  if (craft.length != 0 || craft.window != 0)
    every_move(craft.lane, craft.length, craft.window, to);
  scenario::Craft ordinary = craft;
  ordinary.seq = {Edge::kPeerNext, false, 0};
  to.push_back(ordinary);
  ordinary.seq = craft.seq;
  ordinary.ack = {Edge::kSndNxt, false, 0};
  to.push_back(ordinary);
}
void leaps(const scenario::Replay&, Events& to) {
  for (std::uint8_t lane = 0; lane < scenario::kLanes; ++lane) every_move(lane, 0, 0, to);
}
void leaps(const scenario::Call&, Events&) {}
void leaps(const scenario::Wait& wait, Events& to) {
  using Kind = scenario::Wait::Kind;
  if (wait.kind == Kind::kAmount) return;
  for (const std::uint8_t amount : by_duration().plainest_first) {
    to.push_back(scenario::Wait{Kind::kAmount, amount});
  }
  for (std::uint8_t kind = 1; kind < static_cast<std::uint8_t>(wait.kind); ++kind) {
    to.push_back(scenario::Wait{static_cast<Kind>(kind), wait.amount});
  }
}
void leaps(const scenario::Fault&, Events&) {}

}  // namespace

std::uint64_t strangeness(const scenario::Setup& setup) { return ranks(setup); }

std::uint64_t strangeness(const Event& event) {
  return kind_rank(event) * kKind + std::visit([](const auto& what) { return ranks(what); }, event);
}

Size size_of(const scenario::Scenario& scenario) {
  Size size{scenario.events.size(), strangeness(scenario.setup)};
  for (const Event& event : scenario.events) size.strangeness += strangeness(event);
  return size;
}

std::vector<scenario::Setup> plainer(const scenario::Setup& setup) {
  std::vector<scenario::Setup> all;
  vary(setup, [&all](const scenario::Setup& changed) { all.push_back(changed); });
  return all;
}

Events plainer(const Event& event) {
  Events all;
  std::visit(
      [&all](const auto& what) {
        leaps(what, all);
        vary(what, [&all](const auto& changed) { all.push_back(changed); });
      },
      event);
  std::erase_if(all, [limit = strangeness(event)](const Event& other) {
    return strangeness(other) >= limit;
  });
  return all;
}

}  // namespace synspect::shrink
