#include "harness/trial/run_report.h"

#include <fmt/format.h>

#include <algorithm>

namespace synspect::trial {
namespace {

// Which ports an OPEN is about decides who takes the next SYN.
std::string arguments(const UserCall& call) {
  const auto* open = std::get_if<call::Open>(&call);
  if (!open) return fmt::format("{}", static_cast<int>(handle_of(call)));
  return fmt::format("{} {}>{}", open->active ? "active" : "passive", open->local.port,
                     open->remote ? std::to_string(open->remote->port) : "any");
}

std::string describe(const Observation& seen) {
  struct Words {
    std::string operator()(const SegmentSeen& s) const {
      const bool out = s.direction == Direction::kFromStack;
      const bool bad = s.segment.tcp_checksum == ChecksumStatus::kWrong;
      const char* fate = s.fate == Fate::kSent || s.fate == Fate::kDelivered ? "" : " (network)";
      return fmt::format("{} {}>{} {}{}{}", out ? '>' : '<', s.segment.source.port,
                         s.segment.destination.port, s.segment.to_string(),
                         bad ? " bad checksum" : "", fate);
    }
    std::string operator()(const CallSeen& s) const {
      return fmt::format("{}({}) = {} {} [{} octets]{}", name_of(s.call), arguments(s.call),
                         s.result.value,
                         s.result.error == CallError::kNone ? "" : to_string(s.result.error),
                         s.result.data.size(), s.result.end_of_stream ? " end of stream" : "");
    }
    std::string operator()(const SignalSeen& s) const {
      return fmt::format("signal {} {}", static_cast<int>(s.handle), to_string(s.signal));
    }
    std::string operator()(const InfoSeen& s) const {
      return fmt::format("info {} {}", static_cast<int>(s.handle),
                         s.info->state ? to_string(*s.info->state) : "-");
    }
    std::string operator()(const StackFailed&) const { return "the stack failed"; }
    std::string operator()(const KnobSet&) const { return "knob"; }
    std::string operator()(const TimeAdvanced&) const { return "time"; }
    std::string operator()(const FaultsStopped&) const { return "faults stop"; }
    std::string operator()(const RunEnded&) const { return "end"; }
  };
  return std::visit(Words{}, seen.what);
}

EndpointId endpoint_of(const Observation& seen) {
  const auto* segment = std::get_if<SegmentSeen>(&seen.what);
  const auto* call = std::get_if<CallSeen>(&seen.what);
  return segment ? segment->endpoint : call ? call->endpoint : EndpointId{0};
}

}  // namespace

std::string describe_run(const History& history, std::span<const judge::Finding> findings,
                         std::size_t shown) {
  std::string text;
  std::uint64_t position = history.observations().size();
  for (const judge::Finding& finding : findings) {
    const FourTuple sockets = finding.connection.value_or(FourTuple{});
    text += fmt::format("  {} at {}, {}>{} in {}, after {}: expected {}; observed {}\n",
                        finding.clause.text(), finding.position, sockets.local.port,
                        sockets.remote.port, finding.all_states, finding.event_class,
                        finding.expected, finding.observed);
    position = std::min(position, finding.position + 1);
  }
  const auto all = history.observations();
  for (std::size_t i = position > shown ? position - shown : 0; i < position; ++i) {
    text += fmt::format("  {:4} {:11.6f} {} {}\n", i,
                        static_cast<double>(all[i].at.time_since_epoch().count()) / 1e6,
                        endpoint_of(all[i]), describe(all[i]));
  }
  return text;
}

}  // namespace synspect::trial
