#include "harness/campaign/seed.h"

#include <fmt/format.h>

#include "harness/campaign/findings_box.h"

namespace synspect::campaign {

std::uint32_t derived_seed(std::uint64_t seed, std::string_view target, std::uint32_t worker,
                           std::uint64_t start) {
  const std::uint64_t mixed = key_of(fmt::format("{} {} {} {}", seed, target, worker, start));
  const auto low = static_cast<std::uint32_t>(mixed & 0x7fff'ffffU);
  return low == 0 ? 1 : low;
}

}  // namespace synspect::campaign
