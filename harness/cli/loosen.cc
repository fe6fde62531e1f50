#include "harness/cli/loosen.h"

#include <algorithm>
#include <variant>

#include "harness/history/decode/decoded_segment.h"

namespace synspect::cli {
namespace {

// As long as an ACK may be delayed (MUST-40).
constexpr script::Micros kPatience = 500'000;

bool has_timestamps(const script::OptionList& options) {
  return std::ranges::any_of(options.items, [](const script::TcpOptionItem& item) {
    return std::holds_alternative<script::option::Timestamps>(item);
  });
}

void loosen_fields(script::TcpPacket& packet, bool extension) {
  packet.window.reset();
  const bool syn = (packet.flags & kSyn) != 0;
  if ((syn || !packet.options.items.empty()) && !has_timestamps(packet.options)) {
    packet.options = {.any = true, .items = {}, .raw_hex = {}, .places = {}};
  }
  if (extension && !packet.ace) packet.flags &= static_cast<std::uint8_t>(~kPsh);
}

void loosen_time(script::TimeSpec& time) {
  if (time.form != script::TimeForm::kRelative || time.from.macro) return;
  time.form = script::TimeForm::kRelativeWindow;
  time.to.micros = time.from.micros + std::max(time.from.micros, kPatience);
  time.from.micros = 0;
}

}  // namespace

script::Script loosened(script::Script script, Looseness looseness) {
  if (looseness == Looseness::kExact) return script;
  const bool extension = std::ranges::any_of(
      script.options, [](const script::OptionLine& line) { return line.name == "synspect"; });
  for (script::Event& event : script.events) {
    auto* packet = std::get_if<script::TcpPacket>(&event.what);
    if (packet == nullptr || packet->direction != script::Direction::kOutbound) continue;
    loosen_fields(*packet, extension);
    if (looseness == Looseness::kTimes) loosen_time(event.time);
  }
  return script;
}

}  // namespace synspect::cli
