// What the arguments of system calls come to. Constants have the values of Linux, whatever machine
// this runs on: scripts say F_GETFL = 0x2 and mean that.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "harness/history/user_call.h"
#include "harness/script/ast.h"
#include "harness/script/script.h"

namespace synspect::script {

struct NamedValue {
  std::string_view name;
  std::int64_t value;
};
// All of them, for hints at a name that is close.
[[nodiscard]] std::span<const NamedValue> constants();
[[nodiscard]] std::span<const NamedValue> errno_names();

// O_NONBLOCK, SOL_SOCKET, ECONNREFUSED, ...; nothing for a word that is not known.
[[nodiscard]] std::optional<std::int64_t> constant(std::string_view name);
// The number of an errno name: "EAGAIN" is 11, and so is "EWOULDBLOCK".
[[nodiscard]] std::optional<int> errno_number(std::string_view name);

// The name by which a script calls it: "EAGAIN"; of an answer of RFC 9293 3.10 its text in
// capitals, "CONNECTION_DOES_NOT_EXIST".
[[nodiscard]] std::string error_name(CallError error);
[[nodiscard]] bool is_rfc_error_name(std::string_view name);

// An integer, a constant, `a | b`, htons(N), htonl(N). A list of one stands for its item, as in
// getsockopt(3, SOL_SOCKET, SO_ERROR, [0], [4]).
[[nodiscard]] std::expected<std::int64_t, Diagnostic> evaluate(const Expression& expression);

}  // namespace synspect::script
