// The segments of the peer in a scenario: what a Move or a Craft comes to, given what the peer
// knows of the lane. Learns from what it sends.
#pragma once

#include <array>
#include <cstdint>

#include "harness/drive/datagram_writer.h"
#include "harness/drive/peer_options.h"
#include "harness/drive/peer_view.h"
#include "harness/history/address.h"
#include "harness/history/pattern_text.h"
#include "harness/history/time.h"
#include "harness/scenario/scenario.h"

namespace synspect::drive {

class ScenarioPeer {
 public:
  explicit ScenarioPeer(PeerView& view) : view_{&view} {}

  void restart(const scenario::Setup& setup, const IpAddress& stack, const IpAddress& peer,
               bool pad_options);
  void at(Time now) { now_ = now; }  // of what is sent from here on
  // What to send; its spans live until the next call.
  [[nodiscard]] const DatagramToWrite& move(const scenario::Move& move);
  [[nodiscard]] const DatagramToWrite& craft(const scenario::Craft& craft);
  // A datagram of the stack with the addresses exchanged; false: there is none.
  [[nodiscard]] bool reflect(std::uint8_t back);
  [[nodiscard]] const DatagramToWrite& reflected() const { return out_; }

 private:
  void start(std::uint8_t lane);
  void text(const Lane& lane, std::uint32_t octets, bool other);
  void options(std::span<const std::byte> options);
  void options_of_syn(Lane& lane);
  void marks_of_move(const Lane& lane, bool text);
  void options_of_move(const Lane& lane, bool window_alone);
  [[nodiscard]] std::uint32_t stamp() const;
  void sent(Lane& lane);

  PeerView* view_;
  scenario::Setup setup_;
  IpAddress stack_, peer_;
  bool pad_options_{};
  Time now_{};
  OptionOctets extensions_;
  DatagramToWrite out_;
  PatternText text_, other_text_;
  std::array<std::byte, 44> options_{};
};

}  // namespace synspect::drive
