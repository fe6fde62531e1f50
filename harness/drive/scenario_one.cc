#include "harness/drive/scenario_one.h"

#include <utility>

#include "harness/drive/scenario_setup.h"
#include "harness/history/pattern.h"
#include "harness/scenario/values.h"

namespace synspect::drive {
namespace {

constexpr std::uint16_t kPassivePorts[] = {80, 81};  // by group of lanes
constexpr std::uint16_t kFirstActivePort = 5000;

const IpAddress kStackV4 = IpAddress::v4(192, 0, 2, 1);
const IpAddress kPeerV4 = IpAddress::v4(192, 0, 2, 9);
const IpAddress kStackV6 = IpAddress::parse("2001:db8::1").value_or(IpAddress{});
const IpAddress kPeerV6 = IpAddress::parse("2001:db8::9").value_or(IpAddress{});

}  // namespace

ScenarioRunner::OneEndpoint::OneEndpoint(StackUnderTest& stack, ObservationSink& sink,
                                         ScenarioOptions options)
    : stack_{stack},
      options_{std::move(options)},
      view_{sink},
      session_{stack, view_, 0, ids_},
      user_{session_},
      peer_{view_},
      watch_{stack, coverage_, &view_} {
  session_.keep_nothing();
  header_.source = "scenario";
  header_.endpoints.resize(1);
}

bool ScenarioRunner::OneEndpoint::begin(const scenario::Setup& setup) {
  const Controls& controls = stack_.capabilities().controls;
  const bool v6 = use_ipv6(setup, controls);
  stack_address_ = v6 ? kStackV6 : kStackV4;
  peer_address_ = v6 ? kPeerV6 : kPeerV4;
  scenario::Setup actual = setup;
  actual.ipv6 = v6;
  const std::uint32_t isn = scenario::stack_isn(setup) + options_.twist.isn_shift;
  if (!start_stack(stack_, actual, stack_address_, isn, scenario::stack_extends(setup),
                   options_.seed, options_, header_.endpoints[0], broken_)) {
    return false;
  }
  ids_ = 0;
  injections_ = 0;
  session_.restart();
  view_.restart(isn, scenario::peer_isn(setup) + options_.twist.isn_shift);
  peer_.restart(actual, stack_address_, peer_address_, options_.twist.pad_options);
  user_.restart(controls, stack_address_, kPatternSalts[0]);
  watch_.restart();
  coverage_.begin_run();
  for (std::uint8_t i = 0; i < scenario::kLanes; ++i) {
    const auto group = static_cast<std::uint8_t>(i / 2);
    const UserLane& lane =
        user_.set_lane(i,
                       {.group = group,
                        .passive_port = kPassivePorts[group],
                        .active_port = static_cast<std::uint16_t>(kFirstActivePort + i),
                        .remote = {peer_address_, PeerView::peer_port(i)}},
                       group == 1);
    view_.lane(i).stack_port = lane.port;
  }
  header_.seed = options_.seed;
  view_.begin(header_);
  return true;
}

const std::string& ScenarioRunner::OneEndpoint::run(const scenario::Scenario& scenario) {
  broken_.clear();
  if (scenario.shape != scenario::Shape::kOneEndpoint || !begin(scenario.setup)) return broken_;
  for (const scenario::Event& event : scenario.events) {
    std::visit([this](const auto& what) { play(what); }, event);
    if (!session_.broken().empty()) break;
  }
  view_.observe({.at = session_.now(), .script_line = 0, .what = RunEnded{}});
  if (!session_.broken().empty()) broken_ = session_.broken();
  return broken_;
}

void ScenarioRunner::OneEndpoint::watch(std::uint8_t lane) {
  const std::uint16_t port = view_.lane(lane).stack_port;
  if (watch_.watches(lane, port)) return;  // all else of a lane is the same throughout a run
  watch_.watch(lane, {{stack_address_, port}, {peer_address_, PeerView::peer_port(lane)}});
}

void ScenarioRunner::OneEndpoint::inject(const DatagramToWrite& datagram) {
  const std::span<const std::byte> octets = rewrite_datagram(datagram, octets_);
  const auto lane = static_cast<std::uint8_t>(datagram.source.port - kFirstPeerPort);
  const bool ours = lane < scenario::kLanes;
  if (ours) watch(lane);
  session_.inject(octets);
  const std::uint32_t every = options_.twist.repeat_one_in;
  if (every != 0 && ++injections_ % every == 0) session_.inject(octets);
  if (ours) watch_.after(scenario::class_of(datagram.flags, !datagram.payload.empty()), lane);
}

void ScenarioRunner::OneEndpoint::play(const scenario::Move& move) {
  peer_.at(session_.now());
  inject(peer_.move(move));
}
void ScenarioRunner::OneEndpoint::play(const scenario::Craft& craft) {
  peer_.at(session_.now());
  inject(peer_.craft(craft));
}

void ScenarioRunner::OneEndpoint::play(const scenario::Replay& replay) {
  if (replay.reflected) {
    if (peer_.reflect(replay.back)) inject(peer_.reflected());
    return;
  }
  const std::span<const std::byte> earlier = view_.injected(replay.back);
  if (earlier.empty()) return;
  octets_.assign(earlier.begin(), earlier.end());
  const DecodedSegment seg = decode(octets_);
  const auto lane = static_cast<std::uint8_t>(seg.source.port - kFirstPeerPort);
  const bool ours = seg.kind == DatagramKind::kTcp && lane < scenario::kLanes;
  if (ours) watch(lane);
  session_.inject(octets_);
  if (ours) watch_.after(scenario::class_of(seg.flags, !seg.payload.empty()), lane);
}

void ScenarioRunner::OneEndpoint::play(const scenario::Call& call) {
  view_.lane(call.lane).stack_port = user_.port_after(call, call.lane);
  watch(call.lane);
  if (user_.perform(call, call.lane)) watch_.after(user_.class_of_last(), call.lane);
}

void ScenarioRunner::OneEndpoint::play(const scenario::Wait& wait) {
  session_.advance_to(
      end_of(wait, session_.now(), session_.next_deadline(), stack_.capabilities().timing.msl));
  watch_.after_time();
}

}  // namespace synspect::drive
