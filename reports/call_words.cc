#include "reports/call_words.h"

#include <fmt/format.h>

#include <utility>

namespace synspect::reports {
namespace {

int n(Handle handle) { return std::to_underlying(handle); }

// What stands between the brackets.
struct Arguments {
  std::string operator()(const call::Socket&) const { return {}; }
  std::string operator()(const call::Bind& c) const {
    return fmt::format("{}, {}", n(c.socket), c.address.to_string());
  }
  std::string operator()(const call::Listen& c) const {
    return fmt::format("{}, {}", n(c.socket), c.backlog);
  }
  std::string operator()(const call::Accept& c) const { return fmt::format("{}", n(c.socket)); }
  std::string operator()(const call::Connect& c) const {
    return fmt::format("{}, {}", n(c.socket), c.remote.to_string());
  }
  std::string operator()(const call::Send& c) const {
    return fmt::format("{}, {} octets{}{}", n(c.socket), c.data.size(), c.urgent ? ", urgent" : "",
                       c.more ? ", more" : "");
  }
  std::string operator()(const call::Receive& c) const {
    return fmt::format("{}, at most {}{}", n(c.socket), c.max, c.peek ? ", peek" : "");
  }
  std::string operator()(const call::Shutdown& c) const {
    constexpr const char* kHows[] = {"reading", "writing", "both"};
    return fmt::format("{}, {}", n(c.socket), kHows[std::to_underlying(c.how) % 3U]);
  }
  std::string operator()(const call::Close& c) const { return fmt::format("{}", n(c.socket)); }
  std::string operator()(const call::SetOption& c) const {
    return fmt::format("{}, {} {}", n(c.socket), call::to_string(c.option), c.value);
  }
  std::string operator()(const call::GetOption& c) const {
    return fmt::format("{}, {}", n(c.socket), call::to_string(c.option));
  }
  std::string operator()(const call::Name& c) const { return fmt::format("{}", n(c.socket)); }
  std::string operator()(const call::Open& c) const {
    return fmt::format("{}{}, {}", c.local.to_string(),
                       c.remote ? ", " + c.remote->to_string() : "",
                       c.active ? "active" : "passive");
  }
  std::string operator()(const call::RfcSend& c) const {
    return fmt::format("{}, {} octets{}{}", n(c.connection), c.data.size(), c.push ? ", push" : "",
                       c.urgent ? ", urgent" : "");
  }
  std::string operator()(const call::RfcReceive& c) const {
    return fmt::format("{}, at most {}", n(c.connection), c.max);
  }
  std::string operator()(const call::RfcClose& c) const {
    return fmt::format("{}", n(c.connection));
  }
  std::string operator()(const call::Abort& c) const { return fmt::format("{}", n(c.connection)); }
  std::string operator()(const call::Status& c) const { return fmt::format("{}", n(c.connection)); }
  std::string operator()(const call::Poll& c) const {
    return fmt::format("{}, {:#x}", n(c.socket), c.events);
  }
};

}  // namespace

std::string call_words(const CallSeen& seen) {
  std::string text =
      fmt::format("{}({}) = ", name_of(seen.call), std::visit(Arguments{}, seen.call));
  const CallResult& result = seen.result;
  const auto* option = std::get_if<call::GetOption>(&seen.call);
  if (result.error != CallError::kNone) {
    return text + fmt::format("-1 {}", to_string(result.error));
  }
  if (option != nullptr && option->option == call::Option::kError) {
    return text + std::string(to_string(static_cast<CallError>(result.value)));
  }
  text += std::to_string(result.value);
  if (result.state) text += fmt::format(" {}", to_string(*result.state));
  if (result.end_of_stream) text += ", end of stream";
  return text;
}

}  // namespace synspect::reports
