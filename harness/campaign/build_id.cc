#include "harness/campaign/build_id.h"

namespace synspect::campaign {

std::uint64_t build_id() {
  return
#include <build_id.inc>
      ;
}

}  // namespace synspect::campaign
