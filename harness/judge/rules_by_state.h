// Clauses that the tables split by state (`9293-3.10.7.4-<check>-<state>`).
#pragma once

#include <optional>
#include <utility>

#include "harness/judge/rule.h"
#include "harness/judge/state_set.h"

namespace synspect::judge {

[[nodiscard]] constexpr std::optional<Rule> unacceptable_rule(TcpState state) {
  switch (state) {
    case TcpState::kClosed:
    case TcpState::kListen:
    case TcpState::kSynSent:
      return std::nullopt;
    case TcpState::kSynReceived:
      return Rule::kUnacceptableSynRcvd;
    case TcpState::kEstablished:
      return Rule::kUnacceptableEstab;
    case TcpState::kFinWait1:
      return Rule::kUnacceptableFinWait1;
    case TcpState::kFinWait2:
      return Rule::kUnacceptableFinWait2;
    case TcpState::kCloseWait:
      return Rule::kUnacceptableCloseWait;
    case TcpState::kClosing:
      return Rule::kUnacceptableClosing;
    case TcpState::kLastAck:
      return Rule::kUnacceptableLastAck;
    case TcpState::kTimeWait:
      return Rule::kUnacceptableTimeWait;
  }
  std::unreachable();
}

// The answer to a SYN; TIME-WAIT has a choice of its own and SYN-RECEIVED may go back to LISTEN.
[[nodiscard]] constexpr std::optional<Rule> syn_rule(TcpState state) {
  switch (state) {
    case TcpState::kClosed:
    case TcpState::kListen:
    case TcpState::kSynSent:
    case TcpState::kSynReceived:
    case TcpState::kTimeWait:
      return std::nullopt;
    case TcpState::kEstablished:
      return Rule::kSynEstab;
    case TcpState::kFinWait1:
      return Rule::kSynFinWait1;
    case TcpState::kFinWait2:
      return Rule::kSynFinWait2;
    case TcpState::kCloseWait:
      return Rule::kSynCloseWait;
    case TcpState::kClosing:
      return Rule::kSynClosing;
    case TcpState::kLastAck:
      return Rule::kSynLastAck;
  }
  std::unreachable();
}

[[nodiscard]] constexpr std::optional<Rule> text_rule(StateSet states) {
  if (states.only(TcpState::kEstablished)) return Rule::kTextAcked;
  if (states.only(TcpState::kFinWait1)) return Rule::kTextAckedFinWait1;
  if (states.only(TcpState::kFinWait2)) return Rule::kTextAckedFinWait2;
  return std::nullopt;
}

[[nodiscard]] constexpr std::optional<Rule> fin_rule(StateSet states, bool acks_own_fin) {
  if (states.only(TcpState::kEstablished)) return Rule::kFinEstab;
  if (states.only(TcpState::kFinWait1)) {
    return acks_own_fin ? Rule::kFinFinWait1Acked : Rule::kFinFinWait1Unacked;
  }
  if (states.only(TcpState::kFinWait2)) return Rule::kFinFinWait2;
  return std::nullopt;
}

// What an exact RST does (check 2). SYN-RECEIVED depends on how it was opened.
[[nodiscard]] constexpr std::optional<Rule> reset_rule(TcpState state, bool active) {
  switch (state) {
    case TcpState::kClosed:
    case TcpState::kListen:
    case TcpState::kSynSent:
      return std::nullopt;
    case TcpState::kSynReceived:
      return active ? Rule::kResetSynRcvdActive : Rule::kResetSynRcvdPassive;
    case TcpState::kEstablished:
      return Rule::kResetEstab;
    case TcpState::kFinWait1:
      return Rule::kResetFinWait1;
    case TcpState::kFinWait2:
      return Rule::kResetFinWait2;
    case TcpState::kCloseWait:
      return Rule::kResetCloseWait;
    case TcpState::kClosing:
      return Rule::kResetClosing;
    case TcpState::kLastAck:
      return Rule::kResetLastAck;
    case TcpState::kTimeWait:
      return Rule::kResetTimeWait;
  }
  std::unreachable();
}

}  // namespace synspect::judge
