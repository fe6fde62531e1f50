// Single events by chance: every field within its bounds, likely values more often.
#include "harness/scenario/fields.h"
#include "harness/scenario/generate.h"

namespace synspect::scenario {
namespace {

using network::Prng;

std::uint8_t below(Prng& chance, std::uint8_t bound) {
  return static_cast<std::uint8_t>(chance.below(bound));
}
// Zero, the ordinary value of a code, half of the time.
std::uint8_t code(Prng& chance, std::uint8_t bound) {
  return chance.one_in(2) ? std::uint8_t{0} : below(chance, bound);
}

constexpr std::uint8_t kShortTexts = 8;  // codes below stand for at most 100 octets

constexpr std::uint8_t kLikelyFlags[] = {kAck,        kAck | kPsh, kAck | kFin, kSyn,
                                         kSyn | kAck, kRst,        kRst | kAck, kFin,
                                         0,           kAck | kUrg, kSyn | kFin, kAck};

// Fields by chance, for kinds that have no likely values.
struct Uniform {
  Prng& chance;
  template <class T>
  void number(T& field, std::uint8_t bound) {
    field = static_cast<T>(chance.below(bound));
  }
  void flag(bool& field) { field = chance.one_in(2); }
  void octet(std::uint8_t& field) { field = static_cast<std::uint8_t>(chance.below(256)); }
  void small(std::int8_t& field) { field = static_cast<std::int8_t>(chance.below(256)); }
  void offset(std::int16_t& field) { field = static_cast<std::int16_t>(chance.below(65'536)); }
};

Craft any_craft(Prng& chance) {
  Craft craft;
  craft.lane = chance.one_in(4) ? below(chance, kLanes) : std::uint8_t{0};
  craft.flags = chance.one_in(10) ? static_cast<std::uint8_t>(chance.below(256))
                                  : kLikelyFlags[chance.below(std::size(kLikelyFlags))];
  // One number by chance and the other in order: else the first check hides all that follow it.
  craft.seq = {.edge = Edge::kPeerNext, .half_circle = false, .offset = 0};
  craft.ack = {.edge = Edge::kSndNxt, .half_circle = false, .offset = 0};
  if (!chance.one_in(3)) craft.seq = any_point(chance);
  if (!chance.one_in(3)) craft.ack = any_point(chance);
  // Half of them without text (code 1), most of the others with little: long texts find no more.
  craft.length = chance.one_in(2) ? std::uint8_t{1} : below(chance, kShortTexts);
  if (chance.one_in(16)) craft.length = below(chance, kTextLengths);
  craft.window = code(chance, kWindows);
  craft.options = chance.one_in(3) ? below(chance, kOptionSets) : std::uint8_t{0};
  craft.urgent_pointer = chance.one_in(8) ? static_cast<std::uint8_t>(chance.below(256)) : 0;
  craft.reserved = chance.one_in(8) ? below(chance, 16) : std::uint8_t{0};
  craft.bad_checksum = chance.one_in(16);
  craft.other_text = chance.one_in(4);
  return craft;
}

}  // namespace

Point any_point(Prng& chance) {
  Point point;
  point.edge = static_cast<Edge>(chance.below(kEdges));
  point.half_circle = chance.one_in(16);
  switch (chance.below(6)) {
    case 0:
      point.offset = -1;
      break;
    case 1:
      point.offset = 1;
      break;
    case 2:
      point.offset = static_cast<std::int16_t>(static_cast<std::int64_t>(chance.below(129)) - 64);
      break;
    case 3:
      if (chance.one_in(3)) point.offset = static_cast<std::int16_t>(chance.below(65'536));
      break;
    default:
      break;
  }
  return point;
}

Event any_event(Prng& chance, Shape shape) {
  Event event = blank(shape, below(chance, kinds_of(shape)));
  if (std::holds_alternative<Craft>(event)) return any_craft(chance);
  Uniform uniform{chance};
  std::visit([&](auto& what) { fields(uniform, what); }, event);
  return event;
}

}  // namespace synspect::scenario
