#include "harness/drive/snippet_run.h"

#include <string_view>
#include <utility>

#include "harness/script/snippet.h"

namespace synspect::drive {
namespace {

std::string state_note(const StackInfo& info) {
  return info.state ? " (the stack is in " + std::string(to_string(*info.state)) + ")" : "";
}

}  // namespace

std::string_view script_name(TcpState state) {
  switch (state) {
    case TcpState::kClosed:
      return "TCP_CLOSE";
    case TcpState::kListen:
      return "TCP_LISTEN";
    case TcpState::kSynSent:
      return "TCP_SYN_SENT";
    case TcpState::kSynReceived:
      return "TCP_SYN_RECV";
    case TcpState::kEstablished:
      return "TCP_ESTABLISHED";
    case TcpState::kFinWait1:
      return "TCP_FIN_WAIT1";
    case TcpState::kFinWait2:
      return "TCP_FIN_WAIT2";
    case TcpState::kCloseWait:
      return "TCP_CLOSE_WAIT";
    case TcpState::kClosing:
      return "TCP_CLOSING";
    case TcpState::kLastAck:
      return "TCP_LAST_ACK";
    case TcpState::kTimeWait:
      return "TCP_TIME_WAIT";
  }
  std::unreachable();
}

void SnippetRun::add(script::Position at, const script::Snippet& snippet,
                     std::optional<StackInfo> info) {
  taken_.push_back({.at = at, .snippet = snippet, .info = info});
}

std::optional<SnippetRun::Failure> SnippetRun::evaluate() const {
  script::Environment environment;
  for (const Taken& taken : taken_) {
    if (!taken.info) {
      return Failure{.line = taken.at.line,
                     .column = taken.at.column,
                     .message =
                         "the socket under test has no descriptor: not accepted yet, or "
                         "closed"};
    }
    const auto lookup = [&](std::string_view name) -> std::optional<std::int64_t> {
      if (name != "tcpi_state" || !taken.info->state) return std::nullopt;
      return script::snippet_constant(script_name(*taken.info->state));
    };
    if (const auto done = script::run(taken.snippet, environment, lookup); !done) {
      return Failure{.line = done.error().at.line,
                     .column = done.error().at.column,
                     .message = done.error().message + state_note(*taken.info)};
    }
  }
  return std::nullopt;
}

}  // namespace synspect::drive
