/* After a reset it is another stack than before. */
#include "base.h"

static void describe(const synspect_instance* s, synspect_description* out) {
  base_describe(s, out);
  if (s != NULL) out->controls |= SYNSPECT_CAN_IPV6;
}

const synspect_stack_v1* synspect_stack(uint32_t abi_version) {
  (void)abi_version;
  static synspect_stack_v1 table = BASE_TABLE;
  table.describe = describe;
  return &table;
}
