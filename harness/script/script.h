// Text to script and back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "harness/script/ast.h"

namespace synspect::script {

struct Diagnostic {
  enum class Kind : std::uint8_t {
    kMalformed,    // not in the language: verdict error, exit 2
    kUnsupported,  // in the language, not yet in Synspect: only from find_unsupported()
  };
  Kind kind{Kind::kMalformed};
  Position at;
  std::string construct;  // of an unsupported one, by name: "blocking call", "option wscale"
  std::string message;    // one line, without file and position
  std::string hint;       // what to do next; may be empty

  // "file:line:column: error: message (hint)"
  [[nodiscard]] std::string to_string(std::string_view file) const;
};

// Values for plain words, from -D on the command line; they beat the script's own --define.
using Macros = std::map<std::string, std::string>;

// Scripts longer than this are refused unread; deeper nesting of expressions than kMaxDepth too.
inline constexpr std::size_t kMaxScriptOctets = 16U << 20U;
inline constexpr int kMaxDepth = 64;

[[nodiscard]] std::expected<Script, Diagnostic> parse(std::string_view text,
                                                      const Macros& macros = {});
// The first construct that the runner cannot run, by name; nothing when all can be.
[[nodiscard]] std::optional<Diagnostic> find_unsupported(const Script& script);

[[nodiscard]] std::string print(const Script& script);
[[nodiscard]] std::string print(const Event& event);
[[nodiscard]] std::string print(const TcpPacket& packet);

}  // namespace synspect::script
