#include "harness/drive/two_ends_from_history.h"

#include <array>
#include <utility>

#include "harness/drive/inverse_call.h"
#include "harness/drive/seed_lanes.h"
#include "harness/scenario/nearest.h"
#include "harness/scenario/values.h"

namespace synspect::drive {
namespace {

using scenario::Fault;

constexpr std::size_t kMostWaits = 8;  // for one stretch of time
constexpr Duration kShortly = std::chrono::milliseconds{1};

class Lowering {
 public:
  explicit Lowering(const History& history) : history_{history} {
    out_.scenario.shape = scenario::Shape::kTwoEndpoints;
    for (EndpointId end = 0; end < 2; ++end) lanes_[end].survey(history.observations(), end);
  }

  LoweredScenario run() {
    setup();
    for (position_ = 0; position_ < history_.observations().size(); ++position_) {
      const Observation& seen = history_.observations()[position_];
      at_ = seen.at;
      if (const auto* call = std::get_if<CallSeen>(&seen.what)) lower(*call);
      if (const auto* segment = std::get_if<SegmentSeen>(&seen.what)) lower(*segment);
    }
    pass(at_);
    auto& events = out_.scenario.events;
    if (events.size() > scenario::kMostEvents) events.resize(scenario::kMostEvents);
    return std::move(out_);
  }

 private:
  void setup() {
    scenario::Setup& setup = out_.scenario.setup;
    const auto& ends = history_.header().endpoints;
    setup.ipv6 = !ends.empty() && !ends.front().addresses.empty() &&
                 ends.front().addresses.front().version == IpVersion::kV6;
    setup.mtu =
        scenario::mtu_code(ends.empty() ? 1500 : ends.front().mtu.value_or(1500), setup.ipv6);
  }

  void pass(Time to) {
    if (to <= now_) return;
    const scenario::Amounts amounts = scenario::amounts(to - now_, kMostWaits);
    for (const scenario::Wait& wait : amounts.waits) out_.scenario.events.emplace_back(wait);
    now_ = amounts.rest < kShortly ? to : to - amounts.rest;
  }

  // Of an end of such a scenario lane 0 takes sockets and lane 1 the RFC's calls.
  void lower(const CallSeen& seen) {
    if (seen.endpoint >= 2) return;
    const InverseCall::Said said = calls_[seen.endpoint].say(seen);
    if (!said.left_out.empty()) {
      out_.left_out.push_back("observation " + std::to_string(position_) + ": " + said.left_out);
    }
    if (said.events.empty()) return;
    pass(at_);
    called_ = at_;
    before_call_ = out_.scenario.events.size();
    for (scenario::Call call : said.events) {
      call.lane = static_cast<std::uint8_t>(seen.endpoint + (call.lane >= 2 ? 2 : 0));
      out_.scenario.events.emplace_back(call);
    }
  }

  // What the network does it must be told before the datagram sets out: ahead of the call that
  // sends it, else shortly before that time.
  void lower(const SegmentSeen& seen) {
    if (seen.endpoint >= 2) return;
    Fault fault{.kind = Fault::Kind::kLose, .end = seen.endpoint};
    switch (seen.fate) {
      case Fate::kDropped:
        break;
      case Fate::kDuplicated:
        fault.kind = Fault::Kind::kDuplicate;
        break;
      case Fate::kDelayed:
        fault.kind = Fault::Kind::kHold;
        fault.delay = delay_of(seen);
        break;
      case Fate::kSent:
      case Fate::kDelivered:
      case Fate::kPassed:
        return;
    }
    if (called_ == at_) {
      auto& events = out_.scenario.events;
      events.insert(events.begin() + static_cast<std::ptrdiff_t>(before_call_), fault);
      return;
    }
    pass(at_ - kShortly);
    out_.scenario.events.emplace_back(fault);
  }

  // The code of the time until it arrives after all.
  [[nodiscard]] std::uint8_t delay_of(const SegmentSeen& seen) const {
    for (const Observation& later : history_.observations().subspan(position_)) {
      const auto* segment = std::get_if<SegmentSeen>(&later.what);
      if (segment == nullptr || segment->fate != Fate::kDelivered) continue;
      if (segment->datagram != seen.datagram || segment->copy != seen.copy) continue;
      std::uint8_t code = 0;
      while (code + 1 < scenario::kDurations && scenario::duration(code) < later.at - at_) ++code;
      return code;
    }
    return 0;
  }

  const History& history_;
  std::size_t position_{0};
  Time at_{kRunStart}, now_{kRunStart};
  std::optional<Time> called_;  // when the last call was made, and where it stands
  std::size_t before_call_{0};
  std::array<SeedLanes, 2> lanes_;
  std::array<InverseCall, 2> calls_{InverseCall{lanes_[0]}, InverseCall{lanes_[1]}};
  LoweredScenario out_;
};

}  // namespace

LoweredScenario two_ends_from_history(const History& history) { return Lowering{history}.run(); }

}  // namespace synspect::drive
