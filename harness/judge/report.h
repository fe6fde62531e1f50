// Where rules put their verdicts: tallies, and findings once per connection and event class.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "harness/judge/cause.h"
#include "harness/judge/finding.h"
#include "harness/judge/judge.h"
#include "harness/judge/rule.h"
#include "harness/judge/state_set.h"

namespace synspect::judge {

struct Accused {  // who and where, for a finding
  EndpointId endpoint{};
  const FourTuple* connection{};  // null: none
  std::uint64_t incarnation{};    // tells apart connections that share a four-tuple
  StateSet states{};
  Cause cause{};
};

struct Words {  // sentences with numbers, made only when a rule is broken
  std::string expected;
  std::string observed;
  std::vector<FieldDifference> differences{};
};

class Report {
 public:
  void begin();
  void place(Time at, std::uint64_t position, std::uint32_t script_line) {
    at_ = at;
    position_ = position;
    script_line_ = script_line;
  }
  void upheld(Rule rule, StateSet states = {}) {
    Count& count = counts_[static_cast<std::size_t>(rule)];
    ++count.upheld;
    if (states.certain()) count.states.add(states);
  }
  void broken(Rule rule, const Accused& accused, Words words);
  void failed(Finding finding);  // crash and hang: no clause

  [[nodiscard]] const std::vector<Finding>& findings() const { return findings_; }
  [[nodiscard]] std::span<const ClauseTally> tallies() const;
  [[nodiscard]] Time now() const { return at_; }
  [[nodiscard]] std::uint64_t position() const { return position_; }
  [[nodiscard]] std::uint32_t script_line() const { return script_line_; }

 private:
  struct Count {
    std::uint32_t upheld{}, broken{};
    StateSet states;  // in which it was upheld, where that was certain
  };
  static constexpr std::size_t kMostFindings = 1000;
  std::array<Count, kRuleCount> counts_{};
  std::vector<Finding> findings_;
  std::vector<std::uint64_t> owners_;  // incarnation of each finding
  mutable std::vector<ClauseTally> tallies_;
  Time at_{};
  std::uint64_t position_{};
  std::uint32_t script_line_{};
};

}  // namespace synspect::judge
