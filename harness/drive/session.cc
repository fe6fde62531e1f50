#include "harness/drive/session.h"

#include <algorithm>
#include <utility>

namespace synspect::drive {
namespace {

std::string why(const StackFailure& failure) {
  if (failure.kind == FailureKind::kHang) return "the stack does not come back";
  if (failure.kind != FailureKind::kProtocolError || failure.report.empty()) {
    return "the stack died";
  }
  // An adapter's own words: one line.
  return {reinterpret_cast<const char*>(failure.report.data()), failure.report.size()};
}

}  // namespace

template <class What>
void Session::record(Time at, const What& what) {
  sink_->observe({.at = at, .script_line = line_, .what = what});
}

// Made where it lies: it is too large to be handed about by value.
void Session::record_datagram(const Passing& datagram, DecodedSegment* kept) {
  Observation seen{.at = datagram.at,
                   .script_line = line_,
                   .what = decltype(Observation::what){std::in_place_type<SegmentSeen>}};
  SegmentSeen& segment = *std::get_if<SegmentSeen>(&seen.what);
  const bool out = datagram.direction == Direction::kFromStack;
  segment.endpoint = endpoint_;
  segment.direction = datagram.direction;
  segment.fate = out ? Fate::kSent : Fate::kDelivered;
  segment.datagram = datagram.id;
  segment.copy = datagram.copy;
  segment.octets = datagram.octets;
  segment.wire_length = static_cast<std::uint32_t>(datagram.octets.size());
  decode_into(segment.segment, datagram.octets, datagram.octets.size());
  if (kept != nullptr) *kept = segment.segment;
  sink_->observe(seen);
}

void Session::restart() {
  now_ = kRunStart;
  line_ = 0;
  emitted_ = 0;
  captured_.clear();
  signals_.clear();
  broken_.clear();
}

void Session::drain() {
  for (int taken = 0; stack_->poll(output_); ++taken) {
    if (taken == kMaxOutputsAtOnce) {
      broken_ = "the stack does not come to rest: more than " + std::to_string(kMaxOutputsAtOnce) +
                " outputs without time passing";
      return;
    }
    const Time at = std::clamp(output_.at, kRunStart, now_);
    if (output_.kind == StackOutput::Kind::kSignal) {
      record(at, SignalSeen{endpoint_, output_.handle, output_.signal, output_.reason});
      if (keeps_) signals_.push_back(output_);
      continue;
    }
    ++emitted_;
    Passing passing{.at = at,
                    .direction = Direction::kFromStack,
                    .id = ++*ids_,
                    .copy = 0,
                    .octets = output_.octets};
    if (!keeps_) {
      record_datagram(passing, nullptr);
      continue;
    }
    Captured& last = captured_.emplace_back(
        Captured{.at = at, .datagram = passing.id, .octets = output_.octets, .segment = {}});
    passing.octets = last.octets;
    record_datagram(passing, &last.segment);
  }
  if (broken_.empty()) {
    if (const std::optional<StackFailure> failure = stack_->failure()) {
      record(now_, StackFailed{endpoint_, failure->kind, failure->signal_number, failure->report});
      broken_ = why(*failure);
    }
  }
}

bool Session::advance_until_output(Time limit) {
  limit = std::max(limit, now_);  // time never runs back
  const std::size_t before = emitted_;
  for (int timers = 0; broken_.empty(); ++timers) {
    if (timers == kMaxTimersPerAdvance) {
      broken_ = "the stack's timers do not let time pass";
      return false;
    }
    const Time reached = std::max(now_, stack_->advance_to(limit));
    const bool moved = reached > now_;
    now_ = std::min(reached, limit);
    drain();
    // After the output of that instant: a rule that waits for something until now has seen it.
    if (moved) record(now_, TimeAdvanced{});
    if (emitted_ > before) return true;
    if (now_ >= limit) return false;
  }
  return false;
}

void Session::advance_to(Time to) {
  while (broken_.empty() && (advance_until_output(to) || now_ < to)) {
    // Output on the way is captured; time goes on.
    if (now_ >= to) break;
  }
}

CallResult Session::call(const UserCall& call) {
  CallResult result = stack_->call(call);
  // A call in which the stack died has not returned: what it would have said is nobody's word.
  if (stack_->failure()) result = CallResult::failed(CallError::kNotSupported);
  record(now_, CallSeen{endpoint_, call, result});
  if (!result.data.empty()) {  // the next operation ends the view
    delivered_.assign(result.data.begin(), result.data.end());
    result.data = delivered_;
  }
  drain();
  return result;
}

void Session::inject(std::span<const std::byte> datagram, std::uint64_t id, std::uint16_t copy) {
  record_datagram(
      {.at = now_, .direction = Direction::kToStack, .id = id, .copy = copy, .octets = datagram},
      nullptr);
  stack_->inject(datagram);
  drain();
}

std::optional<StackInfo> Session::info(Handle handle) {
  std::optional<StackInfo> info = stack_->info(handle);
  if (info) record(now_, InfoSeen{endpoint_, handle, &*info});
  return info;
}

}  // namespace synspect::drive
