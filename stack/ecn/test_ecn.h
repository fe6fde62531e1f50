// For tests: a connection whose two ends have agreed on ECN.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "stack/test_tcb.h"

namespace synspect::tcp {

inline constexpr std::uint32_t kEcnMss = 1000;  // what Bench's peer takes
inline const std::array<std::byte, 60'000> kEcnText{};

struct SynBits {
  bool ece{}, cwr{};
};
inline constexpr SynBits kSetupSyn{true, true}, kSetupSynAck{true, false}, kPlain{};

struct EcnBench : Bench {
  explicit EcnBench(std::uint32_t base, EcnUse use = EcnUse::kRequest) : Bench{base} {
    tcb.profile.edit().ecn = use;
  }

  void hear_syn(SynBits bits, bool with_ack) {
    Segment syn = segment(0, 1);
    syn.syn = true;
    syn.ack_flag = with_ack;
    if (!with_ack) syn.ack = Seq{};
    syn.options.mss = kEcnMss;
    syn.window = 60'000;
    syn.ece = bits.ece;
    syn.cwr = bits.cwr;
    arrives(syn);
  }
  [[nodiscard]] const Segment& last() const { return effects.transmit.back(); }

  // ESTABLISHED, ECN agreed, and the peer takes 60,000 octets.
  static EcnBench agreed(std::uint32_t base) {
    EcnBench bench{base};
    bench.open();
    bench.hear_syn(kSetupSynAck, true);
    return bench;
  }
  // Text of the peer, in order.
  [[nodiscard]] Segment text(std::size_t length, std::uint8_t ecn = kEct0) const {
    Segment result = next();
    result.payload = std::span{kEcnText}.first(length);
    result.window = 60'000;
    result.ecn = ecn;
    return result;
  }
  void queues(std::size_t octets) { calls(SendCall{.data = std::span{kEcnText}.first(octets)}); }
  // The peer has `octets` of our text.
  void acks(std::uint32_t octets, bool ece = false) {
    Segment ack = segment(1, 1 + octets);
    ack.window = 60'000;
    ack.ece = ece;
    arrives(ack);
  }
};

}  // namespace synspect::tcp
