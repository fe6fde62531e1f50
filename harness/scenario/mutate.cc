#include "harness/scenario/mutate.h"

#include <algorithm>

#include "harness/network/prng.h"
#include "harness/scenario/encoding.h"
#include "harness/scenario/fields.h"
#include "harness/scenario/generate.h"

namespace synspect::scenario {
namespace {

using network::Prng;

// Counts the fields of an event, then changes the chosen one by a little, or altogether.
class Nudge {
 public:
  Nudge(Prng& chance, std::size_t chosen) : chance_{chance}, chosen_{chosen} {}
  [[nodiscard]] std::size_t count() const { return count_; }

  template <class T>
  void number(T& field, std::uint8_t bound) {
    if (!mine()) return;
    const unsigned step = chance_.one_in(2) ? 1U : 1U + static_cast<unsigned>(chance_.below(bound));
    const unsigned back = chance_.one_in(2) ? bound - step % bound : step;
    field = static_cast<T>((static_cast<unsigned>(field) + back) % bound);
  }
  void flag(bool& field) {
    if (mine()) field = !field;
  }
  void octet(std::uint8_t& field) {
    if (mine()) field = static_cast<std::uint8_t>(field ^ (1U << chance_.below(8)));
  }
  void small(std::int8_t& field) {
    if (mine()) field = static_cast<std::int8_t>(chance_.below(256));
  }
  void offset(std::int16_t& field) {
    if (!mine()) return;
    const auto step = static_cast<std::int16_t>(chance_.one_in(3) ? chance_.below(65'536) : 1);
    field = static_cast<std::int16_t>(chance_.one_in(2) ? field + step : field - step);
  }

 private:
  bool mine() { return count_++ == chosen_; }
  Prng& chance_;
  std::size_t chosen_;
  std::size_t count_{0};
};

constexpr std::size_t kNoField = 1'000;

template <class T>
void nudge(Prng& chance, T& what) {
  Nudge counter{chance, kNoField};
  fields(counter, what);
  Nudge nudge{chance, chance.below(counter.count())};
  fields(nudge, what);
}

class Mutator {
 public:
  Mutator(Prng& chance, Scenario& scenario)
      : chance_{chance}, events_{scenario.events}, s_{scenario} {}

  void change() {
    if (events_.empty()) return insert(any_event(chance_, s_.shape));
    switch (chance_.below(12)) {
      case 0:
      case 1:
        return insert(any_event(chance_, s_.shape));
      case 2:
        return insert(other());
      case 3:
        return remove();
      case 4:
        return swap();
      case 5:
        return repeat_run();
      case 6:
        return remove_run();
      case 7:
        return nudge(chance_, s_.setup);
      case 8:
        events_[any()] = any_event(chance_, s_.shape);
        return;
      default:
        return std::visit([&](auto& what) { nudge(chance_, what); }, events_[any()]);
    }
  }

 private:
  using Difference = std::vector<Event>::difference_type;

  [[nodiscard]] std::size_t any() { return chance_.below(events_.size()); }
  [[nodiscard]] std::vector<Event>::iterator at(std::size_t index) {
    return events_.begin() + static_cast<Difference>(index);
  }
  void insert(const Event& event) {
    if (events_.size() < kMostEvents) {
      events_.insert(at(chance_.below(events_.size() + 1)), event);
    }
  }
  // What leads on, rather than what any_event() gives most often: a replay, or a generated step.
  Event other() {
    if (s_.shape == Shape::kOneEndpoint && chance_.one_in(3)) {
      return Replay{.reflected = chance_.one_in(4),
                    .back = static_cast<std::uint8_t>(chance_.below(8))};
    }
    const Scenario fresh = generate(chance_.next(), s_.shape, 8);
    return fresh.events[chance_.below(fresh.events.size())];
  }
  void swap() {  // drawn one after the other: arguments have no order of their own
    const std::size_t one = any();
    const std::size_t two = any();
    std::swap(events_[one], events_[two]);
  }
  void remove() { events_.erase(at(any())); }
  void repeat_run() {
    const std::size_t from = any();
    const std::size_t length =
        std::min({events_.size() - from, 1 + chance_.below(8), kMostEvents - events_.size()});
    const std::vector<Event> run(at(from), at(from + length));
    events_.insert(at(chance_.below(events_.size() + 1)), run.begin(), run.end());
  }
  void remove_run() {
    const std::size_t from = any();
    events_.erase(at(from), at(std::min(events_.size(), from + 1 + chance_.below(8))));
  }

  Prng& chance_;
  std::vector<Event>& events_;
  Scenario& s_;
};

// As many whole events as there is room for.
std::size_t write(Scenario& scenario, std::span<std::uint8_t> out) {
  std::vector<std::uint8_t> octets = encode(scenario);
  while (octets.size() > out.size() && !scenario.events.empty()) {
    const std::size_t excess = octets.size() - out.size();
    const std::size_t fewer = std::max<std::size_t>(1, excess / kMostOctetsPerEvent);
    scenario.events.resize(scenario.events.size() - std::min(fewer, scenario.events.size()));
    octets = encode(scenario);
  }
  const std::size_t size = std::min(octets.size(), out.size());
  std::copy_n(octets.begin(), size, out.begin());
  return size;
}

}  // namespace

void mutate(Scenario& scenario, std::uint64_t seed) {
  Prng chance{seed};
  Mutator mutator{chance, scenario};
  for (std::uint64_t changes = 1 + chance.below(4); changes > 0; --changes) mutator.change();
}

void cross(const Scenario& first, const Scenario& second, std::uint64_t seed, Scenario& child) {
  Prng chance{seed};
  child.shape = first.shape;
  child.setup = chance.one_in(2) ? first.setup : second.setup;
  child.events.clear();
  const bool in_turn = chance.one_in(4);
  const std::size_t head = chance.below(first.events.size() + 1);
  const std::size_t tail = chance.below(second.events.size() + 1);
  std::size_t a = 0;
  std::size_t b = in_turn ? 0 : tail;
  const std::size_t last = in_turn ? first.events.size() : head;
  while ((a < last || b < second.events.size()) && child.events.size() < kMostEvents) {
    const bool both = a < last && b < second.events.size();
    const bool take_first = both ? !in_turn || chance.one_in(2) : a < last;
    child.events.push_back(take_first ? first.events[a++] : second.events[b++]);
  }
}

std::size_t mutate(std::span<std::uint8_t> octets, std::size_t size, Shape shape,
                   std::uint64_t seed) {
  Scenario scenario = decode(octets.first(size), shape);
  mutate(scenario, seed);
  return write(scenario, octets);
}

std::size_t cross(std::span<const std::uint8_t> first, std::span<const std::uint8_t> second,
                  std::span<std::uint8_t> child, Shape shape, std::uint64_t seed) {
  Scenario result;
  cross(decode(first, shape), decode(second, shape), seed, result);
  return write(result, child);
}

}  // namespace synspect::scenario
