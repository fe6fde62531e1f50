// Runs one script on one stack, in virtual time.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/drive/outcome.h"
#include "harness/history/observation.h"
#include "harness/script/ast.h"
#include "harness/stack_under_test/stack_under_test.h"

namespace synspect::drive {

// One way to run a script. A trace means the same at every initial sequence number and in both IP
// versions; the gate runs each at several.
struct ScriptVariant {
  // Beats the script's own --ip_version; empty: the script's, else IPv4.
  std::optional<IpVersion> ip_version;
  // The stack's first initial sequence number, unless the script forces one itself; needs
  // Controls::forced_isn. Empty: the stack's own choice.
  std::optional<std::uint32_t> stack_isn;
  // Added to every translated number of the peer, on the wire; the script does not see it.
  std::uint32_t peer_shift{0};
};

// Time that passes after the last event, so that the judge sees whether what is due still comes:
// past the bound of the delayed ACK (MUST-40) and a first retransmission.
inline constexpr Duration kSettleTime = std::chrono::seconds{5};

struct ScriptRunOptions {
  std::string path;  // for RunHeader::source
  std::string profile{"rfc"};
  std::uint64_t seed{1};
  ScriptVariant variant;
  std::vector<std::pair<std::string, std::string>> knobs{};  // as in ResetConfig
  // Told the line of each event before it is played; may be empty.
  std::function<void(std::uint32_t line)> at_line{};
};

// True when the script fixes what a variant would change: its own --ip_version, or numbers that it
// puts on the wire untranslated.
[[nodiscard]] bool fixes_ip_version(const script::Script& script);
[[nodiscard]] bool fixes_sequence_numbers(const script::Script& script);

// What find_unsupported() names is not played: verdict unsupported. Else resets the stack, plays
// the script, hands every observation to `sink` (begin first, RunEnded last, also when the script
// fails half way). After the last event the run is let go on for a while in virtual time, so that
// what is still due can be judged; see kSettleTime.
[[nodiscard]] Outcome run_script(const script::Script& script, const ScriptRunOptions& options,
                                 StackUnderTest& stack, ObservationSink& sink);

}  // namespace synspect::drive
