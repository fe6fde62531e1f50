// poll() of a script: each entry is asked of the stack, and what it is ready for compared.
#include <optional>
#include <string>
#include <utility>

#include "harness/drive/socket_calls.h"
#include "harness/script/values.h"

namespace synspect::drive {
namespace {

constexpr std::int64_t kNotOpen = 0x20;  // POLLNVAL: of a descriptor that nobody has

std::optional<std::int64_t> number(const script::Expression& expression) {
  const auto value = script::evaluate(expression);
  return value ? std::optional{*value} : std::nullopt;
}

struct Entry {  // {fd=3, events=POLLIN, revents=0}; revents may be left out
  std::int64_t fd{};
  std::int64_t events{};
  std::int64_t revents{};
};

std::optional<Entry> entry_of(const script::Expression& expression) {
  const auto* structure = std::get_if<script::Struct>(&expression.value);
  if (structure == nullptr) return std::nullopt;
  std::optional<std::int64_t> fd, events;
  std::int64_t revents = 0;
  for (const script::Member& member : structure->members) {
    const auto value = member.value.size() == 1 ? number(member.value.front()) : std::nullopt;
    if (!value) return std::nullopt;
    if (member.name == "fd") {
      fd = value;
    } else if (member.name == "events") {
      events = value;
    } else if (member.name == "revents") {
      revents = *value;
    } else {
      return std::nullopt;
    }
  }
  if (!fd || !events) return std::nullopt;
  return Entry{*fd, *events, revents};
}

std::string names_of(std::int64_t bits) {
  constexpr std::pair<std::int64_t, const char*> kNames[] = {
      {call::kPollIn, "POLLIN"},      {call::kPollPri, "POLLPRI"}, {call::kPollOut, "POLLOUT"},
      {call::kPollErr, "POLLERR"},    {call::kPollHup, "POLLHUP"}, {kNotOpen, "POLLNVAL"},
      {call::kPollRdHup, "POLLRDHUP"}};
  std::string text;
  for (const auto& [bit, name] : kNames) {
    if ((bits & bit) == 0) continue;
    text += (text.empty() ? "" : "|") + std::string{name};
    bits &= ~bit;
  }
  if (bits != 0 || text.empty()) text += (text.empty() ? "" : "|") + std::to_string(bits);
  return text;
}

}  // namespace

SocketCalls::Answer SocketCalls::poll(const script::SystemCall& call) {
  const auto* list = std::get_if<script::List>(&call.arguments[0].value);
  const auto count = number(call.arguments[1]);
  const auto wait = number(call.arguments[2]);
  if (list == nullptr || !wait || count != std::ssize(list->items)) {
    return {.problem =
                "poll(): expected a list of {fd=3, events=POLLIN, revents=0}, how many "
                "these are, and milliseconds"};
  }
  std::int64_t ready = 0;
  std::string problem;
  for (const script::Expression& item : list->items) {
    const std::optional<Entry> entry = entry_of(item);
    if (!entry) return {.problem = "poll(): an entry is {fd=3, events=POLLIN, revents=0}"};
    if (entry->fd < 0) continue;
    const auto found = descriptors_.find(entry->fd);
    std::int64_t got = kNotOpen;
    if (found != descriptors_.end() && !found->second.closed) {
      const CallResult result = session_->call(
          call::Poll{found->second.handle, static_cast<std::uint16_t>(entry->events & 0xFFFF)});
      if (result.error != CallError::kNone) return finish(found->second, result, "poll");
      got = result.value;
    }
    if (got != 0) ++ready;
    if (got != entry->revents && problem.empty()) {
      problem = "poll(): of descriptor " + std::to_string(entry->fd) + " expected " +
                names_of(entry->revents) + ", the stack says " + names_of(got);
    }
  }
  if (ready == 0 && *wait != 0 && call.result.value != 0) {
    return {.problem = "poll() would block; move the line to where it can return"};
  }
  return {.value = ready, .error = {}, .problem = problem};
}

}  // namespace synspect::drive
