#include "harness/trial/metamorphic.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "harness/scenario/triples.h"
#include "harness/scenario/values.h"

namespace synspect::trial {
namespace {

constexpr std::uint32_t kShift = 0x5a5a'1234;
// More than a scenario can use up: the stack's own choice does not move with the others.
constexpr std::uint32_t kForcedIsns = 300;

drive::Twist twist_of(Relation relation) {
  switch (relation) {
    case Relation::kTranslation:
      return {.isn_shift = kShift};
    case Relation::kPadding:
      return {.pad_options = true};
    case Relation::kDuplicates:
      return {.repeat_one_in = 3};
  }
  std::unreachable();
}

// A number of one run is that of the other, moved; 0 stands for no number (9293-3.10.7.1-c).
bool moved(std::uint32_t plain, std::uint32_t twisted, std::uint32_t shift) {
  return twisted == plain + shift || (plain == 0 && twisted == 0);
}

bool same_emission(const DecodedSegment& a, const DecodedSegment& b, const drive::Twist& twist) {
  return a.source.port == b.source.port && a.destination.port == b.destination.port &&
         a.flags == b.flags && a.window == b.window && a.payload.size() == b.payload.size() &&
         moved(a.seq, b.seq, twist.isn_shift) && moved(a.ack, b.ack, twist.isn_shift) &&
         std::ranges::equal(a.payload, b.payload);
}

bool same_result(const CallResult& a, const CallResult& b) {
  return a.value == b.value && a.error == b.error && a.state == b.state &&
         a.end_of_stream == b.end_of_stream && std::ranges::equal(a.data, b.data);
}

bool same(const Observation& a, const Observation& b, const drive::Twist& twist) {
  if (a.at != b.at || a.what.index() != b.what.index()) return false;
  if (const auto* segment = std::get_if<SegmentSeen>(&a.what)) {
    const auto& other = std::get<SegmentSeen>(b.what);
    if (segment->direction != other.direction) return false;
    if (segment->direction == Direction::kToStack) return true;
    return same_emission(segment->segment, other.segment, twist);
  }
  if (const auto* call = std::get_if<CallSeen>(&a.what)) {
    return same_result(call->result, std::get<CallSeen>(b.what).result);
  }
  if (const auto* signal = std::get_if<SignalSeen>(&a.what)) {
    const auto& other = std::get<SignalSeen>(b.what);
    return signal->handle == other.handle && signal->signal == other.signal;
  }
  return true;
}

std::string kind_of(const Observation& seen) {
  if (const auto* segment = std::get_if<SegmentSeen>(&seen.what)) {
    const bool text = !segment->segment.payload.empty();
    return std::string{to_string(scenario::class_of(segment->segment.flags, text))};
  }
  const auto* call = std::get_if<CallSeen>(&seen.what);
  return call == nullptr ? "signal" : std::string{"call "} + std::string{name_of(call->call)};
}

std::string words(const Observation& seen) {
  const auto* segment = std::get_if<SegmentSeen>(&seen.what);
  return segment == nullptr ? kind_of(seen) : segment->segment.to_string();
}

Objection objection(Relation relation, const std::string& kind, const std::string& says) {
  const std::string family = fmt::format("metamorphic {}", to_string(relation));
  return {family + ": " + kind, family, fmt::format("{}: {}", to_string(relation), says)};
}

// Whole runs, one observation beside the other.
std::optional<Objection> step_by_step(const History& plain, const History& twisted,
                                      Relation relation, const drive::Twist& twist) {
  const auto a = plain.observations();
  const auto b = twisted.observations();
  const std::size_t both = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < both; ++i) {
    if (same(a[i], b[i], twist)) continue;
    return objection(relation, kind_of(a[i]),
                     fmt::format("observation {}: {} and {}", i, words(a[i]), words(b[i])));
  }
  if (a.size() == b.size()) return {};
  return objection(relation, "number of observations",
                   fmt::format("{} and {}", a.size(), b.size()));
}

// What the user of each handle was given.
using Delivered = std::map<Handle, std::vector<std::byte>>;

Delivered delivered(const History& history) {
  Delivered all;
  for (const Observation& seen : history.observations()) {
    const auto* call = std::get_if<CallSeen>(&seen.what);
    if (call == nullptr) continue;
    const auto* receive = std::get_if<call::Receive>(&call->call);
    if (receive != nullptr && receive->peek) continue;
    auto& octets = all[handle_of(call->call)];
    octets.insert(octets.end(), call->result.data.begin(), call->result.data.end());
  }
  return all;
}

bool agree(const std::vector<std::byte>& a, const std::vector<std::byte>& b) {
  const std::size_t both = std::min(a.size(), b.size());
  return std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(both), b.begin());
}

}  // namespace

std::string_view to_string(Relation relation) {
  switch (relation) {
    case Relation::kTranslation:
      return "translation";
    case Relation::kPadding:
      return "padding";
    case Relation::kDuplicates:
      return "duplicates";
  }
  std::unreachable();
}

Metamorphic::Metamorphic(const MakeStack& make)
    : stack_{make()},
      plain_run_{*stack_, plain_tap_, {.forced_isns = kForcedIsns, .twist = {}}},
      twisted_run_{*stack_, twisted_tap_, {.forced_isns = kForcedIsns, .twist = {}}} {}

std::optional<Objection> Metamorphic::compare(const scenario::Scenario& scenario,
                                              Relation relation) {
  const drive::Twist twist = twist_of(relation);
  const bool settable = stack_->capabilities().controls.forced_isn;
  if (relation == Relation::kTranslation && !settable) return {};
  twisted_run_.set_twist(twist);
  scenario::Scenario told = scenario;
  if (relation == Relation::kTranslation) {
    // A reflected RST may bear the literal number 0, which nothing moves.
    for (scenario::Event& event : told.events) {
      if (auto* replay = std::get_if<scenario::Replay>(&event)) replay->reflected = false;
    }
  }
  if (relation == Relation::kDuplicates) {
    // Which of two texts for one number counts may depend on what was seen before.
    for (scenario::Event& event : told.events) {
      if (auto* craft = std::get_if<scenario::Craft>(&event)) craft->other_text = false;
    }
  }
  // A run that did not take place compares nothing: it must not pass for agreement.
  for (drive::ScenarioRunner* run : {&plain_run_, &twisted_run_}) {
    const std::string& broken = run->run(told);
    if (!broken.empty()) return objection(relation, "cannot be run", broken);
  }
  if (relation != Relation::kDuplicates) return step_by_step(plain_, twisted_, relation, twist);
  // A copy draws answers of its own, and time may take another course; but no octet comes twice or
  // at another place.
  const Delivered other = delivered(twisted_);
  for (const auto& [handle, octets] : delivered(plain_)) {
    const auto found = other.find(handle);
    if (found == other.end() || agree(octets, found->second)) continue;
    return objection(relation, "octets delivered",
                     fmt::format("handle {} is given other octets", std::to_underlying(handle)));
  }
  return {};
}

bool Metamorphic::objects(const scenario::Scenario& scenario) {
  objections_.clear();
  for (const Relation relation : kRelations) {
    if (auto found = compare(scenario, relation)) objections_.push_back(*std::move(found));
  }
  return !objections_.empty();
}

void Metamorphic::listen(Listener listener) {
  plain_tap_.listen(listener);
  twisted_tap_.listen(std::move(listener));
}

Kept Metamorphic::keep(const scenario::Scenario& scenario) {
  Kept kept{.history = std::make_unique<History>(), .findings = {}, .broken = {}};
  drive::ScenarioRunner runner{*stack_, *kept.history, {.forced_isns = kForcedIsns, .twist = {}}};
  kept.broken = runner.run(scenario);
  return kept;
}

}  // namespace synspect::trial
