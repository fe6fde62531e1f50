// What a campaign needs of the machine before it begins: programs, environment, flags, seeds.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "harness/campaign/engine_probe.h"
#include "harness/campaign/folder_lock.h"
#include "harness/cli/fuzz_options.h"

namespace synspect::cli {

using Environment = std::vector<std::pair<std::string, std::string>>;

// SYNSPECT_STACK and what sanitizers need to end a process in a way that is told from a usage
// error. UsageErrors about stacks.
[[nodiscard]] Environment environment_of(const FuzzOptions& options, const Surroundings& around);

// EnvironmentError where it was not built.
[[nodiscard]] std::filesystem::path program_of(const std::string& target, bool sanitizers,
                                               const Surroundings& around);

// Those that stay the same at every start; checks what the user gave behind `--`.
[[nodiscard]] std::vector<std::string> flags_of(const std::string& target,
                                                const campaign::Engine& engine,
                                                const FuzzOptions& options,
                                                const Surroundings& around);

// FOLDER/.lock. UsageError when another campaign works there.
[[nodiscard]] campaign::FolderLock lock_folder(const std::filesystem::path& folder);

// Folders of findings that somebody who was killed has left half made; who holds the lock may.
void drop_half_made(const std::filesystem::path& findings);

// Puts the traces of the corpus, as scenarios, into a target's corpus if that is empty. How many.
std::size_t give_seeds(const std::string& target, const std::filesystem::path& corpus,
                       const Surroundings& around);

}  // namespace synspect::cli
