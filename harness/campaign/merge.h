// Makes a corpus smaller: the fewest inputs that together cover what all of them cover. The engine
// copies them into a new folder, which then takes the place of the old one in a single step.
//
// Beside the folder TARGET stand .TARGET.seen (second names of its inputs), .TARGET.merging (not
// complete), .TARGET.merged (what was exchanged or is about to be) and .TARGET.lock. Whoever is
// killed at any point loses no input: see recover().
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "harness/campaign/engine_process.h"
#include "harness/campaign/engine_worker.h"
#include "harness/campaign/folder_lock.h"

namespace synspect::campaign {

struct MergePlan {
  std::filesystem::path program;
  std::vector<std::string> flags;
  std::vector<std::pair<std::string, std::string>> environment;
  std::filesystem::path corpus;
  std::filesystem::path home;  // for log, box/, and the engine's own temporary files
};

struct Merged {
  std::uint64_t before{}, after{};
};

class Merge {
 public:
  // Nothing: somebody else is merging there.
  [[nodiscard]] static std::expected<std::optional<Merge>, std::string> start(MergePlan plan);

  [[nodiscard]] int words() const { return process_.words(); }  // to poll
  // Goes on without waiting. Nothing: it is not done yet. With an error the corpus is as it was.
  [[nodiscard]] std::optional<std::expected<Merged, std::string>> tend();

 private:
  Merge(MergePlan plan, FolderLock lock, EngineProcess process, std::vector<std::string> names);
  [[nodiscard]] std::expected<Merged, std::string> finish(const EngineProcess::Exit& exit);

  MergePlan plan_;
  FolderLock lock_;
  EngineProcess process_;
  std::vector<std::string> names_;  // that were there when it began
  EngineLog log_;
};

// Puts right what one that was killed has left. Does nothing while somebody merges.
void recover(const std::filesystem::path& corpus);

// `corpus` becomes what `made` holds, and what came into it after `names` were listed is carried
// over. `made` is gone then.
[[nodiscard]] std::expected<void, std::string> exchange_corpus(const std::filesystem::path& corpus,
                                                               const std::filesystem::path& made,
                                                               const std::set<std::string>& names);

}  // namespace synspect::campaign
