// The states that a connection may be in, by what was seen of it.
#pragma once

#include <bit>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>

#include "harness/history/user_call.h"

namespace synspect::judge {

class StateSet {
 public:
  constexpr StateSet() = default;
  constexpr StateSet(std::initializer_list<TcpState> states) {
    for (const TcpState state : states) add(state);
  }

  constexpr void add(TcpState state) { bits_ |= bit(state); }
  constexpr void add(StateSet other) { bits_ |= other.bits_; }
  constexpr void remove(TcpState state) { bits_ &= static_cast<std::uint16_t>(~bit(state)); }
  [[nodiscard]] constexpr bool has(TcpState state) const { return (bits_ & bit(state)) != 0; }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  // True when every possible state is among `others`, and there is one.
  [[nodiscard]] constexpr bool within(StateSet others) const {
    return ((bits_ & ~others.bits_) | (bits_ == 0 ? 1 : 0)) == 0;
  }
  [[nodiscard]] constexpr bool meets(StateSet others) const { return (bits_ & others.bits_) != 0; }
  [[nodiscard]] constexpr bool only(TcpState state) const { return bits_ == bit(state); }
  [[nodiscard]] constexpr bool certain() const { return bits_ != 0 && (bits_ & (bits_ - 1)) == 0; }
  [[nodiscard]] constexpr TcpState first() const {
    return bits_ == 0 ? TcpState::kClosed : static_cast<TcpState>(std::countr_zero(bits_));
  }
  // For whoever must carry the set elsewhere; bits that are no state are dropped.
  [[nodiscard]] constexpr std::uint16_t bits() const { return bits_; }  // 1 << TcpState
  [[nodiscard]] static constexpr StateSet of_bits(std::uint16_t bits) {
    StateSet states;
    states.bits_ = bits & ((1U << kTcpStateCount) - 1U);
    return states;
  }
  friend constexpr bool operator==(StateSet, StateSet) = default;

  [[nodiscard]] std::string to_string() const;  // "ESTABLISHED|CLOSE-WAIT"

 private:
  static constexpr std::uint16_t bit(TcpState state) {
    return static_cast<std::uint16_t>(1U << std::to_underlying(state));
  }
  std::uint16_t bits_{0};
};

// No connection: what a four-tuple is then.
inline constexpr StateSet kVacant{TcpState::kClosed, TcpState::kListen};
inline constexpr StateSet kSynchronized{
    TcpState::kEstablished, TcpState::kFinWait1, TcpState::kFinWait2, TcpState::kCloseWait,
    TcpState::kClosing,     TcpState::kLastAck,  TcpState::kTimeWait};
// RFC 9293 3.10.7.4 step 5 speaks of these as of ESTABLISHED.
inline constexpr StateSet kTransfers{TcpState::kEstablished, TcpState::kFinWait1,
                                     TcpState::kFinWait2, TcpState::kCloseWait};
inline constexpr StateSet kTakesText{TcpState::kEstablished, TcpState::kFinWait1,
                                     TcpState::kFinWait2};

}  // namespace synspect::judge
