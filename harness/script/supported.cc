// Names the first construct of a script that the runner cannot run. Names that the language does
// not know never come here: parse() refuses them.
#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "harness/script/script.h"
#include "harness/script/snippet.h"
#include "harness/script/tcp_info.h"
#include "harness/script/unsupported_parts.h"
#include "harness/script/values.h"

namespace synspect::script {
namespace {

using Found = std::optional<Diagnostic>;

[[nodiscard]] Found unsupported(Position at, std::string construct, std::string hint = {}) {
  Diagnostic diagnostic{.kind = Diagnostic::Kind::kUnsupported,
                        .at = at,
                        .construct = construct,
                        .message = std::move(construct) + " cannot be run",
                        .hint = std::move(hint)};
  return diagnostic;
}

template <std::size_t N>
[[nodiscard]] bool one_of(std::string_view word, const std::string_view (&list)[N]) {
  return std::ranges::find(list, word) != std::end(list);
}

// ---- option lines
constexpr std::string_view kOptionLines[] = {
    // with an effect
    "tolerance_usecs", "tolerance_percent", "ip_version", "local_ip", "remote_ip", "bind_port",
    "connect_port", "mtu", "strict_segments", "non_fatal", "define", "synspect", "local_isn",
    "stack_seed", "profile", "set", "needs", "tcp_ts_tick_usecs", "tcp_ts_ecr_scaled",
    // without one on a virtual stack
    "speed", "is_anyip", "send_omit_free", "dry_run", "verbose", "debug", "gateway_ip",
    "netmask_ip"};

[[nodiscard]] Found check(const OptionLine& line) {
  const std::string value = line.value.value_or("");
  if (!one_of(line.name, kOptionLines)) return unsupported(line.at, "option line " + line.name);
  if (line.name == "ip_version" && value != "ipv4" && value != "ipv6") {
    return unsupported(line.at, "option line " + line.name + "=" + value);
  }
  return std::nullopt;
}

// ---- packets
[[nodiscard]] Found check(const TcpPacket& packet) {
  auto part = first_unsupported(packet);
  if (!part) return std::nullopt;
  return unsupported(part->at, std::move(part->construct));
}

// ---- system calls
constexpr std::string_view kCalls[] = {"socket", "bind",    "listen",     "accept",     "connect",
                                       "read",   "write",   "send",       "recv",       "shutdown",
                                       "close",  "fcntl",   "getsockopt", "setsockopt", "OPEN",
                                       "SEND",   "RECEIVE", "CLOSE",      "ABORT",      "STATUS",
                                       "sendto", "poll",    "readv",      "writev",     "recvfrom"};

[[nodiscard]] std::string_view word_at(const SystemCall& call, std::size_t index) {
  if (index >= call.arguments.size()) return {};
  const auto* word = std::get_if<Word>(&call.arguments[index].value);
  return word == nullptr ? std::string_view{} : word->name;
}

[[nodiscard]] Found check_constants(const Expression& expression) {
  if (const auto* word = std::get_if<Word>(&expression.value)) {
    if (!constant(word->name)) return unsupported(expression.at, "constant " + word->name);
  }
  if (const auto* both = std::get_if<BitOr>(&expression.value)) {
    for (const Expression& term : both->terms) {
      if (Found found = check_constants(term)) return found;
    }
  }
  if (const auto* list = std::get_if<List>(&expression.value)) {  // poll's
    for (const Expression& item : list->items) {
      if (Found found = check_constants(item)) return found;
    }
  }
  if (const auto* structure = std::get_if<Struct>(&expression.value)) {
    for (const Member& member : structure->members) {
      for (const Expression& value : member.value) {
        if (Found found = check_constants(value)) return found;
      }
    }
  }
  return std::nullopt;
}

// Options that run, by their level; both to be set and to be read.
constexpr std::string_view kOfSocket[] = {"SO_REUSEADDR", "SO_LINGER", "SO_KEEPALIVE", "SO_RCVBUF",
                                          "SO_SNDBUF"};
constexpr std::string_view kOfTcp[] = {
    "TCP_NODELAY",  "TCP_CORK",      "TCP_MAXSEG",  "TCP_USER_TIMEOUT",
    "TCP_KEEPIDLE", "TCP_KEEPINTVL", "TCP_KEEPCNT", "TCP_FASTOPEN",
};

[[nodiscard]] Found check_socket_option(const SystemCall& call) {
  if (call.arguments.size() < 3) return std::nullopt;  // the runner counts arguments
  const Expression& option = call.arguments[2];
  const std::string_view name = word_at(call, 2);
  const std::string_view level = word_at(call, 1);
  if (name.empty()) return unsupported(option.at, "socket option without a name");
  const bool of_socket =
      level == "SOL_SOCKET" &&
      (one_of(name, kOfSocket) || (call.name == "getsockopt" && name == "SO_ERROR"));
  const bool of_tcp = (level == "SOL_TCP" || level == "IPPROTO_TCP") && one_of(name, kOfTcp);
  const bool of_ip = (name == "IP_TOS" && (level == "SOL_IP" || level == "IPPROTO_IP")) ||
                     (name == "IPV6_TCLASS" && (level == "SOL_IPV6" || level == "IPPROTO_IPV6"));
  if (of_socket || of_tcp || of_ip) return std::nullopt;
  return unsupported(option.at, "socket option " + std::string{name});
}

[[nodiscard]] Found check(const Event& event, const SystemCall& call) {
  if (event.time.blocking_end) return unsupported(event.at, "blocking call");
  if (!one_of(call.name, kCalls)) return unsupported(call.at, "system call " + call.name);
  if (call.name == "setsockopt" || call.name == "getsockopt") return check_socket_option(call);
  if (call.name == "fcntl" && call.arguments.size() >= 2) {
    const std::string_view command = word_at(call, 1);
    if (command != "F_GETFL" && command != "F_SETFL") {
      return unsupported(call.arguments[1].at, "fcntl command " + std::string{command});
    }
  }
  if (call.name == "connect" && word_at(call, 1) == "AF_UNSPEC") {
    return unsupported(call.arguments[1].at, "connect to AF_UNSPEC");
  }
  for (const Expression& argument : call.arguments) {
    if (Found found = check_constants(argument)) return found;
  }
  return std::nullopt;
}

// ---- snippets: tcp_info can be asked for, as far as some stack has it. Variables live on from one
// snippet to the next.
class Snippets {
 public:
  [[nodiscard]] Found check(const Snippet& snippet) {
    const auto program = compile(snippet);
    if (!program) {
      return unsupported(program.error().at, "snippet statement", program.error().message);
    }
    for (const NameUse& use : program->names) {
      if (use.assigned) {
        variables_.insert(use.name);
      } else if (!is_tcp_info_name(use.name) && !snippet_constant(use.name) &&
                 !variables_.contains(use.name)) {
        return unsupported(use.at, "snippet name " + use.name);
      }
    }
    return std::nullopt;
  }

 private:
  std::set<std::string> variables_;
};

[[nodiscard]] Found check(const Event& event, Snippets& snippets) {
  if (const auto* packet = std::get_if<TcpPacket>(&event.what)) return check(*packet);
  if (const auto* call = std::get_if<SystemCall>(&event.what)) return check(event, *call);
  if (const auto* snippet = std::get_if<Snippet>(&event.what)) return snippets.check(*snippet);
  if (const auto* foreign = std::get_if<Unsupported>(&event.what)) {
    return unsupported(foreign->at, foreign->construct);
  }
  if (std::holds_alternative<Command>(event.what)) return unsupported(event.at, "shell command");
  return std::nullopt;  // a raw datagram, an ICMP error
}

}  // namespace

std::optional<Diagnostic> find_unsupported(const Script& script) {
  for (const OptionLine& line : script.options) {
    if (Found found = check(line)) return found;
  }
  if (script.init) return unsupported(script.init->at, "shell command", "the init command");
  Snippets snippets;
  for (const Event& event : script.events) {
    if (Found found = check(event, snippets)) return found;
  }
  if (script.cleanup)
    return unsupported(script.cleanup->at, "shell command", "the cleanup command");
  return std::nullopt;
}

}  // namespace synspect::script
