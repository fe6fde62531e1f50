#include "harness/drive/lower_call.h"

#include <string>
#include <string_view>
#include <utility>

#include "harness/script/values.h"

namespace synspect::drive {
namespace {

using script::Expression;
using Arguments = std::vector<Expression>;

Expression expression(decltype(Expression::value) value) { return {{}, std::move(value)}; }
Expression number(std::int64_t value) { return expression(script::Integer{value, false}); }
Expression word(std::string name) { return expression(script::Word{std::move(name)}); }
Expression any() { return expression(script::Ellipsis{}); }
Expression quoted(std::string octets) { return expression(script::Quoted{std::move(octets)}); }
Expression bracketed(Expression item) {
  script::List list;
  list.items.push_back(std::move(item));
  return expression(std::move(list));
}
Expression either(std::initializer_list<const char*> names) {
  script::BitOr both;
  for (const char* name : names) both.terms.push_back(word(name));
  if (both.terms.size() == 1) return both.terms.front();
  return expression(std::move(both));
}

Expression socket_text(const SocketAddress& address) { return quoted(address.to_string()); }
Expression octets(std::span<const std::byte> data) {
  return quoted({reinterpret_cast<const char*>(data.data()), data.size()});
}

script::SystemCall line(std::string name, Arguments arguments, std::int64_t result) {
  script::SystemCall call;
  call.name = std::move(name);
  call.arguments = std::move(arguments);
  call.result.value = result;
  return call;
}

// SO_LINGER as the C structure has it; -1 is off.
Expression linger(std::int64_t value) {
  script::Struct structure;
  const auto add = [&](const char* name, std::int64_t n) {
    structure.members.push_back({.name = name, .argument = {}, .value = {number(n)}});
  };
  add("onoff", value >= 0 ? 1 : 0);
  add("linger", value >= 0 ? value : 0);
  return expression(std::move(structure));
}

class Words {
 public:
  Words(const CallSeen& seen, Aliases& aliases) : result_{seen.result}, aliases_{aliases} {}

  std::vector<CallLine> operator()(const call::Socket&) {
    return {plain("socket", {any(), word("SOCK_STREAM"), word("IPPROTO_TCP")}, handle())};
  }
  std::vector<CallLine> operator()(const call::Bind& c) {
    return {plain("bind", {name(c.socket), any(), any()}),
            extended("bind", {name(c.socket), socket_text(c.address), any()})};
  }
  std::vector<CallLine> operator()(const call::Listen& c) {
    return {plain("listen", {name(c.socket), number(c.backlog)})};
  }
  std::vector<CallLine> operator()(const call::Accept& c) {
    return {plain("accept", {name(c.socket), any(), any()}, handle())};
  }
  std::vector<CallLine> operator()(const call::Connect& c) {
    return {plain("connect", {name(c.socket), any(), any()}),
            extended("connect", {name(c.socket), socket_text(c.remote), any()})};
  }
  std::vector<CallLine> operator()(const call::Send& c) {
    if (c.to || c.fast_open) return {};
    const Expression count = number(static_cast<std::int64_t>(c.data.size()));
    if (!c.urgent && !c.more) {
      return {plain("write", {name(c.socket), any(), count}),
              extended("write", {name(c.socket), octets(c.data), count})};
    }
    const Expression flags = c.urgent && c.more ? either({"MSG_OOB", "MSG_MORE"})
                                                : word(c.urgent ? "MSG_OOB" : "MSG_MORE");
    return {plain("send", {name(c.socket), any(), count, flags}),
            extended("send", {name(c.socket), octets(c.data), count, flags})};
  }
  std::vector<CallLine> operator()(const call::Receive& c) {
    const Expression count = number(static_cast<std::int64_t>(c.max));
    if (!c.peek) return {plain("read", {name(c.socket), any(), count})};
    return {plain("recv", {name(c.socket), any(), count, word("MSG_PEEK")})};
  }
  std::vector<CallLine> operator()(const call::Shutdown& c) {
    constexpr const char* kHows[] = {"SHUT_RD", "SHUT_WR", "SHUT_RDWR"};
    return {plain("shutdown", {name(c.socket), word(kHows[static_cast<std::size_t>(c.how)])})};
  }
  std::vector<CallLine> operator()(const call::Close& c) {
    return {plain("close", {name(c.socket)})};
  }
  static Expression level_of(call::Option option) {
    if (option == call::Option::kDiffserv) return word("SOL_IP");
    return word(call::to_string(option).starts_with("TCP_") ? "SOL_TCP" : "SOL_SOCKET");
  }
  std::vector<CallLine> operator()(const call::SetOption& c) {
    const bool is_linger = c.option == call::Option::kLinger;
    return {plain(
        "setsockopt",
        {name(c.socket), level_of(c.option), word(std::string(call::to_string(c.option))),
         is_linger ? linger(c.value) : bracketed(number(c.value)), number(is_linger ? 8 : 4)})};
  }
  std::vector<CallLine> operator()(const call::GetOption& c) {
    const bool told = result_.error == CallError::kNone;
    const auto pending = static_cast<CallError>(told ? result_.value : 0);
    const bool errs = c.option == call::Option::kError && pending != CallError::kNone;
    const bool is_linger = c.option == call::Option::kLinger;
    const Expression value =
        errs ? word(script::error_name(pending)) : number(told ? result_.value : 0);
    return {plain("getsockopt",
                  {name(c.socket), level_of(c.option), word(std::string(call::to_string(c.option))),
                   is_linger ? linger(told ? result_.value : -1) : bracketed(value),
                   bracketed(number(is_linger ? 8 : 4))},
                  told ? 0 : -1)};
  }
  std::vector<CallLine> operator()(const call::Name&) { return {}; }
  std::vector<CallLine> operator()(const call::Poll& c) {
    script::Struct entry;
    const auto add = [&](const char* member, Expression value) {
      entry.members.push_back({.name = member, .argument = {}, .value = {std::move(value)}});
    };
    add("fd", name(c.socket));
    add("events", number(c.events));
    const bool told = result_.error == CallError::kNone;
    add("revents", number(told ? result_.value : 0));
    return {plain("poll", {bracketed(expression(std::move(entry))), number(1), number(0)},
                  told ? (result_.value != 0 ? 1 : 0) : -1)};
  }

  // ---- RFC 9293 3.9.1
  std::vector<CallLine> operator()(const call::Open& c) {
    Arguments arguments{c.local == SocketAddress{} ? any() : socket_text(c.local),
                        c.remote ? socket_text(*c.remote) : any(),
                        word(c.active ? "ACTIVE" : "PASSIVE")};
    const bool existing = c.existing != Handle::kNone;
    if (c.timeout || c.diffserv || existing) {
      arguments.push_back(number(c.timeout ? c.timeout->count() : -1));
    }
    if (c.diffserv || existing) arguments.push_back(number(c.diffserv ? *c.diffserv : -1));
    if (existing) arguments.push_back(name(c.existing));
    return {extended("OPEN", std::move(arguments), handle())};
  }
  std::vector<CallLine> operator()(const call::RfcSend& c) {
    const Expression count = number(static_cast<std::int64_t>(c.data.size()));
    Arguments rest{count};
    if (c.push || c.urgent || c.timeout) {
      rest.push_back(c.push && c.urgent ? either({"PUSH", "URGENT"})
                     : c.push           ? word("PUSH")
                     : c.urgent         ? word("URGENT")
                                        : number(0));
    }
    if (c.timeout) rest.push_back(number(c.timeout->count()));
    const auto with = [&](Expression data) {
      Arguments arguments{name(c.connection), std::move(data)};
      arguments.insert(arguments.end(), rest.begin(), rest.end());
      return extended("SEND", std::move(arguments));
    };
    return {with(any()), with(octets(c.data))};
  }
  std::vector<CallLine> operator()(const call::RfcReceive& c) {
    return {
        extended("RECEIVE", {name(c.connection), any(), number(static_cast<std::int64_t>(c.max))})};
  }
  std::vector<CallLine> operator()(const call::RfcClose& c) {
    return {extended("CLOSE", {name(c.connection)})};
  }
  std::vector<CallLine> operator()(const call::Abort& c) {
    return {extended("ABORT", {name(c.connection)})};
  }
  std::vector<CallLine> operator()(const call::Status& c) {
    Arguments arguments{name(c.connection)};
    if (result_.state) arguments.push_back(quoted(std::string(to_string(*result_.state))));
    return {extended("STATUS", std::move(arguments))};
  }

 private:
  Expression name(Handle handle) { return number(aliases_.of(handle)); }
  std::int64_t handle() {
    return result_.error == CallError::kNone
               ? aliases_.of(Handle{static_cast<std::int32_t>(result_.value)})
               : -1;
  }
  CallLine plain(std::string call, Arguments arguments, std::optional<std::int64_t> value = {}) {
    script::SystemCall made =
        line(std::move(call), std::move(arguments), value.value_or(result_.value));
    if (result_.error != CallError::kNone) {
      made.result.value = -1;
      made.error = script::error_name(result_.error);
    }
    // Only the extension has names for what the RFC answers.
    const bool rfc_error = !made.error.empty() && !script::errno_number(made.error);
    return {std::move(made), rfc_error};
  }
  CallLine extended(std::string call, Arguments arguments, std::optional<std::int64_t> value = {}) {
    CallLine made = plain(std::move(call), std::move(arguments), value);
    made.extension = true;
    return made;
  }

  const CallResult& result_;
  Aliases& aliases_;
};

}  // namespace

std::vector<CallLine> call_lines(const CallSeen& seen, Aliases& aliases) {
  return std::visit(Words{seen, aliases}, seen.call);
}

script::SystemCall make_non_blocking(std::int64_t descriptor) {
  return line("fcntl", {number(descriptor), word("F_SETFL"), either({"O_RDWR", "O_NONBLOCK"})}, 0);
}

script::SystemCall ask_flags(std::int64_t descriptor, bool live, bool non_blocking) {
  script::SystemCall call = line("fcntl", {number(descriptor), word("F_GETFL")}, -1);
  if (live) {
    call.result = {.value = non_blocking ? 0x802 : 0x2, .hex = true};
  } else {
    call.error = "EBADF";
  }
  return call;
}

}  // namespace synspect::drive
