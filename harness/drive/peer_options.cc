#include "harness/drive/peer_options.h"

#include <algorithm>

namespace synspect::drive {
namespace {

constexpr unsigned kNop = 1, kWindowScale = 3, kSackPermitted = 4, kSack = 5, kTimestamps = 8;
constexpr std::uint8_t kMostShift = 14;  // 7323-2.3-2

}  // namespace

void LaneOptions::take_syn(const DecodedSegment& syn) {
  window_scale = syn.window_scale.has_value();
  sack = syn.has_option(kSackPermitted);
  timestamps = syn.has_option(kTimestamps);
  ecn = syn.has(kEce) && syn.has(kCwr) != syn.has(kAck);
  if (syn.window_scale) stack_shift = std::min(kMostShift, *syn.window_scale);
}

void LaneOptions::take_stamp(const DecodedSegment& segment) {
  if (segment.timestamps) stack_stamp = segment.timestamps->value;
}

void OptionOctets::append(std::span<const std::byte> octets) {
  const std::size_t fits = std::min(octets.size(), room_.size() - size_);
  std::ranges::copy(octets.first(fits), room_.begin() + static_cast<std::ptrdiff_t>(size_));
  size_ += fits;
}

void OptionOctets::put(std::initializer_list<unsigned> octets) {
  for (const unsigned octet : octets) {
    const auto one = static_cast<std::byte>(octet);
    append({&one, 1});
  }
}

void OptionOctets::word(std::uint32_t value) {
  put({value >> 24, value >> 16 & 0xff, value >> 8 & 0xff, value & 0xff});
}

void OptionOctets::window_scale() { put({kNop, kWindowScale, 3, LaneOptions::kPeerShift}); }
void OptionOctets::sack_permitted() { put({kNop, kNop, kSackPermitted, 2}); }
void OptionOctets::timestamps(std::uint32_t value, std::uint32_t echo) {
  put({kNop, kNop, kTimestamps, 10});
  word(value);
  word(echo);
}
void OptionOctets::block(std::uint32_t first, std::uint32_t past) {
  put({kNop, kNop, kSack, 10});
  word(first);
  word(past);
}

}  // namespace synspect::drive
