// For the state matrix: what a step did, in words that are the same at every sequence base.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "stack/test_tcb.h"

namespace synspect::tcp {

// A number by the anchor that it lies near, so that the text is the same at every base.
inline std::string place(const Bench& bench, Seq seq) {
  for (const auto& [name, anchor] : {std::pair{"ISS", bench.iss}, std::pair{"IRS", bench.irs}}) {
    const auto off = static_cast<std::int32_t>(distance(anchor, seq).n);
    if (off > -100'000 && off < 100'000) {
      return name + (off == 0 ? "" : (off > 0 ? "+" : "") + std::to_string(off));
    }
  }
  return std::to_string(seq.raw());
}

inline std::string describe(const Bench& bench, const Segment& segment) {
  std::string flags;
  const auto flag = [&](bool set, const char* name) {
    if (set) flags += (flags.empty() ? "" : ",") + std::string{name};
  };
  flag(segment.syn, "SYN");
  flag(segment.fin, "FIN");
  flag(segment.rst, "RST");
  flag(segment.psh, "PSH");
  flag(segment.ack_flag, "ACK");
  flag(segment.urg, "URG");
  // A reset of CLOSED has the literal number 0.
  const bool zero = segment.rst && segment.ack_flag;
  std::string text =
      "<SEQ=" + (zero ? std::to_string(segment.seq.raw()) : place(bench, segment.seq));
  if (segment.ack_flag) text += "><ACK=" + place(bench, segment.ack);
  text += "><CTL=" + flags + ">";
  if (segment.urg) text += "<UP=" + std::to_string(segment.urgent_pointer) + ">";
  if (!segment.payload.empty()) text += "(" + std::to_string(segment.payload.size()) + ")";
  return text;
}

// What runs, and how long it still has.
inline std::string timers(const Bench& bench) {
  std::string text;
  const auto timer = [&](const char* name, const std::optional<Instant>& due) {
    if (!due) return;
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(*due - bench.now);
    text += (text.empty() ? "" : ", ") + std::string{name} + " " + std::to_string(left.count());
  };
  timer("RTO", bench.tcb.retransmission.due);
  timer("probe", bench.tcb.persist.due);
  timer("override", bench.tcb.override_due);
  timer("ACK", bench.tcb.delayed_ack.due);
  timer("2MSL", bench.tcb.time_wait_due);
  return text.empty() ? "-" : text;
}

inline const char* name_of(Notice notice) {
  switch (notice) {
    case Notice::kConnected:
      return "connected";
    case Notice::kReadable:
      return "readable";
    case Notice::kWritable:
      return "writable";
    case Notice::kPeerClosed:
      return "closing";
    case Notice::kUrgent:
      return "urgent";
    case Notice::kReset:
      return "reset";
    case Notice::kRefused:
      return "refused";
    case Notice::kTimedOut:
      return "user timeout";
    case Notice::kTrouble:
      return "trouble";
    case Notice::kClosed:
      return "closed";
    case Notice::kAcceptable:
      return "acceptable";
    case Notice::kUnreachable:
      return "unreachable";
    case Notice::kNoNetwork:
      return "no network";
    case Notice::kNoHost:
      return "no host";
    case Notice::kBadParameter:
      return "bad parameter";
    case Notice::kNoPort:
      return "no port";
    case Notice::kFastOpened:
      return "fast opened";
    case Notice::kPeerTimeout:
      return "peer's timeout";
  }
  return "?";
}

inline const char* name_of(CallStatus status) {
  switch (status) {
    case CallStatus::kOk:
      return "ok";
    case CallStatus::kWouldWait:
      return "would wait";
    case CallStatus::kDoesNotExist:
      return "error: connection does not exist";
    case CallStatus::kAlreadyExists:
      return "error: connection already exists";
    case CallStatus::kRemoteUnspecified:
      return "error: remote socket unspecified";
    case CallStatus::kInsufficientResources:
      return "error: insufficient resources";
    case CallStatus::kClosing:
      return "error: connection closing";
    case CallStatus::kReset:
      return "error: connection reset";
    case CallStatus::kRefused:
      return "error: connection refused";
    case CallStatus::kAborted:
      return "error: user timeout";
    case CallStatus::kIllegal:
      return "error: connection illegal";
  }
  return "?";
}

inline std::string answer(const Effects& effects) {
  std::string text = name_of(effects.status);
  if (effects.octets > 0) text += ", " + std::to_string(effects.octets) + " octets";
  if (effects.end_of_stream) text += ", end of stream";
  if (effects.urgent_ahead) text += ", urgent " + std::to_string(*effects.urgent_ahead) + " ahead";
  if (effects.reported != State::kClosed) text += ": " + std::string{to_string(effects.reported)};
  return text;
}

}  // namespace synspect::tcp
