#include "harness/gate/whereabouts.h"

#include <array>
#include <string_view>
#include <variant>

#include "harness/judge/cause.h"

namespace synspect::gate {
namespace {

constexpr std::uint64_t kHasIsn = 1U << 8U;

template <std::size_t... I>
constexpr auto default_calls(std::index_sequence<I...> /*all*/) {
  return std::array{UserCall{std::in_place_index<I>}...};
}

// The name of a call by its place in UserCall.
std::string_view name_of_kind(std::uint8_t kind) {
  constexpr std::size_t kKinds = std::variant_size_v<UserCall>;
  if (kind >= kKinds) return "unknown";
  return name_of(default_calls(std::make_index_sequence<kKinds>{})[kind]);
}

Operation operation_of(std::uint64_t number) {
  return number < kOperations ? static_cast<Operation>(number) : Operation::kNone;
}

}  // namespace

std::string to_string(Operation operation) {
  switch (operation) {
    case Operation::kNone:
      return "no operation";
    case Operation::kLoad:
      return "load";
    case Operation::kReset:
      return "reset()";
    case Operation::kNextDeadline:
      return "next_deadline()";
    case Operation::kAdvance:
      return "advance_to()";
    case Operation::kInject:
      return "inject()";
    case Operation::kPoll:
      return "poll()";
    case Operation::kCall:
      return "call()";
    case Operation::kInfo:
      return "info()";
    case Operation::kState:
      return "state()";
    case Operation::kSetKnob:
      return "set_knob()";
    case Operation::kDestroy:
      return "destroy";
  }
  std::unreachable();
}

std::string Whereabouts::event_class() const {
  switch (cause) {
    case Operation::kCall:
      return "call:" + std::string{name_of_kind(call)};
    case Operation::kInject:
      return judge::Cause{.kind = judge::Cause::Kind::kSegment, .flags = flags, .text = text}
          .event_class();
    case Operation::kAdvance:
      return "timer";
    case Operation::kReset:
      return "reset";
    case Operation::kSetKnob:
      return "knob";
    case Operation::kLoad:
      return "load";
    case Operation::kDestroy:
      return "end";
    case Operation::kNone:
    case Operation::kNextDeadline:
    case Operation::kPoll:
    case Operation::kInfo:
    case Operation::kState:
      return "none";
  }
  std::unreachable();
}

void Notes::variant(const drive::ScriptVariant& variant) {
  std::uint64_t word = variant.ip_version ? std::to_underlying(*variant.ip_version) : 0;
  if (variant.stack_isn) word |= kHasIsn | std::uint64_t{*variant.stack_isn} << 32U;
  store(kVariant, word);
  store(kShift, variant.peer_shift);
  position_ = 0;
  operations_ = 0;
  for (const Slot slot : {kNow, kCause, kLine, kStates, kSegment, kAt, kPosition, kCount}) {
    store(slot, 0);
  }
}

void Notes::observed(const Observation& seen) {
  store(kAt, static_cast<std::uint64_t>(seen.at.time_since_epoch().count()));
  store(kPosition, position_++);
  const auto* segment = std::get_if<SegmentSeen>(&seen.what);
  if (segment == nullptr || segment->direction != Direction::kToStack) return;
  store(kSegment, segment->segment.flags | (segment->segment.payload.empty() ? 0U : 1U << 8U));
}

Whereabouts whereabouts_of(const std::array<std::uint64_t, worker::kNotes>& notes) {
  Whereabouts where;
  where.operation = operation_of(notes[Notes::kNow]);
  where.cause = operation_of(notes[Notes::kCause] & 0xff);
  where.call = static_cast<std::uint8_t>(notes[Notes::kCause] >> 8U);
  where.endpoint = static_cast<EndpointId>(notes[Notes::kCause] >> 16U & 1U);
  where.flags = static_cast<std::uint8_t>(notes[Notes::kSegment]);
  where.text = (notes[Notes::kSegment] >> 8U & 1U) != 0;
  where.script_line = static_cast<std::uint32_t>(notes[Notes::kLine]);
  where.states = judge::StateSet::of_bits(static_cast<std::uint16_t>(notes[Notes::kStates]));
  where.at = Time{Duration{static_cast<Duration::rep>(notes[Notes::kAt])}};
  where.position = notes[Notes::kPosition];
  where.operations = notes[Notes::kCount];
  const std::uint64_t variant = notes[Notes::kVariant];
  if ((variant & 0xff) == std::to_underlying(IpVersion::kV4)) {
    where.variant.ip_version = IpVersion::kV4;
  }
  if ((variant & 0xff) == std::to_underlying(IpVersion::kV6)) {
    where.variant.ip_version = IpVersion::kV6;
  }
  if ((variant & kHasIsn) != 0) {
    where.variant.stack_isn = static_cast<std::uint32_t>(variant >> 32U);
  }
  where.variant.peer_shift = static_cast<std::uint32_t>(notes[Notes::kShift]);
  return where;
}

}  // namespace synspect::gate
