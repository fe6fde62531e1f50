// Looks for a finding in one stack, by scenarios of one shape: the loop of the standalone runner
// without the trap. Same seed, same number of executions, on every machine.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "fuzzers/input_loop.h"
#include "harness/scenario/scenario.h"
#include "harness/trial/judged_trial.h"

namespace synspect {

struct Caught {
  std::string by;              // the clause and its kind; or that the run broke off
  std::uint64_t executions{};  // this one included
  std::string words;           // scenario, objections, last observations
};

struct SearchOptions {
  scenario::Shape shape{scenario::Shape::kOneEndpoint};
  std::uint64_t seed{1};
  std::size_t max_len{1024};
};

class Search {
 public:
  Search(const trial::MakeStack& make, const SearchOptions& options);

  // Up to `most` executions; `before_each` is told how many there were, ahead of each.
  [[nodiscard]] std::optional<Caught> run(std::uint64_t most,
                                          const std::function<void(std::uint64_t)>& before_each);
  [[nodiscard]] std::size_t kept() const { return loop_.kept(); }

 private:
  // Of what there was to object to in the last run, the first that the same input does not draw
  // from the reference; empty: there is none.
  [[nodiscard]] std::string its_own(std::span<const std::uint8_t> input);

  trial::JudgedTrial trial_, reference_;
  InputLoop loop_;
};

}  // namespace synspect
