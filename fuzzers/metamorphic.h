// Runs that must come out alike: what the RFCs say has no influence is changed, and the outcomes
// are compared.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "fuzzers/chosen_stack.h"
#include "harness/drive/scenario_run.h"
#include "harness/history/history.h"
#include "harness/scenario/scenario.h"

namespace synspect {

enum class Relation : std::uint8_t {
  kTranslation,  // both streams begin elsewhere on the circle of sequence numbers (9293-3.4)
  kPadding,      // NOPs ahead of the options of the peer (MUST-5)
  kDuplicates,   // a segment of the peer arrives twice (9293-3.10.7.4-1)
};
inline constexpr Relation kRelations[] = {Relation::kTranslation, Relation::kPadding,
                                          Relation::kDuplicates};
[[nodiscard]] std::string_view to_string(Relation relation);

class Metamorphic {
 public:
  explicit Metamorphic(const MakeStack& make);
  // Empty: both runs came out alike. Else what differs first.
  [[nodiscard]] std::string compare(const scenario::Scenario& scenario, Relation relation);

 private:
  std::unique_ptr<StackUnderTest> stack_;
  History plain_, twisted_;
  drive::ScenarioRunner plain_run_, twisted_run_;
};

}  // namespace synspect
