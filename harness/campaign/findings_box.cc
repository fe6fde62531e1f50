#include "harness/campaign/findings_box.h"

#include <fmt/format.h>
#include <xxhash.h>

#include "harness/campaign/whole_file.h"

namespace synspect::campaign {

std::uint64_t key_of(std::string_view identity) {
  const std::uint64_t key = XXH3_64bits(identity.data(), identity.size());
  return key == 0 ? 1 : key;
}

std::expected<bool, std::string> put_finding(const std::filesystem::path& folder,
                                             std::string_view identity,
                                             std::span<const std::uint8_t> input) {
  const std::string name = fmt::format("{:016x}.input", key_of(identity));
  return put_new_file(folder / name, input, Outlives::kMachine);
}

}  // namespace synspect::campaign
