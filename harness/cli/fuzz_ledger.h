// The figures of a campaign: what its workers tell, added up, and the statistics on the disk.
#pragma once

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/campaign/crew.h"
#include "harness/campaign/reading.h"
#include "harness/campaign/stats.h"
#include "harness/cli/finds.h"
#include "harness/cli/fuzz_options.h"
#include "harness/cli/fuzz_target.h"

namespace synspect::cli {

class FuzzLedger {
 public:
  using Clock = campaign::Clock;

  // `output`: of the campaign, with what an earlier one left there.
  FuzzLedger(const FuzzOptions& options, std::filesystem::path output, campaign::Earlier earlier,
             std::ostream& err);

  // Before the first execution.
  void begin(Clock::time_point now, std::vector<FuzzTarget>& targets);
  // Reads every page; at the most once a second, as long as it is not `at_once`.
  bool measure(Clock::time_point now, std::vector<FuzzTarget>& targets, bool at_once = false);
  // How often each finding was seen, by the last measurement (findings_box.h: key_of(identity)).
  [[nodiscard]] const std::map<std::uint64_t, std::uint64_t>& repeats() const { return repeats_; }

  void found(Clock::time_point now) { last_finding_ = now; }
  [[nodiscard]] campaign::Stats stats(Clock::time_point now, const std::string& state,
                                      const std::vector<FuzzTarget>& targets,
                                      const campaign::Crew& crew, const Finds& finds) const;
  // Files, every few seconds while the campaign is "running". What cannot be written is said once.
  void write(Clock::time_point now, const campaign::Stats& stats);
  [[nodiscard]] bool due(Clock::time_point now) const;

  [[nodiscard]] const campaign::Earlier& earlier() const { return earlier_; }
  [[nodiscard]] Clock::duration passed(Clock::time_point now) const { return now - began_; }

 private:
  void read_pages();
  void measure(FuzzTarget& target, Clock::time_point now, bool corpus_too);

  const FuzzOptions& options_;
  std::filesystem::path output_;
  campaign::Earlier earlier_;
  std::ostream& err_;
  Clock::time_point began_{}, measured_{}, corpora_measured_{}, wrote_{}, counted_{};
  std::optional<Clock::time_point> last_finding_;
  std::map<std::uint64_t, std::uint64_t> repeats_;
  std::map<std::string, campaign::Reading> read_;                      // by target
  bool cannot_write_{false}, damaged_told_{false}, full_told_{false};  // said once
};

}  // namespace synspect::cli
