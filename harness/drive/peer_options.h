// Options of a peer in good order: offered on its SYN, used where the stack offers them too
// (RFC 7323, RFC 2018).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>

#include "harness/history/decode/decoded_segment.h"

namespace synspect::drive {

// What the SYNs of one life carried, and what came of it.
struct LaneOptions {
  static constexpr std::uint8_t kPeerShift = 2;  // the window scale that the peer offers

  bool peer_offers{};                         // window scale, timestamps and SACK on its SYN
  bool window_scale{}, timestamps{}, sack{};  // on the stack's SYN
  bool ecn{};                                 // it asked for ECN, or agreed (RFC 3168 6.1.1)
  std::uint8_t stack_shift{};                 // as offered; 14 at most
  std::uint32_t stack_stamp{};                // the value that the stack sent last

  // By how many bits the windows of segments without SYN are shifted.
  [[nodiscard]] std::uint32_t shift_of_stack() const { return scales() ? stack_shift : 0; }
  [[nodiscard]] std::uint32_t shift_of_peer() const { return scales() ? kPeerShift : 0; }
  [[nodiscard]] bool stamped() const { return peer_offers && timestamps; }
  [[nodiscard]] bool reports_blocks() const { return peer_offers && sack; }
  [[nodiscard]] bool marks() const { return peer_offers && ecn; }

  void take_syn(const DecodedSegment& syn);        // of the stack
  void take_stamp(const DecodedSegment& segment);  // of the stack, any

 private:
  [[nodiscard]] bool scales() const { return peer_offers && window_scale; }
};

// Octets of options, a multiple of four.
class OptionOctets {
 public:
  void clear() { size_ = 0; }
  void append(std::span<const std::byte> octets);
  void window_scale();
  void sack_permitted();
  void timestamps(std::uint32_t value, std::uint32_t echo);
  void block(std::uint32_t first, std::uint32_t past);  // RFC 2018: one isolated run
  [[nodiscard]] std::span<const std::byte> octets() const { return std::span{room_}.first(size_); }

 private:
  void word(std::uint32_t value);
  void put(std::initializer_list<unsigned> octets);

  std::array<std::byte, 40> room_{};
  std::size_t size_{0};
};

}  // namespace synspect::drive
