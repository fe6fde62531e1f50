/* Claims IPv6, SACK and numbers that can be forced, and has none of them: it answers nothing. */
#include "base.h"

static void describe(const synspect_instance* s, synspect_description* out) {
  base_describe(s, out);
  out->controls |= SYNSPECT_CAN_IPV6 | SYNSPECT_CAN_FORCED_ISN | SYNSPECT_CAN_DETERMINISTIC;
  out->features_known |= SYNSPECT_HAS_SACK;
  out->features |= SYNSPECT_HAS_SACK;
}

const synspect_stack_v1* synspect_stack(uint32_t abi_version) {
  (void)abi_version;
  static synspect_stack_v1 table = BASE_TABLE;
  table.describe = describe;
  return &table;
}
