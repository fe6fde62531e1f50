#include "harness/drive/lower_playback.h"

#include <algorithm>
#include <variant>

namespace synspect::drive {
namespace {

// Against another call of the same kind.
struct Same {
  const UserCall& other;
  bool octets;

  template <class Call>
  [[nodiscard]] const Call& as(const Call&) const {
    return std::get<Call>(other);
  }
  [[nodiscard]] bool same_text(std::span<const std::byte> a, std::span<const std::byte> b) const {
    return octets ? std::ranges::equal(a, b) : a.size() == b.size();
  }
  bool operator()(const call::Socket& c) const { return c.version == as(c).version; }
  bool operator()(const call::Bind& c) const {
    return c.socket == as(c).socket && c.address == as(c).address;
  }
  bool operator()(const call::Listen& c) const {
    return c.socket == as(c).socket && c.backlog == as(c).backlog;
  }
  bool operator()(const call::Accept& c) const { return c.socket == as(c).socket; }
  bool operator()(const call::Connect& c) const {
    return c.socket == as(c).socket && c.remote == as(c).remote;
  }
  bool operator()(const call::Send& c) const {
    const call::Send& o = as(c);
    return c.socket == o.socket && same_text(c.data, o.data) && c.to == o.to &&
           c.fast_open == o.fast_open && c.urgent == o.urgent && c.more == o.more;
  }
  bool operator()(const call::Receive& c) const {
    return c.socket == as(c).socket && c.max == as(c).max && c.peek == as(c).peek;
  }
  bool operator()(const call::Shutdown& c) const {
    return c.socket == as(c).socket && c.how == as(c).how;
  }
  bool operator()(const call::Close& c) const { return c.socket == as(c).socket; }
  bool operator()(const call::SetOption& c) const {
    return c.socket == as(c).socket && c.option == as(c).option && c.value == as(c).value;
  }
  bool operator()(const call::GetOption& c) const {
    return c.socket == as(c).socket && c.option == as(c).option;
  }
  bool operator()(const call::Name& c) const { return c.socket == as(c).socket; }
  bool operator()(const call::Open& c) const {
    const call::Open& o = as(c);
    return c.local == o.local && c.remote == o.remote && c.active == o.active &&
           c.timeout == o.timeout && c.diffserv == o.diffserv && c.existing == o.existing;
  }
  bool operator()(const call::RfcSend& c) const {
    const call::RfcSend& o = as(c);
    return c.connection == o.connection && same_text(c.data, o.data) && c.push == o.push &&
           c.urgent == o.urgent && c.timeout == o.timeout;
  }
  bool operator()(const call::RfcReceive& c) const {
    return c.connection == as(c).connection && c.max == as(c).max;
  }
  bool operator()(const call::RfcClose& c) const { return c.connection == as(c).connection; }
  bool operator()(const call::Abort& c) const { return c.connection == as(c).connection; }
  bool operator()(const call::Status& c) const { return c.connection == as(c).connection; }
  bool operator()(const call::Poll& c) const {
    return c.socket == as(c).socket && c.events == as(c).events;
  }
};

struct OnHandle {
  Handle handle;

  template <class Call>
  void operator()(Call& c) const {
    if constexpr (requires { c.socket; }) {
      c.socket = handle;
    } else if constexpr (requires { c.connection; }) {
      c.connection = handle;
    }
  }
};

}  // namespace

UserCall on_handle(UserCall call, Handle handle) {
  std::visit(OnHandle{handle}, call);
  return call;
}

bool same_call(const UserCall& a, const UserCall& b, bool octets) {
  return a.index() == b.index() && std::visit(Same{b, octets}, a);
}

}  // namespace synspect::drive
