#include "harness/scenario/encoding.h"

#include <algorithm>

#include "harness/scenario/fields.h"

namespace synspect::scenario {
namespace {

class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t> octets) : octets_{octets} {}
  [[nodiscard]] bool at_end() const { return at_ >= octets_.size(); }

  [[nodiscard]] std::uint8_t next() { return at_end() ? std::uint8_t{0} : octets_[at_++]; }
  template <class T>
  void number(T& field, std::uint8_t bound) {
    field = static_cast<T>(next() % bound);
  }
  void flag(bool& field) { field = next() % 2 == 1; }
  void octet(std::uint8_t& field) { field = next(); }
  void small(std::int8_t& field) { field = static_cast<std::int8_t>(next()); }
  void offset(std::int16_t& field) {
    const unsigned high = next();
    field = static_cast<std::int16_t>(static_cast<std::uint16_t>(high << 8 | next()));
  }

 private:
  std::span<const std::uint8_t> octets_;
  std::size_t at_{0};
};

class Writer {
 public:
  explicit Writer(std::vector<std::uint8_t>& octets) : octets_{octets} {}

  template <class T>
  void number(const T& field, std::uint8_t) {
    octets_.push_back(static_cast<std::uint8_t>(field));
  }
  void flag(bool field) { octets_.push_back(field ? 1 : 0); }
  void octet(std::uint8_t field) { octets_.push_back(field); }
  void small(std::int8_t field) { octets_.push_back(static_cast<std::uint8_t>(field)); }
  void offset(std::int16_t field) {
    const auto raw = static_cast<std::uint16_t>(field);
    octets_.push_back(static_cast<std::uint8_t>(raw >> 8));
    octets_.push_back(static_cast<std::uint8_t>(raw & 0xff));
  }

 private:
  std::vector<std::uint8_t>& octets_;
};

}  // namespace

void decode(std::span<const std::uint8_t> octets, Shape shape, Scenario& scenario) {
  Reader reader{octets};
  scenario.shape = shape;
  scenario.events.clear();
  fields(reader, scenario.setup);
  while (!reader.at_end() && scenario.events.size() < kMostEvents) {
    const auto kind = static_cast<std::uint8_t>(reader.next() % kinds_of(shape));
    Event& event = scenario.events.emplace_back(blank(shape, kind));
    std::visit([&](auto& what) { fields(reader, what); }, event);
  }
}

Scenario decode(std::span<const std::uint8_t> octets, Shape shape) {
  Scenario scenario;
  decode(octets, shape, scenario);
  return scenario;
}

void encode(const Scenario& scenario, std::vector<std::uint8_t>& octets) {
  octets.clear();
  Writer writer{octets};
  Setup setup = scenario.setup;
  fields(writer, setup);
  const std::size_t count = std::min(scenario.events.size(), kMostEvents);
  for (Event event : std::span{scenario.events}.first(count)) {
    const std::uint8_t kind = kind_of(scenario.shape, event);
    if (kind == kinds_of(scenario.shape)) continue;
    octets.push_back(kind);
    std::visit([&](auto& what) { fields(writer, what); }, event);
  }
}

std::vector<std::uint8_t> encode(const Scenario& scenario) {
  std::vector<std::uint8_t> octets;
  encode(scenario, octets);
  return octets;
}

}  // namespace synspect::scenario
