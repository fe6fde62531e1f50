// What a worker of a campaign has put aside becomes findings, each in its folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/cli/known_findings.h"
#include "harness/cli/session.h"
#include "harness/worker/process.h"

namespace synspect::cli {

// Where the baseline knows a part of a family, the rest is kept by state: clause, kind and state of
// what was kept so far.
struct KeptAs {
  std::string identity;
  std::filesystem::path folder;
};
using KeptGroups = std::map<std::string, KeptAs>;
[[nodiscard]] std::string group_of(const std::string& identity);

struct InputOrigin {
  std::string target, stack, other_stack;
  std::filesystem::path file;
  std::optional<std::uint64_t> key;  // of the finding, where the worker has named it; else it died
  // How the target itself is started on a file.
  std::filesystem::path program;
  std::vector<std::string> flags;
  std::vector<std::pair<std::string, std::string>> environment;
};

struct LookedAt {
  std::string identity, family, says, target;
  std::filesystem::path folder;  // of the family; empty: the baseline knows it, so none was made
  std::uint64_t key{};           // what the worker calls it
  std::string error;             // why it could not be kept; empty: it was
};

// Runs it again, under the judge; what shows nothing there is given to the target itself; what
// shows nothing at all is kept as it is. Runs strangers' code in processes of their own.
[[nodiscard]] std::vector<LookedAt> look_at_input(const InputOrigin& origin,
                                                  const std::filesystem::path& output,
                                                  const Reasons& known, const KeptGroups& kept,
                                                  const Surroundings& around,
                                                  const worker::Limits& limits);

[[nodiscard]] std::string encode(const std::vector<LookedAt>& all);
[[nodiscard]] std::optional<std::vector<LookedAt>> decode_looked_at(const std::string& text);

}  // namespace synspect::cli
