/* Promises virtual time, but once a datagram has arrived its clock stands still. */
#include "base.h"

static int64_t advance_to(synspect_instance* s, int64_t limit_us) {
  return s->woken != 0 ? s->now_us : base_advance_to(s, limit_us);
}

const synspect_stack_v1* synspect_stack(uint32_t abi_version) {
  (void)abi_version;
  static synspect_stack_v1 table = BASE_TABLE;
  table.advance_to = advance_to;
  return &table;
}
