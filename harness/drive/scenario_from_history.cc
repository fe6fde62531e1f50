#include "harness/drive/scenario_from_history.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "harness/drive/inverse_call.h"
#include "harness/drive/inverse_peer.h"
#include "harness/drive/peer_view.h"
#include "harness/drive/seed_lanes.h"
#include "harness/scenario/nearest.h"
#include "harness/scenario/values.h"

namespace synspect::drive {
namespace {

using scenario::Wait;

constexpr std::size_t kMostWaits = 8;  // for one stretch of time
constexpr Duration kTick{1};
constexpr std::uint16_t kAnyPort = 1;  // the stack's, in the view: lanes differ by the peer's

struct NullSink final : ObservationSink {
  void begin(const RunHeader&) override {}
  void observe(const Observation&) override {}
};

bool from_stack(const SegmentSeen& seen) {
  return seen.fate == Fate::kSent || seen.fate == Fate::kPassed;
}

// What both sides begin with: their first SYNs, of the peer else its first segment.
struct FirstNumbers {
  std::optional<std::uint32_t> ours, theirs;
  std::span<const std::byte> options;  // of the peer's SYN
};
FirstNumbers first_numbers(std::span<const Observation> all, EndpointId endpoint) {
  FirstNumbers first;
  bool peer_opened = false;
  for (const Observation& seen : all) {
    const auto* const segment = std::get_if<SegmentSeen>(&seen.what);
    if (segment == nullptr || segment->endpoint != endpoint) continue;
    const DecodedSegment& seg = segment->segment;
    if (seg.kind != DatagramKind::kTcp) continue;
    if (from_stack(*segment)) {
      if (seg.has(kSyn) && !first.ours) first.ours = seg.seq;
    } else if (segment->fate == Fate::kDelivered && !peer_opened) {
      peer_opened = seg.has(kSyn);
      if (peer_opened) first.options = seg.options;
      if (peer_opened || !first.theirs) first.theirs = seg.seq;
    }
  }
  return first;
}

class Lowering {
 public:
  Lowering(const History& history, EndpointId endpoint) : history_{history}, endpoint_{endpoint} {}

  LoweredScenario run() {
    const std::span<const Observation> all = history_.observations();
    out_.scenario.setup = setup(all);
    lanes_.survey(all, endpoint_);
    for (std::uint8_t i = 0; i < scenario::kLanes; ++i) view_.lane(i).stack_port = kAnyPort;
    peer_.restart(out_.scenario.setup);
    for (position_ = 0; position_ < all.size(); ++position_) {
      at_ = all[position_].at;
      std::visit([&](const auto& what) { lower(what); }, all[position_].what);
    }
    pass(at_);
    std::vector<scenario::Event>& events = out_.scenario.events;
    if (events.size() > scenario::kMostEvents) {
      out_.left_out.push_back(std::to_string(events.size() - scenario::kMostEvents) +
                              " events at the end: there are too many");
      events.resize(scenario::kMostEvents);
    }
    return std::move(out_);
  }

 private:
  // ---- how it is set up

  scenario::Setup setup(std::span<const Observation> all) {
    scenario::Setup setup;
    if (endpoint_ < history_.header().endpoints.size()) {
      const EndpointHeader& end = history_.header().endpoints[endpoint_];
      setup.ipv6 = !end.addresses.empty() && end.addresses.front().version == IpVersion::kV6;
      const std::uint32_t mtu = end.mtu.value_or(1500);
      setup.mtu = scenario::mtu_code(mtu, setup.ipv6);
      if (scenario::mtu(setup) != mtu) out_.rounded.push_back("an MTU of " + std::to_string(mtu));
    }
    const FirstNumbers first = first_numbers(all, endpoint_);
    setup.peer_mss =
        std::min<std::uint8_t>(scenario::syn_options_code(first.options), scenario::kMssValues - 1);
    const auto choose = [this](std::optional<std::uint32_t> isn, const char* whose) {
      const scenario::IsnCode code = scenario::isn_code(isn.value_or(1000));
      if (!code.exact) out_.rounded.push_back(std::string{whose} + " initial number");
      return code;
    };
    const scenario::IsnCode stack = choose(first.ours, "the stack's"),
                            peer = choose(first.theirs, "the peer's");
    setup.stack_isn = stack.base;
    setup.stack_isn_offset = stack.offset;
    setup.peer_isn = peer.base;
    setup.peer_isn_offset = peer.offset;
    view_.restart(first.ours.value_or(0), first.theirs.value_or(0));
    return setup;
  }

  // ---- time

  void put(const scenario::Event& event) { out_.scenario.events.push_back(event); }

  // Time goes on to `to`, by way of the timers that were seen to fire.
  void pass(Time to) {
    for (const Time due : std::exchange(fired_, {})) {
      if (due <= now_ || due > to) continue;
      const bool past = due + kTick == to;
      put(Wait{.kind = past ? Wait::Kind::kPast : Wait::Kind::kTimer, .amount = 0});
      now_ = past ? to : due;
    }
    if (to > now_ && fires_at(to + kTick)) {
      put(Wait{.kind = Wait::Kind::kBefore, .amount = 0});
      now_ = to;
    }
    const scenario::Amounts amounts = scenario::amounts(to - now_, kMostWaits);
    for (const Wait& wait : amounts.waits) put(wait);
    // What is too short for any event to say is forgotten, not said later.
    now_ = amounts.rest < std::chrono::milliseconds{1} ? to : to - amounts.rest;
  }

  // Whether the stack does something by itself at this time, next after the present one.
  [[nodiscard]] bool fires_at(Time time) const {
    for (const Observation& seen : history_.observations().subspan(position_)) {
      if (seen.at >= time) {
        const auto* const segment = std::get_if<SegmentSeen>(&seen.what);
        const bool own = segment != nullptr && from_stack(*segment);
        return seen.at == time && (own || std::holds_alternative<SignalSeen>(seen.what));
      }
    }
    return false;
  }

  // Something came of itself at this time, or because of the event just put.
  void fired() {
    if (at_ > now_ && at_ > input_ && (fired_.empty() || fired_.back() != at_)) {
      fired_.push_back(at_);
    }
  }

  // ---- segments

  // As the view knows it: the peer's ports are those of the lanes.
  void show(const SegmentSeen& seen, std::uint8_t lane) {
    SegmentSeen shown = seen;
    const bool ours = from_stack(seen);
    (ours ? shown.segment.source : shown.segment.destination).port = kAnyPort;
    (ours ? shown.segment.destination : shown.segment.source).port = PeerView::peer_port(lane);
    shown.direction = ours ? Direction::kFromStack : Direction::kToStack;
    view_.observe({.at = at_, .script_line = 0, .what = shown});
  }

  void lower(const SegmentSeen& seen) {
    if (seen.endpoint != endpoint_) return;
    const DecodedSegment& seg = seen.segment;
    if (from_stack(seen)) {
      fired();
      if (seg.kind != DatagramKind::kTcp) return;
      if (const auto lane = lanes_.known({seg.source, seg.destination})) show(seen, *lane);
    } else if (seen.fate == Fate::kDelivered) {
      arrives(seen);
    }
  }

  void arrives(const SegmentSeen& seen) {
    input_ = at_;
    const DecodedSegment& seg = seen.segment;
    if (seg.kind != DatagramKind::kTcp) return leave_out("a datagram that is not TCP");
    if (!seg.ip_checksum_correct || seg.length_mismatch || !to_stack(seg.destination.ip)) {
      return leave_out("an IP header that no event makes");
    }
    const SeedLanes::Place place = lanes_.at({seg.destination, seg.source});
    if (place.taken) leave_out("more connections than lanes");
    if (place.fresh) peer_.begin(place.lane, seg);
    pass(at_);
    InversePeer::Said said = peer_.say(place.lane, seen);
    for (std::string& what : said.rounded) round(std::move(what));
    put(said.event);
    show(seen, place.lane);
  }

  [[nodiscard]] bool to_stack(const IpAddress& ip) const {
    const auto& ends = history_.header().endpoints;
    return endpoint_ >= ends.size() || ends[endpoint_].addresses.empty() ||
           std::ranges::find(ends[endpoint_].addresses, ip) != ends[endpoint_].addresses.end();
  }

  // ---- calls

  void lower(const CallSeen& seen) {
    if (seen.endpoint != endpoint_) return;
    input_ = at_;
    const InverseCall::Said said = calls_.say(seen);
    if (!said.left_out.empty()) leave_out(said.left_out);
    if (said.events.empty()) return;
    pass(at_);
    for (const scenario::Call& call : said.events) put(call);
  }

  void lower(const SignalSeen& seen) {
    if (seen.endpoint == endpoint_) fired();
  }
  void lower(const KnobSet& seen) {
    if (seen.endpoint == endpoint_) leave_out("knob " + std::string{seen.name});
  }
  void lower(const InfoSeen&) {}
  void lower(const StackFailed&) {}
  void lower(const TimeAdvanced&) {}
  void lower(const FaultsStopped&) {}
  void lower(const RunEnded&) {}

  void leave_out(const std::string& what) { out_.left_out.push_back(here() + what); }
  void round(const std::string& what) { out_.rounded.push_back(here() + what); }
  [[nodiscard]] std::string here() const {
    return "observation " + std::to_string(position_) + ": ";
  }

  const History& history_;
  EndpointId endpoint_;
  std::size_t position_{0};
  Time at_{kRunStart};
  Time now_{kRunStart};    // where the scenario stands
  Time input_{kRunStart};  // of the last call or arrival
  std::vector<Time> fired_;
  NullSink nowhere_;
  PeerView view_{nowhere_};
  InversePeer peer_{view_};
  SeedLanes lanes_;
  InverseCall calls_{lanes_};
  LoweredScenario out_;
};

}  // namespace

LoweredScenario scenario_from_history(const History& history, EndpointId endpoint) {
  return Lowering{history, endpoint}.run();
}

}  // namespace synspect::drive
