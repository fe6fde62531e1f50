// The one symbol that a planted fault exports; `--stack fault:NAME` calls it.
#include "harness/stack_under_test/reference/reference_stack.h"

extern "C" [[gnu::visibility("default")]] synspect::StackUnderTest* synspect_make_stack() {
  return synspect::make_reference_stack().release();
}
