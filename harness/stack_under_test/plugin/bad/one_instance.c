/* There is only one of it: a stack that lives in global variables. */
#include "base.h"

static synspect_instance only;
static int taken;

static synspect_instance* create(void) { return taken++ == 0 ? &only : NULL; }
static void destroy(synspect_instance* s) {
  (void)s;
  taken = 0;
}

const synspect_stack_v1* synspect_stack(uint32_t abi_version) {
  (void)abi_version;
  static synspect_stack_v1 table = BASE_TABLE;
  table.create = create;
  table.destroy = destroy;
  return &table;
}
