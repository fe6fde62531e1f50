// Script numbers to wire numbers and back (LANGUAGE.md, number translation): packets with SYN carry
// absolute numbers, all others count from the initial sequence numbers of the two sides.
#pragma once

#include <cstdint>

namespace synspect::drive {

// Of one connection as the script sees it. All arithmetic is modulo 2^32.
struct NumberTranslation {
  std::uint32_t stack_isn_script{0};  // what the script calls the stack's ISN
  std::uint32_t stack_isn_wire{0};    // what the stack really chose
  bool stack_isn_known{false};
  std::uint32_t peer_isn{0};  // of the script's side, as written
  bool peer_isn_known{false};
  std::uint32_t peer_shift{0};  // ScriptVariant::peer_shift

  [[nodiscard]] std::uint32_t peer_isn_wire() const { return peer_isn + peer_shift; }

  // Inbound: from script to wire.
  [[nodiscard]] std::uint32_t inbound_seq(std::uint32_t script, bool syn) const {
    return script + peer_shift + (syn ? 0 : peer_isn);
  }
  [[nodiscard]] std::uint32_t inbound_ack(std::uint32_t script, bool syn) const {
    return script + stack_isn_wire - (syn ? stack_isn_script : 0);
  }
  // Outbound: from wire to script.
  [[nodiscard]] std::uint32_t outbound_seq(std::uint32_t wire, bool syn) const {
    return wire - stack_isn_wire + (syn ? stack_isn_script : 0);
  }
  [[nodiscard]] std::uint32_t outbound_ack(std::uint32_t wire, bool syn) const {
    return wire - peer_shift - (syn ? 0 : peer_isn);
  }
};

}  // namespace synspect::drive
