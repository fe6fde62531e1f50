// A plug-in within the test program: obedient, until a test changes a function of its table.
#pragma once

#include <cstdint>

#include "harness/stack_under_test/plugin/synspect_stack.h"

struct synspect_instance {
  std::int64_t now_us{};
  std::uint32_t waiting{};  // datagrams of three octets
};

namespace synspect::plugin::test {

inline void describe(const synspect_instance*, synspect_description* out) {
  out->name = "test";
  out->controls = SYNSPECT_CAN_VIRTUAL_TIME | SYNSPECT_CAN_SOCKET_CALLS | SYNSPECT_CAN_INFO |
                  SYNSPECT_CAN_EVENTS | SYNSPECT_CAN_IPV4;
}

// Every datagram that arrives is answered by one of three octets.
inline synspect_stack_v1 obedient() {
  synspect_stack_v1 table{};
  table.size = sizeof table;
  table.abi = SYNSPECT_STACK_ABI;
  table.describe = describe;
  table.create = [] { return new synspect_instance; };
  table.destroy = [](synspect_instance* s) { delete s; };
  table.reset = [](synspect_instance* s, const synspect_config*) {
    *s = {};
    return 0;
  };
  table.next_deadline = [](const synspect_instance*) { return std::int64_t{-1}; };
  table.advance_to = [](synspect_instance* s, std::int64_t limit) { return s->now_us = limit; };
  table.inject = [](synspect_instance* s, const std::uint8_t*, std::size_t) { ++s->waiting; };
  table.poll_output = [](synspect_instance* s, synspect_output* out) {
    if (s->waiting == 0) return 0;
    --s->waiting;
    out->length = 3;
    return 1;
  };
  table.call = [](synspect_instance*, const synspect_call* asked, synspect_result* out) {
    if (asked->kind != SYNSPECT_CALL_SOCKET) return;
    out->error = SYNSPECT_OK;
    out->value = 3;
  };
  table.info = [](const synspect_instance*, std::int32_t handle, synspect_info* out) {
    if (handle != 3) return 0;
    out->known = SYNSPECT_INFO_STATE;
    out->state = SYNSPECT_LISTEN;
    return 1;
  };
  table.state = [](const synspect_instance*, const synspect_address*, const synspect_address*) {
    return std::int32_t{SYNSPECT_LISTEN};
  };
  return table;
}

}  // namespace synspect::plugin::test
