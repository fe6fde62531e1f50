// The names that the language knows, whether or not Synspect can run what they stand for. What is
// not among them is a slip of the pen, and no script may pass for being "not supported yet" by it.
#pragma once

#include <optional>
#include <string_view>

namespace synspect::script {

[[nodiscard]] bool is_call_name(std::string_view name);
// OPEN SEND RECEIVE CLOSE ABORT STATUS (RFC 9293 3.9.1), which belong to the extension.
[[nodiscard]] bool is_rfc_call_name(std::string_view name);
[[nodiscard]] bool is_function_name(std::string_view name);  // htons(...) in an argument
[[nodiscard]] bool is_constant_name(std::string_view name);  // errno names and states too

// The known name that is a slip or two away.
[[nodiscard]] std::optional<std::string_view> close_call_name(std::string_view name);
[[nodiscard]] std::optional<std::string_view> close_errno_name(std::string_view name);
[[nodiscard]] std::optional<std::string_view> close_constant_name(std::string_view name);

}  // namespace synspect::script
