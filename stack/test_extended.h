// For tests: a connection whose peer has the options of RFC 7323 and RFC 2018.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "stack/test_tcb.h"

namespace synspect::tcp {

inline Profile everything() {
  Profile profile;
  profile.window_scale = profile.timestamps = profile.sack = true;
  profile.receive_buffer = 1 << 20;
  return profile;
}

inline constexpr std::uint32_t kPeerClock = 5000;
inline SegmentOptions all_options() {
  SegmentOptions options;
  options.mss = 1000;
  options.window_scale = 3;
  options.sack_permitted = true;
  options.timestamps = {kPeerClock, 0};
  return options;
}

// Its timestamps stand still unless told otherwise.
struct Extended : Bench {
  explicit Extended(std::uint32_t base, SegmentOptions offered = all_options(),
                    Profile profile = everything())
      : Bench{base} {
    tcb.profile = profile;
    tcb.timestamps.offset = 77;
    open();
    Segment syn_ack = segment(0, 1);
    syn_ack.syn = true;
    syn_ack.options = offered;
    arrives(syn_ack);
  }
  Segment text(std::uint32_t seq, std::size_t octets, std::uint32_t value = kPeerClock) const {
    Segment result = segment(seq, 1);
    result.payload = std::span{kOctets}.first(octets);
    if (tcb.agreed.timestamps) result.options.timestamps = {value, 0};
    return result;
  }
  // The peer has `octets` of our text and offers `window`, unscaled as its field is.
  Segment ack(std::uint32_t octets, std::uint16_t window, std::uint32_t echo = 0) const {
    Segment result = segment(distance(irs, tcb.rcv_nxt).n, 1 + octets);
    result.window = window;
    if (tcb.agreed.timestamps) result.options.timestamps = {kPeerClock, echo};
    return result;
  }
  const Segment& last() const { return effects.transmit.back(); }
  static constexpr std::array<std::byte, 4000> kOctets{};
};

}  // namespace synspect::tcp
