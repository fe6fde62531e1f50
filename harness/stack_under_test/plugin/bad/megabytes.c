/* Once a datagram has arrived it sends nothing but the longest of datagrams, without end. */
#include "base.h"

static int32_t poll_output(synspect_instance* s, synspect_output* out) {
  if (s->woken == 0) return 0;
  out->length = SYNSPECT_MOST_OCTETS;
  return 1;
}

const synspect_stack_v1* synspect_stack(uint32_t abi_version) {
  (void)abi_version;
  static synspect_stack_v1 table = BASE_TABLE;
  table.poll_output = poll_output;
  return &table;
}
