#include "harness/drive/scenario_two.h"

#include <algorithm>
#include <utility>

#include "harness/drive/scenario_setup.h"
#include "harness/history/pattern.h"
#include "harness/scenario/values.h"

namespace synspect::drive {
namespace {

using scenario::Fault;

constexpr std::uint8_t kLanesOfAnEnd = 2;  // sockets, the RFC's calls
// Lane n of the first end and lane n of the second face each other.
constexpr std::uint16_t kPorts[2][kLanesOfAnEnd] = {{9000, 9001}, {80, 81}};

const IpAddress kV4[] = {IpAddress::v4(192, 0, 2, 1), IpAddress::v4(192, 0, 2, 2)};
const IpAddress kV6[] = {IpAddress::parse("2001:db8::1").value_or(IpAddress{}),
                         IpAddress::parse("2001:db8::2").value_or(IpAddress{})};

constexpr Duration kOneWay = std::chrono::milliseconds{5};

std::uint16_t port_of(EndpointId end, std::uint8_t lane) { return kPorts[end][lane]; }

}  // namespace

void ScenarioRunner::TwoEndpoints::Tap::observe(const Observation& seen) {
  inner_.observe(seen);
  const auto* segment = std::get_if<SegmentSeen>(&seen.what);
  if (segment == nullptr || segment->direction != Direction::kFromStack) return;
  const Fate fate = run_.network_.accept(segment->endpoint, segment->datagram, segment->octets,
                                         segment->segment, seen.at);
  if (fate == Fate::kSent) return;
  SegmentSeen fated = *segment;
  fated.fate = fate;
  inner_.observe({.at = seen.at, .script_line = seen.script_line, .what = fated});
}

ScenarioRunner::TwoEndpoints::TwoEndpoints(StackUnderTest& first, StackUnderTest& second,
                                           ObservationSink& sink, ScenarioOptions options)
    : options_{std::move(options)},
      tap_{*this, sink},
      ends_{{{first, tap_, 0, ids_, coverage_}, {second, tap_, 1, ids_, coverage_}}} {
  for (End& end : ends_) end.session.keep_nothing();
  header_.source = "scenario";
  header_.endpoints.resize(2);
}

bool ScenarioRunner::TwoEndpoints::begin(const scenario::Setup& setup) {
  const bool v6 = use_ipv6(setup, ends_[0].stack.capabilities().controls);
  scenario::Setup actual = setup;
  actual.ipv6 = v6;
  const std::uint32_t isns[] = {scenario::stack_isn(setup) + options_.twist.isn_shift,
                                scenario::peer_isn(setup) + options_.twist.isn_shift};
  for (EndpointId id = 0; id < 2; ++id) {
    End& end = ends_[id];
    end.address = v6 ? kV6[id] : kV4[id];
    const bool extends = id == 0 ? scenario::stack_extends(setup) : scenario::peer_extends(setup);
    if (!start_stack(end.stack, actual, end.address, isns[id], extends, options_.seed + id,
                     options_, header_.endpoints[id], broken_)) {
      return false;
    }
    header_.endpoints[id].pattern_salt = kPatternSalts[id];
    end.session.restart();
    end.watch.restart();
    end.orders = {};
    end.user.restart(end.stack.capabilities().controls, end.address, kPatternSalts[id]);
  }
  for (EndpointId id = 0; id < 2; ++id) {
    const auto other = static_cast<EndpointId>(1 - id);
    for (std::uint8_t lane = 0; lane < kLanesOfAnEnd; ++lane) {
      ends_[id].user.set_lane(lane,
                              {.group = lane,
                               .passive_port = port_of(id, lane),
                               .active_port = port_of(id, lane),
                               .remote = {ends_[other].address, port_of(other, lane)}},
                              lane == 1);
      ends_[id].watch.watch(lane, {{ends_[id].address, port_of(id, lane)},
                                   {ends_[other].address, port_of(other, lane)}});
    }
  }
  ids_ = 0;
  now_ = kRunStart;
  partitioned_ = false;
  deliveries_ = 0;
  coverage_.begin_run();
  network_.restart({.delay = kOneWay, .jitter = Duration{0}}, options_.seed);
  network_.set_orders([this](EndpointId from, const DecodedSegment&, Time) { return order(from); });
  header_.seed = options_.seed;
  tap_.begin(header_);
  return true;
}

const std::string& ScenarioRunner::TwoEndpoints::run(const scenario::Scenario& scenario) {
  broken_.clear();
  if (scenario.shape != scenario::Shape::kTwoEndpoints || !begin(scenario.setup)) return broken_;
  for (const scenario::Event& event : scenario.events) {
    std::visit([this](const auto& what) { play(what); }, event);
    if (over()) break;
  }
  if (!over()) finish();
  for (const End& end : ends_) {
    if (broken_.empty()) broken_ = end.session.broken();
  }
  return broken_;
}

bool ScenarioRunner::TwoEndpoints::broken() const {
  return std::ranges::any_of(ends_, [](const End& e) { return !e.session.broken().empty(); });
}

void ScenarioRunner::TwoEndpoints::play(const scenario::Call& call) {
  const auto id = static_cast<EndpointId>(call.lane % 2);
  const auto lane = static_cast<std::uint8_t>(call.lane / 2);
  ask(ends_[id], call, lane);
  settle();
}

void ScenarioRunner::TwoEndpoints::ask(End& end, const scenario::Call& call, std::uint8_t lane) {
  if (end.user.perform(call, lane)) end.watch.after(end.user.class_of_last(), lane);
}

void ScenarioRunner::TwoEndpoints::play(const scenario::Wait& wait) {
  std::optional<Time> next = network_.next_delivery();
  for (const End& end : ends_) {
    const std::optional<Time> due = end.session.next_deadline();
    if (due && (!next || *due < *next)) next = due;
  }
  run_until(end_of(wait, now_, next, ends_[0].stack.capabilities().timing.msl));
}

void ScenarioRunner::TwoEndpoints::play(const Fault& fault) {
  if (fault.kind == Fault::Kind::kPartition || fault.kind == Fault::Kind::kHeal) {
    partitioned_ = fault.kind == Fault::Kind::kPartition;
    return;
  }
  ends_[fault.end].orders = {.kind = fault.kind,
                             .left = static_cast<std::uint8_t>(fault.count + 1),
                             .delay = scenario::duration(fault.delay)};
}

network::Order ScenarioRunner::TwoEndpoints::order(EndpointId from) {
  using Kind = network::Order::Kind;
  if (partitioned_) return {.kind = Kind::kDrop};
  Orders& orders = ends_[from].orders;
  if (orders.left == 0) return {};
  --orders.left;
  const Time until = now_ + orders.delay;
  switch (orders.kind) {
    case Fault::Kind::kLose:
      return {.kind = Kind::kDrop};
    case Fault::Kind::kDuplicate:
      return {.kind = Kind::kDuplicate, .until = until};
    case Fault::Kind::kHold:
      return {.kind = Kind::kHold, .until = until};
    case Fault::Kind::kPartition:
    case Fault::Kind::kHeal:
      return {};
  }
  std::unreachable();
}

void ScenarioRunner::TwoEndpoints::deliver(const network::InFlight& flight) {
  ++deliveries_;
  End& to = ends_[flight.to];
  to.session.inject(flight.octets, flight.datagram, flight.copy);
  const auto& ports = kPorts[flight.to];
  const auto lane = static_cast<std::uint8_t>(flight.port == ports[0] ? 0 : 1);
  to.watch.after(scenario::class_of(flight.flags, flight.text), lane);
}

void ScenarioRunner::TwoEndpoints::settle() {
  while (!over()) {
    const network::InFlight* const flight = network_.deliver(now_);
    if (flight == nullptr) return;
    deliver(*flight);
  }
}

void ScenarioRunner::TwoEndpoints::run_until(Time limit) {
  while (!over() && now_ < limit) {
    Time next = limit;
    if (const auto delivery = network_.next_delivery()) next = std::min(next, *delivery);
    for (const End& end : ends_) {
      if (const auto due = end.session.next_deadline()) next = std::min(next, *due);
    }
    now_ = std::max(now_, next);
    for (End& end : ends_) {
      end.session.advance_to(now_);
      end.watch.after_time();
    }
    settle();
  }
}

// Faults stop; what is still on its way arrives; both users take what comes, read to the end and
// close.
void ScenarioRunner::TwoEndpoints::finish() {
  using Kind = scenario::Call::Kind;
  constexpr Duration kRound = std::chrono::milliseconds{250};
  constexpr int kRounds = 24;
  constexpr Duration kTail = std::chrono::minutes{20};
  partitioned_ = false;
  for (End& end : ends_) end.orders = {};
  tap_.observe({.at = now_, .script_line = 0, .what = FaultsStopped{}});
  bool done = false;
  for (int round = 0; round < kRounds && !done && !over(); ++round) {
    done = true;
    for (End& end : ends_) {
      for (std::uint8_t lane = 0; lane < kLanesOfAnEnd; ++lane) {
        if (end.user.lane(lane).handle == Handle::kNone) {
          ask(end, {.kind = Kind::kAccept}, lane);
          if (end.user.lane(lane).handle == Handle::kNone) continue;
        }
        if (round == 0) ask(end, {.kind = Kind::kShutdown}, lane);
        const bool drained = end.user.drained(lane);
        end.watch.after(scenario::EventClass::kReceive, lane);
        settle();
        done = done && drained;
      }
    }
    run_until(now_ + (done ? Duration{0} : kRound * (1 << std::min(round, 8))));
  }
  for (End& end : ends_) {
    for (std::uint8_t lane = 0; lane < kLanesOfAnEnd; ++lane) {
      ask(end, {.kind = Kind::kClose}, lane);
    }
  }
  run_until(now_ + kTail);
  if (over()) return;  // nobody can say what would have been
  tap_.observe({.at = now_, .script_line = 0, .what = RunEnded{}});
}

}  // namespace synspect::drive
