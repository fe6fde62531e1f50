/* Once a datagram has arrived its calls fail with a number of errno.h. */
#include "base.h"

static void call(synspect_instance* s, const synspect_call* asked, synspect_result* out) {
  base_call(s, asked, out);
  if (s->woken != 0) out->error = 111;
}

const synspect_stack_v1* synspect_stack(uint32_t abi_version) {
  (void)abi_version;
  static synspect_stack_v1 table = BASE_TABLE;
  table.call = call;
  return &table;
}
