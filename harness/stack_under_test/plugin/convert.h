// Values of the harness as values of the plug-in interface, and back. What comes back is checked:
// an error says in a line what the interface does not allow.
#pragma once

#include <expected>
#include <optional>
#include <string>

#include "harness/history/observation.h"
#include "harness/history/user_call.h"
#include "harness/stack_under_test/plugin/synspect_stack.h"

namespace synspect::plugin {

[[nodiscard]] synspect_address to_c(const IpAddress& ip);
[[nodiscard]] synspect_address to_c(const SocketAddress& address);
[[nodiscard]] synspect_call to_c(const UserCall& call);  // views the data of `call`

[[nodiscard]] std::optional<CallError> error_of(std::int32_t number);
[[nodiscard]] std::optional<Signal> signal_of(std::int32_t number);

[[nodiscard]] synspect_result unknown_result();
// The answer to `call`.
[[nodiscard]] std::expected<CallResult, std::string> from_c(const synspect_call& call,
                                                            const synspect_result& result);
[[nodiscard]] std::expected<StackInfo, std::string> from_c(const synspect_info& info);

}  // namespace synspect::plugin
