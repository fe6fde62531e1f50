#include "harness/drive/socket_calls.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "harness/history/pattern.h"
#include "harness/script/known_names.h"
#include "harness/script/values.h"

namespace synspect::drive {
namespace {

// Linux values, which is what scripts mean by the names.
constexpr std::int64_t kReadWrite = 2;        // O_RDWR
constexpr std::int64_t kNonBlocking = 04000;  // O_NONBLOCK, SOCK_NONBLOCK
constexpr std::int64_t kSetFlags = 4;         // F_SETFL
constexpr std::int64_t kSendOutOfBand = 0x1, kSendMore = 0x8000, kSendDontWait = 0x40;
constexpr std::int64_t kReceivePeek = 0x2, kSendFastOpen = 0x2000'0000;
constexpr std::int64_t kMostOctets = 64 << 20;  // of one read or write

struct Arity {
  std::string_view name;
  std::size_t least, most;
};
constexpr Arity kArities[] = {
    {"socket", 3, 3},     {"bind", 3, 3},       {"listen", 2, 2}, {"accept", 3, 3},
    {"connect", 3, 3},    {"read", 3, 3},       {"write", 3, 3},  {"recv", 4, 4},
    {"send", 4, 4},       {"shutdown", 2, 2},   {"close", 1, 1},  {"fcntl", 2, 3},
    {"getsockopt", 5, 5}, {"setsockopt", 5, 5}, {"OPEN", 3, 6},   {"SEND", 3, 5},
    {"RECEIVE", 3, 3},    {"CLOSE", 1, 1},      {"ABORT", 1, 1},  {"STATUS", 1, 2},
    {"sendto", 6, 6},     {"recvfrom", 6, 6},   {"readv", 3, 3},  {"writev", 3, 3},
    {"poll", 3, 3},
};

std::optional<std::int64_t> argument(const script::SystemCall& call, std::size_t index) {
  if (index >= call.arguments.size()) return std::nullopt;
  const auto value = script::evaluate(call.arguments[index]);
  return value ? std::optional{*value} : std::nullopt;
}

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

// Of the buffers of readv() and writev(): {..., 100} or {iov_base=..., iov_len=100} each.
std::optional<std::int64_t> octets_in(const script::Expression& buffers, std::int64_t count) {
  const auto* list = std::get_if<script::List>(&buffers.value);
  if (list == nullptr || count != std::ssize(list->items)) return std::nullopt;
  std::int64_t sum = 0;
  for (const script::Expression& item : list->items) {
    const auto* buffer = std::get_if<script::Struct>(&item.value);
    if (buffer == nullptr || buffer->members.size() != 2) return std::nullopt;
    const script::Member& length = buffer->members[1];
    const bool named = length.name.empty() || length.name == "iov_len";
    if (!named || length.value.size() != 1) return std::nullopt;
    const auto value = script::evaluate(length.value.front());
    if (!value || *value < 0 || *value > kMostOctets) return std::nullopt;
    sum += *value;
  }
  return sum;
}

// How many octets a line reads or writes; -1 where it does not say so.
std::int64_t count_of(const script::SystemCall& call) {
  const std::int64_t count = argument(call, 2).value_or(-1);
  const bool vector = call.name == "readv" || call.name == "writev";
  return vector ? octets_in(call.arguments[1], count).value_or(-1) : count;
}

std::string count_wanted(const script::SystemCall& call) {
  const std::string most = std::to_string(kMostOctets);
  if (call.name == "readv" || call.name == "writev") {
    return call.name + "(): expected a list of {..., OCTETS}, " + most +
           " in all at most, and how many buffers these are";
  }
  return call.name + "(): the third argument is the number of octets, 0 to " + most;
}

bool same_error(CallError error, std::string_view name) {
  if (name == "EWOULDBLOCK") name = "EAGAIN";
  return script::error_name(error) == name;
}

}  // namespace

SocketCalls::Answer SocketCalls::finish(const Descriptor& descriptor, const CallResult& result,
                                        std::string_view name) const {
  const bool blocks =
      result.error == CallError::kWouldBlock || result.error == CallError::kInProgress;
  if (blocks && !descriptor.non_blocking) {
    return {.problem =
                std::string(name) +
                "() would block; make the descriptor non-blocking, or move the line to where "
                "it can return"};
  }
  if (result.error == CallError::kNotSupported) {
    return {.problem = std::string(name) + "(): the stack has no such call, or not this form of it",
            .lacking = std::string(name) + "()"};
  }
  return {.value = result.error == CallError::kNone ? result.value : -1,
          .error = result.error,
          .problem = {}};
}

SocketCalls::Answer SocketCalls::bind_alias(std::string_view name, std::int64_t alias,
                                            Descriptor descriptor) {
  if (alias < 0) {
    return {.problem = std::string(name) + "(): expected " + std::to_string(alias) +
                       ", the stack returned a descriptor"};
  }
  const auto used = descriptors_.find(alias);
  if (used != descriptors_.end() && used->second.closed) descriptors_.erase(used);
  if (!descriptors_.emplace(alias, descriptor).second) {
    return {.problem = "descriptor " + std::to_string(alias) + " is already in use"};
  }
  return {.value = alias, .error = {}, .problem = {}};
}

SocketCalls::Answer SocketCalls::socket(const script::SystemCall& call) {
  const CallResult result = session_->call(call::Socket{config_->ip_version});
  if (result.error != CallError::kNone) return finish({}, result, "socket");
  const std::int64_t type = argument(call, 1).value_or(0);
  role_ = Role::kUnbound;
  ++generation_;
  under_test_ = Handle{static_cast<std::int32_t>(result.value)};
  return bind_alias(call.name, call.result.value,
                    {.handle = under_test_,
                     .non_blocking = (type & kNonBlocking) != 0,
                     .under_test = true,
                     .position = 0});
}

SocketCalls::Answer SocketCalls::accept(const script::SystemCall& call, Descriptor& descriptor) {
  const CallResult result = session_->call(call::Accept{descriptor.handle});
  if (result.error != CallError::kNone) return finish(descriptor, result, "accept");
  const Handle child{static_cast<std::int32_t>(result.value)};
  if (descriptor.under_test) under_test_ = child;
  return bind_alias(
      call.name, call.result.value,
      {.handle = child, .non_blocking = false, .under_test = descriptor.under_test, .position = 0});
}

SocketCalls::Answer SocketCalls::connect(const script::SystemCall& call, Descriptor& descriptor) {
  const CallResult result = session_->call(call::Connect{
      descriptor.handle, address(call, 1, {config_->remote_ip, config_->connect_port})});
  if (descriptor.under_test) role_ = Role::kConnecting;
  return finish(descriptor, result, "connect");
}

SocketCalls::Answer SocketCalls::write(const script::SystemCall& call, Descriptor& descriptor) {
  const std::int64_t count = count_of(call);
  if (count < 0 || count > kMostOctets) return {.problem = count_wanted(call)};
  const std::vector<std::byte> data =
      buffer(call, static_cast<std::size_t>(count), descriptor.position);
  const std::int64_t flags = argument(call, 3).value_or(0);
  std::optional<SocketAddress> to;
  if (call.name == "sendto") {
    to = address(call, 4, {config_->remote_ip, config_->connect_port});
    if (descriptor.under_test && role_ == Role::kUnbound) role_ = Role::kConnecting;
  }
  const CallResult result = session_->call(call::Send{.socket = descriptor.handle,
                                                      .data = data,
                                                      .to = to,
                                                      .fast_open = (flags & kSendFastOpen) != 0,
                                                      .urgent = (flags & kSendOutOfBand) != 0,
                                                      .more = (flags & kSendMore) != 0});
  if (result.error == CallError::kNone) {
    descriptor.position += static_cast<std::uint32_t>(result.value);
  }
  Descriptor as_called = descriptor;
  as_called.non_blocking = as_called.non_blocking || (flags & kSendDontWait) != 0;
  if (!as_called.non_blocking && result.error == CallError::kNone && result.value < count) {
    return {.problem = call.name + "() would block: only " + std::to_string(result.value) + " of " +
                       std::to_string(count) + " octets fit the send buffer"};
  }
  return finish(as_called, result, call.name);
}

SocketCalls::Answer SocketCalls::read(const script::SystemCall& call, Descriptor& descriptor) {
  const std::int64_t count = count_of(call);
  if (count < 0 || count > kMostOctets) return {.problem = count_wanted(call)};
  const std::int64_t flags = argument(call, 3).value_or(0);
  const CallResult result = session_->call(call::Receive{.socket = descriptor.handle,
                                                         .max = static_cast<std::size_t>(count),
                                                         .peek = (flags & kReceivePeek) != 0});
  Descriptor as_called = descriptor;
  as_called.non_blocking = as_called.non_blocking || (flags & kSendDontWait) != 0;
  return finish(as_called, result, call.name);
}

SocketCalls::Answer SocketCalls::fcntl(const script::SystemCall& call, Descriptor& descriptor) {
  if (argument(call, 1) == kSetFlags) {
    descriptor.non_blocking = (argument(call, 2).value_or(0) & kNonBlocking) != 0;
    return {};
  }
  return {.value = kReadWrite | (descriptor.non_blocking ? kNonBlocking : 0),
          .error = {},
          .problem = {}};
}

SocketCalls::Answer SocketCalls::shutdown(const script::SystemCall& call, Descriptor& descriptor) {
  constexpr std::array kHows = {call::ShutdownHow::kRead, call::ShutdownHow::kWrite,
                                call::ShutdownHow::kBoth};
  const std::int64_t how = argument(call, 1).value_or(-1);
  if (how < 0 || how > 2) {
    return {.problem = "shutdown(): the second argument is SHUT_RD, SHUT_WR or SHUT_RDWR"};
  }
  return finish(
      descriptor,
      session_->call(call::Shutdown{descriptor.handle, kHows[static_cast<std::size_t>(how)]}),
      "shutdown");
}

SocketCalls::Answer SocketCalls::close(std::int64_t number, Descriptor& descriptor) {
  const Descriptor closing = descriptor;
  const CallResult result = session_->call(call::Close{closing.handle});
  if (closing.handle == under_test_) under_test_ = Handle::kNone;
  if (config_->extension) {
    descriptor.closed = true;
  } else {
    descriptors_.erase(number);
  }
  return finish(closing, result, "close");
}

SocketCalls::Answer SocketCalls::make(const script::SystemCall& call) {
  if (call.name == "socket") return socket(call);
  if (call.name == "poll") return poll(call);
  if (script::is_rfc_call_name(call.name)) return rfc(call);

  const std::optional<std::int64_t> number = argument(call, 0);
  const auto found = number ? descriptors_.find(*number) : descriptors_.end();
  const bool known = found != descriptors_.end();
  if (!known && (!config_->extension || call.name == "fcntl")) {
    // A closed or unknown descriptor: what every kernel answers, without asking the stack.
    return {.value = -1, .error = CallError::kBadDescriptor, .problem = {}};
  }
  Descriptor nobody{.non_blocking = true};
  Descriptor& descriptor = known ? found->second : nobody;
  if (call.name == "fcntl" && descriptor.closed) {
    return {.value = -1, .error = CallError::kBadDescriptor, .problem = {}};
  }
  if (call.name == "bind") {
    return finish(
        descriptor,
        session_->call(call::Bind{descriptor.handle,
                                  address(call, 1, {config_->local_ip, config_->bind_port})}),
        "bind");
  }
  if (call.name == "listen") {
    const std::int64_t backlog = std::clamp<std::int64_t>(argument(call, 1).value_or(0), 0, 65535);
    const CallResult result =
        session_->call(call::Listen{descriptor.handle, static_cast<std::int32_t>(backlog)});
    if (descriptor.under_test && result.error == CallError::kNone) role_ = Role::kListening;
    return finish(descriptor, result, "listen");
  }
  if (call.name == "accept") return accept(call, descriptor);
  if (call.name == "connect") return connect(call, descriptor);
  if (is_one_of(call.name, {"write", "send", "sendto", "writev"})) return write(call, descriptor);
  if (is_one_of(call.name, {"read", "recv", "recvfrom", "readv"})) return read(call, descriptor);
  if (call.name == "fcntl") return fcntl(call, descriptor);
  if (call.name == "getsockopt" || call.name == "setsockopt") return option(call, descriptor);
  if (call.name == "shutdown") return shutdown(call, descriptor);
  if (call.name == "close") return close(number.value_or(-1), descriptor);
  return {.problem = "system call " + call.name + " is not supported"};
}

std::optional<std::string> SocketCalls::run(const script::SystemCall& call) {
  const auto arity = std::ranges::find(kArities, call.name, &Arity::name);
  if (arity != std::end(kArities) &&
      (call.arguments.size() < arity->least || call.arguments.size() > arity->most)) {
    return call.name + "() takes " + std::to_string(arity->most) + " arguments, not " +
           std::to_string(call.arguments.size());
  }
  const Answer answer = make(call);
  lacking_ = answer.lacking;
  if (!answer.problem.empty()) return answer.problem;
  const std::int64_t want = call.result.value;
  const std::string got_error =
      answer.error == CallError::kNone ? "" : script::error_name(answer.error);
  if (answer.value != want) {
    return call.name + "(): expected " + std::to_string(want) + ", the stack returned " +
           std::to_string(answer.value) + (got_error.empty() ? "" : " " + got_error);
  }
  if (!call.error.empty() && !same_error(answer.error, call.error)) {
    return call.name + "(): expected errno " + call.error + ", the stack gave " +
           (got_error.empty() ? "none" : got_error);
  }
  return std::nullopt;
}

}  // namespace synspect::drive
