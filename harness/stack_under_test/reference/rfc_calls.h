// The calls of RFC 9293 3.9.1, one to one. A local connection name is a handle; what stays of a
// connection that is gone is told to the first call that waits for something.
#pragma once

#include <map>

#include "harness/history/user_call.h"
#include "harness/stack_under_test/reference/layer.h"

namespace synspect::reference {

class RfcCalls {
 public:
  [[nodiscard]] CallResult open(const call::Open& c, Below& below);
  [[nodiscard]] CallResult send(const call::RfcSend& c, Below& below);
  [[nodiscard]] CallResult receive(const call::RfcReceive& c, Below& below);
  [[nodiscard]] CallResult close(const call::RfcClose& c, Below& below);
  [[nodiscard]] CallResult abort(Handle name, Below& below);
  [[nodiscard]] CallResult status(const call::Status& c, const Below& below) const;

  // The host tells something of a connection; true when it is one of ours.
  bool notice(const tcp::HostNotice& notice, Below& below);

  [[nodiscard]] const tcp::Tcb* tcb(Handle name, const tcp::Host& host) const;
  [[nodiscard]] const std::map<Handle, tcp::ConnectionId>& entries() const { return entries_; }
  friend bool operator==(const RfcCalls&, const RfcCalls&) = default;

 private:
  [[nodiscard]] tcp::ConnectionId id_of(Handle name) const;  // kNone: no such name

  std::map<Handle, tcp::ConnectionId> entries_;
};

}  // namespace synspect::reference
