/* Does not promise virtual time. */
#include "base.h"

static void describe(const synspect_instance* s, synspect_description* out) {
  base_describe(s, out);
  out->controls &= ~SYNSPECT_CAN_VIRTUAL_TIME;
}

const synspect_stack_v1* synspect_stack(uint32_t abi_version) {
  (void)abi_version;
  static synspect_stack_v1 table = BASE_TABLE;
  table.describe = describe;
  return &table;
}
