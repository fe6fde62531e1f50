#include "harness/script/values.h"

#include <string>
#include <utility>

namespace synspect::script {
namespace {

using Constant = NamedValue;
constexpr Constant kConstants[] = {
    {"NULL", 0},
    {"AF_UNSPEC", 0},
    {"AF_INET", 2},
    {"AF_INET6", 10},
    {"PF_INET", 2},
    {"PF_INET6", 10},
    {"SOCK_STREAM", 1},
    {"SOCK_DGRAM", 2},
    {"SOCK_NONBLOCK", 04000},
    {"SOCK_CLOEXEC", 02000000},
    {"IPPROTO_IP", 0},
    {"IPPROTO_TCP", 6},
    {"IPPROTO_UDP", 17},
    {"IPPROTO_IPV6", 41},
    {"IPPROTO_SCTP", 132},
    {"O_RDONLY", 0},
    {"O_WRONLY", 1},
    {"O_RDWR", 2},
    {"O_NONBLOCK", 04000},
    {"F_GETFL", 3},
    {"F_SETFL", 4},
    {"SHUT_RD", 0},
    {"SHUT_WR", 1},
    {"SHUT_RDWR", 2},
    {"MSG_OOB", 0x1},
    {"MSG_PEEK", 0x2},
    {"MSG_TRUNC", 0x20},
    {"MSG_DONTWAIT", 0x40},
    {"MSG_EOR", 0x80},
    {"MSG_WAITALL", 0x100},
    {"MSG_ERRQUEUE", 0x2000},
    {"MSG_NOSIGNAL", 0x4000},
    {"MSG_MORE", 0x8000},
    {"MSG_ZEROCOPY", 0x4000000},
    {"MSG_FASTOPEN", 0x20000000},
    {"SOL_SOCKET", 1},
    {"SOL_TCP", 6},
    {"SOL_IP", 0},
    {"SOL_IPV6", 41},
    {"SO_REUSEADDR", 2},
    {"SO_ERROR", 4},
    {"SO_SNDBUF", 7},
    {"SO_RCVBUF", 8},
    {"SO_KEEPALIVE", 9},
    {"SO_LINGER", 13},
    {"SO_REUSEPORT", 15},
    {"TCP_NODELAY", 1},
    {"TCP_MAXSEG", 2},
    {"TCP_CORK", 3},
    {"TCP_KEEPIDLE", 4},
    {"TCP_KEEPINTVL", 5},
    {"TCP_KEEPCNT", 6},
    {"TCP_SYNCNT", 7},
    {"TCP_LINGER2", 8},
    {"TCP_DEFER_ACCEPT", 9},
    {"TCP_WINDOW_CLAMP", 10},
    {"TCP_INFO", 11},
    {"TCP_QUICKACK", 12},
    {"TCP_CONGESTION", 13},
    {"TCP_MD5SIG", 14},
    {"TCP_USER_TIMEOUT", 18},
    {"TCP_FASTOPEN", 23},
    {"TCP_TIMESTAMP", 24},
    {"TCP_NOTSENT_LOWAT", 25},
    {"TCP_FASTOPEN_CONNECT", 30},
    {"IP_TOS", 1},
    {"IP_TTL", 2},
    {"IP_MTU_DISCOVER", 10},
    {"IP_RECVERR", 11},
    {"IPV6_UNICAST_HOPS", 16},
    {"IPV6_RECVERR", 25},
    {"IPV6_TCLASS", 67},
    {"POLLIN", 0x1},
    {"POLLPRI", 0x2},
    {"POLLOUT", 0x4},
    {"POLLERR", 0x8},
    {"POLLHUP", 0x10},
    {"POLLNVAL", 0x20},
    {"POLLRDNORM", 0x40},
    {"POLLWRNORM", 0x100},
    {"POLLRDHUP", 0x2000},
    {"PASSIVE", 0},  // of OPEN, in the extension
    {"ACTIVE", 1},
    {"PUSH", 1},  // of SEND, in the extension
    {"URGENT", 2},
    {"FIONREAD", 0x541B},
    {"SIOCINQ", 0x541B},
    {"SIOCOUTQ", 0x5411},
};

[[nodiscard]] std::unexpected<Diagnostic> refuse(const Expression& at, std::string message) {
  return std::unexpected{Diagnostic{.kind = Diagnostic::Kind::kMalformed,
                                    .at = at.at,
                                    .construct = {},
                                    .message = std::move(message),
                                    .hint = {}}};
}

// As on a little-endian machine, where scripts are written; not as on this one.
[[nodiscard]] std::int64_t swapped(std::uint64_t value, unsigned octets) {
  std::uint64_t out{};
  for (unsigned i = 0; i < octets; ++i) out = out << 8U | (value >> (8U * i) & 0xFFU);
  return static_cast<std::int64_t>(out);
}

[[nodiscard]] std::expected<std::int64_t, Diagnostic> evaluate_function(
    const Expression& expression, const FunctionCall& function) {
  const unsigned octets = function.name == "htons" ? 2 : function.name == "htonl" ? 4 : 0;
  if (octets == 0)
    return refuse(expression, "no value is known for the function '" + function.name + "'");
  if (function.arguments.size() != 1) {
    return refuse(expression, function.name + " takes one argument");
  }
  const auto value = evaluate(function.arguments.front());
  if (!value) return value;
  return swapped(static_cast<std::uint64_t>(*value), octets);
}

struct Evaluate {
  using Result = std::expected<std::int64_t, Diagnostic>;
  const Expression& whole;

  Result operator()(Integer integer) const { return integer.value; }
  Result operator()(const Word& word) const {
    if (const auto value = constant(word.name)) return *value;
    return refuse(whole, "no value is known for the constant '" + word.name + "'");
  }
  Result operator()(Ellipsis) const { return refuse(whole, "'...' has no value"); }
  Result operator()(const Quoted&) const {
    return refuse(whole, "expected a number, not a string");
  }
  Result operator()(const BitOr& both) const {
    std::int64_t sum{};
    for (const Expression& term : both.terms) {
      const Result value = evaluate(term);
      if (!value) return value;
      sum |= *value;
    }
    return sum;
  }
  Result operator()(const List& list) const {
    if (list.items.size() == 1) return evaluate(list.items.front());
    return refuse(whole, "expected one number, not a list of " + std::to_string(list.items.size()));
  }
  Result operator()(const Struct&) const {
    return refuse(whole, "expected a number, not a structure");
  }
  Result operator()(const FunctionCall& function) const {
    return evaluate_function(whole, function);
  }
};

}  // namespace

std::span<const NamedValue> constants() { return kConstants; }

std::optional<std::int64_t> constant(std::string_view name) {
  for (const Constant& row : kConstants) {
    if (row.name == name) return row.value;
  }
  return errno_number(name);
}

std::string error_name(CallError error) {
  std::string name{to_string(error)};
  for (char& c : name) {
    if (c == ' ') c = '_';
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return name;
}

bool is_rfc_error_name(std::string_view name) {
  for (auto n = std::to_underlying(CallError::kIllegal);
       n <= std::to_underlying(CallError::kUserTimeout); ++n) {
    if (error_name(CallError{n}) == name) return true;
  }
  return false;
}

std::expected<std::int64_t, Diagnostic> evaluate(const Expression& expression) {
  return std::visit(Evaluate{expression}, expression.value);
}

}  // namespace synspect::script
