#include "harness/script/check_calls.h"

#include <algorithm>
#include <ranges>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/script/known_names.h"
#include "harness/script/scan.h"
#include "harness/script/values.h"

namespace synspect::script {
namespace {

using Found = std::optional<Diagnostic>;

[[nodiscard]] Found malformed(Position at, std::string message, std::string hint) {
  return Diagnostic{.kind = Diagnostic::Kind::kMalformed,
                    .at = at,
                    .construct = {},
                    .message = std::move(message),
                    .hint = std::move(hint)};
}

[[nodiscard]] Found unknown(Position at, const char* what, std::string_view name,
                            std::optional<std::string_view> close, std::string otherwise) {
  return malformed(at, "unknown " + std::string{what} + " '" + std::string{name} + "'",
                   close ? "did you mean " + std::string{*close} + "?" : std::move(otherwise));
}

[[nodiscard]] Found check_word(Position at, std::string_view name, bool option) {
  // A run that begins with a digit is octets in hexadecimal, not a name.
  if (is_digit(name.front()) || is_constant_name(name)) return std::nullopt;
  const std::string macro{name};
  return unknown(at, option ? "socket option" : "constant", name, close_constant_name(name),
                 "define it with -D " + macro + "=VALUE or --define=" + macro + "=VALUE");
}

// The parts of an expression, in reverse, so that the last one put on the stack is the first.
void push_parts(const Expression& whole, std::vector<const Expression*>& stack) {
  const auto push_all = [&stack](const std::vector<Expression>& list) {
    for (const Expression& part : list | std::views::reverse) stack.push_back(&part);
  };
  if (const auto* both = std::get_if<BitOr>(&whole.value)) push_all(both->terms);
  if (const auto* list = std::get_if<List>(&whole.value)) push_all(list->items);
  if (const auto* function = std::get_if<FunctionCall>(&whole.value)) {
    push_all(function->arguments);
  }
  if (const auto* structure = std::get_if<Struct>(&whole.value)) {
    for (const Member& member : structure->members | std::views::reverse) {
      push_all(member.value);
      push_all(member.argument);
    }
  }
}

[[nodiscard]] Found check_names(const Expression& argument, bool option) {
  std::vector<const Expression*> stack{&argument};
  while (!stack.empty()) {
    const Expression& expression = *stack.back();
    stack.pop_back();
    if (const auto* word = std::get_if<Word>(&expression.value)) {
      if (Found found = check_word(expression.at, word->name, option)) return found;
    }
    if (const auto* function = std::get_if<FunctionCall>(&expression.value)) {
      if (!is_function_name(function->name)) {
        return unknown(expression.at, "function", function->name, std::nullopt,
                       "one of htons htonl ntohs ntohl inet_addr inet6_addr");
      }
    }
    push_parts(expression, stack);
  }
  return std::nullopt;
}

// write(4, "hello", 9) would hand over four octets that nobody wrote.
[[nodiscard]] Found check_count(const SystemCall& call) {
  const bool sends =
      call.name == "write" || call.name == "send" || call.name == "sendto" || call.name == "SEND";
  if (!sends || call.arguments.size() < 3) return std::nullopt;
  const auto* buffer = std::get_if<Quoted>(&call.arguments[1].value);
  const auto* count = std::get_if<Integer>(&call.arguments[2].value);
  if (buffer == nullptr || count == nullptr || count->value <= 0) return std::nullopt;
  if (static_cast<std::uint64_t>(count->value) <= buffer->octets.size()) return std::nullopt;
  return malformed(call.arguments[2].at,
                   "a count of " + std::to_string(count->value) + " octets, but the buffer holds " +
                       std::to_string(buffer->octets.size()),
                   "'...' stands for a buffer of any size");
}

[[nodiscard]] Found check(const SystemCall& call, bool extension) {
  if (!is_call_name(call.name)) {
    return unknown(call.at, "system call", call.name, close_call_name(call.name),
                   "see LANGUAGE.md section 14");
  }
  const bool rfc_error = is_rfc_error_name(call.error);
  if (!extension && (is_rfc_call_name(call.name) || rfc_error)) {
    return malformed(rfc_error ? call.error_at : call.at,
                     (rfc_error ? call.error : call.name) + " belongs to the language extension",
                     "add the option line --synspect=1");
  }
  const bool has_option = call.name == "getsockopt" || call.name == "setsockopt";
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    if (Found found = check_names(call.arguments[i], has_option && i == 2)) return found;
  }
  if (Found found = check_count(call)) return found;
  if (!call.error.empty() && !rfc_error && !errno_number(call.error)) {
    return unknown(call.error_at, "error name", call.error, close_errno_name(call.error),
                   "the errno names of Linux are known");
  }
  return std::nullopt;
}

}  // namespace

std::optional<Diagnostic> check_calls(const Script& script) {
  const bool extension =
      std::ranges::find(script.options, "synspect", &OptionLine::name) != script.options.end();
  for (const Event& event : script.events) {
    if (const auto* call = std::get_if<SystemCall>(&event.what)) {
      if (Found found = check(*call, extension)) return found;
    }
  }
  return std::nullopt;
}

}  // namespace synspect::script
