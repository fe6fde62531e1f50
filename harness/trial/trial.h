// One input of a fuzz target, run and looked at: what the target itself, the shrinker, the campaign
// and the tests of kept inputs have in common.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/drive/scenario_run.h"
#include "harness/history/history.h"
#include "harness/judge/finding.h"
#include "harness/judge/judge.h"
#include "harness/scenario/scenario.h"
#include "harness/stack_under_test/stack_under_test.h"

namespace synspect::trial {

using MakeStack = std::function<std::unique_ptr<StackUnderTest>()>;

struct Objection {
  std::string identity;  // what was broken, in which state, by which event; no numbers in it
  std::string family;    // what was broken: a campaign keeps a folder for each
  std::string says;      // one line for people
};

// A run as it was seen.
struct Kept {
  std::unique_ptr<History> history;
  std::vector<judge::Finding> findings;
  std::string broken;  // why the run ended early; empty: it did not
};

// Told of each observation of a run, after whoever judges it; the judge is null where nobody does.
using Listener = std::function<void(const Observation& seen, const judge::Judge* judge)>;

// Made once, run many times; its memory is used again. Runs depend on the scenario alone.
class Trial {
 public:
  Trial() = default;
  Trial(const Trial&) = delete;
  Trial& operator=(const Trial&) = delete;
  virtual ~Trial() = default;

  [[nodiscard]] virtual scenario::Shape shape() const = 0;
  // Whether there is anything to object to.
  [[nodiscard]] virtual bool objects(const scenario::Scenario& scenario) = 0;
  [[nodiscard]] bool objects(std::span<const std::uint8_t> octets);
  // To the last run; every identity once.
  [[nodiscard]] virtual std::vector<Objection> objections() const = 0;
  // The same run again, kept.
  [[nodiscard]] virtual Kept keep(const scenario::Scenario& scenario) = 0;
  // Of all runs. Null: this trial counts none.
  [[nodiscard]] virtual drive::StateCoverage* coverage() { return nullptr; }
  // Of all runs from now on but those of keep().
  virtual void listen(Listener listener) = 0;

  // The scenario, the objections, the last observations before them: for a terminal.
  [[nodiscard]] std::string explain(const scenario::Scenario& scenario);

 private:
  scenario::Scenario scenario_;
};

// What a campaign keeps one folder for: a clause and a kind. Of a death what the stack said of it,
// without numbers: two assertions are two faults, in whatever state they strike.
[[nodiscard]] std::string family_of(std::string_view clause, std::string_view kind,
                                    std::string_view observed);

// "broken-interface: ..." for what a runner says of a run that ended early.
[[nodiscard]] Objection broken_run(const std::string& why);

}  // namespace synspect::trial
