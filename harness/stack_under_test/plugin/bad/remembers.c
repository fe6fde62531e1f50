/* Claims to be deterministic, but a reset does not throw everything away: handles go on counting.
 */
#include "base.h"

static int64_t next_handle = 3;

static void describe(const synspect_instance* s, synspect_description* out) {
  base_describe(s, out);
  out->controls |= SYNSPECT_CAN_DETERMINISTIC;
}
static void call(synspect_instance* s, const synspect_call* asked, synspect_result* out) {
  base_call(s, asked, out);
  if (out->error == SYNSPECT_OK) out->value = next_handle++;
}

const synspect_stack_v1* synspect_stack(uint32_t abi_version) {
  (void)abi_version;
  static synspect_stack_v1 table = BASE_TABLE;
  table.describe = describe;
  table.call = call;
  return &table;
}
