#include "harness/judge/finding.h"

#include <utility>

#include "harness/judge/cause.h"
#include "harness/judge/state_set.h"

namespace synspect::judge {

std::string_view to_string(Level level) {
  switch (level) {
    case Level::kMust:
      return "MUST";
    case Level::kMustNot:
      return "MUST NOT";
    case Level::kShould:
      return "SHOULD";
    case Level::kShouldNot:
      return "SHOULD NOT";
    case Level::kMay:
      return "MAY";
  }
  std::unreachable();
}

std::string_view to_string(FindingKind kind) {
  switch (kind) {
    case FindingKind::kSafety:
      return "safety";
    case FindingKind::kTiming:
      return "timing";
    case FindingKind::kLiveness:
      return "liveness";
    case FindingKind::kTermination:
      return "termination";
    case FindingKind::kEndToEnd:
      return "end-to-end";
    case FindingKind::kMetamorphic:
      return "metamorphic";
    case FindingKind::kDifferential:
      return "differential";
    case FindingKind::kCrash:
      return "crash";
    case FindingKind::kHang:
      return "hang";
    case FindingKind::kInterface:
      return "broken-interface";
  }
  std::unreachable();
}

std::string Finding::identity() const {
  std::string text{clause.text()};
  for (const std::string_view part :
       {to_string(kind), std::string_view{state}, std::string_view{event_class}}) {
    if (!text.empty()) text += ' ';
    text += part;
  }
  for (const std::string& frame : frames) {
    text += ' ';
    text += frame;
  }
  return text;
}

std::string StateSet::to_string() const {
  std::string text;
  for (int i = 0; i < kTcpStateCount; ++i) {
    const auto state = static_cast<TcpState>(i);
    if (!has(state)) continue;
    if (!text.empty()) text += '|';
    text += synspect::to_string(state);
  }
  return text;
}

std::string Cause::event_class() const {
  switch (kind) {
    case Kind::kNone:
      return "none";
    case Kind::kCall:
      return "call:" + std::string{call};
    case Kind::kTimer:
      return "timer";
    case Kind::kSilence:
      return "silence";
    case Kind::kSegment:
      break;
  }
  std::string words;
  const auto name = [&](std::uint8_t bit, const char* word) {
    if ((flags & bit) == 0) return;
    if (!words.empty()) words += ',';
    words += word;
  };
  name(kSyn, "SYN");
  name(kFin, "FIN");
  name(kRst, "RST");
  name(kAck, "ACK");
  if (text) words += words.empty() ? "data" : "+data";
  return "segment:" + (words.empty() ? std::string{"none"} : words);
}

}  // namespace synspect::judge
