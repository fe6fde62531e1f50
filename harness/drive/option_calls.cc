// setsockopt and getsockopt of a script: what is set, and what must be read.
#include <optional>
#include <string>

#include "harness/drive/socket_calls.h"
#include "harness/script/known_names.h"
#include "harness/script/values.h"

namespace synspect::drive {
namespace {

using enum call::Option;

std::optional<std::int64_t> number(const script::Expression& expression) {
  const auto value = script::evaluate(expression);
  return value ? std::optional{*value} : std::nullopt;
}

// The one number in a bracketed list: [0], [ECONNREFUSED].
std::optional<std::int64_t> bracketed(const script::Expression& argument) {
  const auto* list = std::get_if<script::List>(&argument.value);
  if (list == nullptr || list->items.size() != 1) return std::nullopt;
  return number(list->items[0]);
}

// SO_LINGER: {onoff=1, linger=SECONDS}; -1 is off, as in call::Option::kLinger.
std::optional<std::int64_t> linger_of(const script::Expression& argument) {
  const auto* structure = std::get_if<script::Struct>(&argument.value);
  if (structure == nullptr || structure->members.size() != 2) return std::nullopt;
  std::int64_t values[2]{};
  for (std::size_t i = 0; i < 2; ++i) {
    if (structure->members[i].value.size() != 1) return std::nullopt;
    const auto value = number(structure->members[i].value.front());
    if (!value) return std::nullopt;
    values[i] = *value;
  }
  return values[0] == 0 ? -1 : values[1];
}

// find_unsupported() lets no other through.
call::Option option_of(const script::Expression& argument) {
  const auto* name = std::get_if<script::Word>(&argument.value);
  for (const call::Option option :
       {kError, kLinger, kReceiveBuffer, kSendBuffer, kKeepAlive, kNoDelay, kCork, kMaxSegment,
        kKeepIdle, kKeepInterval, kKeepCount, kUserTimeout, kFastOpen}) {
    if (name != nullptr && name->name == call::to_string(option)) return option;
  }
  if (name != nullptr && (name->name == "IP_TOS" || name->name == "IPV6_TCLASS")) {
    return kDiffserv;  // MUST-48
  }
  return kReuseAddress;
}

// SO_ERROR: the script writes the errno, by name or number; the stack tells a CallError.
std::optional<std::string> pending_mismatch(std::int64_t got, std::optional<std::int64_t> want) {
  const auto pending = static_cast<CallError>(got);
  const bool none = pending == CallError::kNone;
  const std::optional<std::int64_t> number = script::errno_number(to_string(pending));
  if (none ? want.value_or(0) == 0 : want == number) return std::nullopt;
  return "getsockopt(SO_ERROR): the pending error is " +
         std::string(none ? "none" : to_string(pending));
}

}  // namespace

SocketCalls::Answer SocketCalls::option(const script::SystemCall& call, Descriptor& descriptor) {
  const call::Option which = option_of(call.arguments[2]);
  const script::Expression& argument = call.arguments[3];
  // What may be read is not compared where it stands as `...`.
  const bool any = std::holds_alternative<script::Ellipsis>(argument.value);
  const std::optional<std::int64_t> value =
      which == kLinger ? linger_of(argument) : bracketed(argument);
  const bool sets = call.name == "setsockopt";
  if (!value && (sets || !any)) {
    return {.problem =
                call.name + "(): expected " +
                (which == kLinger ? "{onoff=1, linger=0}" : "a value in brackets, such as [1]")};
  }
  if (sets) {
    const call::SetOption set{.socket = descriptor.handle, .option = which, .value = *value};
    return finish(descriptor, session_->call(set), call.name);
  }
  const CallResult result = session_->call(call::GetOption{descriptor.handle, which});
  if (result.error != CallError::kNone) return finish(descriptor, result, call.name);
  if (any) return {};
  if (which == kError) {
    const auto problem = pending_mismatch(result.value, value);
    return problem ? Answer{.problem = *problem} : Answer{};
  }
  if (result.value == *value) return {};
  return {.problem = "getsockopt(" + std::string(call::to_string(which)) + "): expected " +
                     std::to_string(*value) + ", the stack has " + std::to_string(result.value)};
}

}  // namespace synspect::drive
