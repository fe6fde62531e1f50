#include "harness/drive/snippet_run.h"

#include <string_view>
#include <utility>

#include "harness/drive/tcp_info.h"
#include "harness/script/snippet.h"
#include "harness/script/tcp_info.h"

namespace synspect::drive {
namespace {

std::string state_note(const StackInfo& info) {
  return info.state ? " (the stack is in " + std::string(to_string(*info.state)) + ")" : "";
}

}  // namespace

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
                         "closed",
                     .lacking = {}};
    }
    std::string missing;  // the name that was asked for last, if the stack does not tell
    const auto lookup = [&](std::string_view name) -> std::optional<std::int64_t> {
      const auto value = tcp_info(*taken.info, name);
      missing = value || !script::is_tcp_info_name(name) ? std::string{} : std::string{name};
      return value;
    };
    if (const auto done = script::run(taken.snippet, environment, lookup); !done) {
      const bool unknown = done.error().kind == script::SnippetFailure::Kind::kUnknownName;
      if (unknown && !missing.empty()) {
        return Failure{.line = done.error().at.line,
                       .column = done.error().at.column,
                       .message = "the stack does not tell " + missing,
                       .lacking = missing};
      }
      return Failure{.line = done.error().at.line,
                     .column = done.error().at.column,
                     .message = done.error().message + state_note(*taken.info),
                     .lacking = {}};
    }
  }
  return std::nullopt;
}

}  // namespace synspect::drive
