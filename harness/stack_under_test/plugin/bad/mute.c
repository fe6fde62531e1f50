/* Says itself that it does not speak our version. */
#include "base.h"

const synspect_stack_v1* synspect_stack(uint32_t abi_version) {
  static const synspect_stack_v1 table = BASE_TABLE;
  return abi_version == 99 ? &table : NULL;
}
