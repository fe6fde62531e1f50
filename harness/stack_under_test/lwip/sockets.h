// Non-blocking sockets over lwIP's raw API, with all their state in static memory.
//
//   socket             raw API                  otherwise
//   ----------------   ----------------------   ------------------------------------------------
//   socket             -                        the pcb is made when it is first needed
//   bind, listen       tcp_bind, tcp_listen     lwIP's backlog, held until accept
//   connect            tcp_connect              EINPROGRESS; the outcome in SO_ERROR
//   send               tcp_write, tcp_output    as much as lwIP takes
//   recv               tcp_recved               opens the window as octets are read
//   shutdown, close    tcp_shutdown, tcp_close  lwIP resets where octets are unread (SHLD-3)
//   abort              tcp_abort
#pragma once

#include <optional>

#include "harness/history/observation.h"
#include "harness/history/user_call.h"

namespace synspect::lwip {

[[nodiscard]] CallResult perform(const UserCall& call);
[[nodiscard]] std::optional<StackInfo> info_of(Handle handle);
// lwIP frees a pcb at the end of TIME-WAIT without a word; to be called after each operation.
void forget_the_gone();

}  // namespace synspect::lwip
