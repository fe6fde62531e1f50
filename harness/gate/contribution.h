// What each trace adds to the corpus: a clause in a state that no earlier one exercises, or a
// planted fault that no other one catches. One that adds neither can go. A clause counts as
// exercised by the judge's tallies, or, without a rule, by the header of the trace.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "harness/gate/result.h"
#include "harness/judge/finding.h"

namespace synspect::gate {

struct Exercised {
  judge::ClauseId clause;
  std::string state;  // as the RFC spells it; "-" where no single state was certain
  friend bool operator==(const Exercised&, const Exercised&) = default;
};

struct FaultRun {  // the same items, in the same order, on a stack with one planted fault
  std::string name;
  std::vector<Result> results;
};

struct Contribution {
  std::string path;
  std::vector<Exercised> first;    // not exercised by any earlier item
  std::vector<std::string> alone;  // planted faults that only this item catches
  [[nodiscard]] bool nothing() const { return first.empty() && alone.empty(); }
};

// A fault is caught by an item that does not pass on it or that the judge objects to.
[[nodiscard]] bool catches(const Result& result);

[[nodiscard]] std::vector<Contribution> contributions(std::span<const Result> on_reference,
                                                      std::span<const FaultRun> on_faults);

}  // namespace synspect::gate
