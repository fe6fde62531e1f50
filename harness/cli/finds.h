// The findings of a campaign: fetched from its workers' boxes and artifacts, each family kept once,
// the repeats counted. What an earlier campaign in the same folder has kept is there from the
// start.
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "harness/campaign/engine_worker.h"
#include "harness/cli/errand.h"
#include "harness/cli/look_at_input.h"

namespace synspect::cli {

// A family: what was broken. States and events in which it was seen differ.
struct Find {
  std::string identity;  // the one that was kept, or that the baseline knows
  std::string family, says, target;
  std::filesystem::path folder;  // empty: none was made, the baseline knows it
  std::set<std::uint64_t> keys;  // as workers call its identities
  std::uint64_t deaths{};        // of engines: nothing counts them in a page
  std::uint64_t repeats{1};
  bool known{};  // to the baseline
};

struct FindsPlan {
  std::string stack, other_stack;
  std::filesystem::path output;
  worker::Limits limits;
  Reasons reasons;
};

class Finds {
 public:
  Finds(FindsPlan plan, const Surroundings& around);

  // What lies at a worker and was not seen yet.
  void look(const campaign::WorkerPlan& worker);
  // Goes on with the work, without waiting.
  void tend();
  [[nodiscard]] bool idle() const { return !errand_ && queue_.empty(); }
  [[nodiscard]] std::size_t waiting() const { return queue_.size() + (errand_ ? 1 : 0); }
  // To poll; -1: nothing is under way.
  [[nodiscard]] int answer() const { return errand_ ? errand_->answer() : -1; }

  // Repeats as the pages have them; writes the new counts into the folders.
  void count(const std::map<std::uint64_t, std::uint64_t>& repeats);

  [[nodiscard]] const std::vector<Find>& all() const { return all_; }
  [[nodiscard]] const Reasons& reasons() const { return plan_.reasons; }
  // Those that came since it was asked last.
  [[nodiscard]] std::vector<Find> fresh();
  // Lines about inputs that could not be kept; they stay where they are, for the next start.
  [[nodiscard]] std::vector<std::string> troubles();
  [[nodiscard]] bool any_new() const;  // to the baseline

 private:
  void load();
  void take(const LookedAt& one);
  Find* find(const LookedAt& one);
  [[nodiscard]] KeptGroups kept_groups() const;
  // Whether the baseline has an identity of this key, which then is counted.
  bool is_known(std::uint64_t key, const std::string& target);

  FindsPlan plan_;
  const Surroundings& around_;
  std::vector<Find> all_;
  std::set<std::uint64_t> keys_;                     // of all of them
  std::map<std::uint64_t, std::string> known_keys_;  // of the baseline's identities
  std::set<std::filesystem::path> seen_;             // queued, or looked at
  std::deque<InputOrigin> queue_;
  std::unique_ptr<Errand> errand_;
  std::size_t told_{0};
  std::vector<std::string> troubles_;
  std::map<std::filesystem::path, std::uint64_t> written_;  // repeats in finding.json
};

}  // namespace synspect::cli
