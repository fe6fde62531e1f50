#include "fuzzers/search.h"

#include <algorithm>

#include "fuzzers/chosen_stack.h"
#include "fuzzers/scenario_inputs.h"
#include "harness/scenario/encoding.h"

namespace synspect {
namespace {

using scenario::Shape;

template <Shape kShape>
std::size_t mutate(std::uint8_t* data, std::size_t size, std::size_t max, unsigned seed) {
  return scenario_inputs(kShape).mutate({data, max}, size, seed);
}
template <Shape kShape>
std::size_t cross(const std::uint8_t* first, std::size_t first_size, const std::uint8_t* second,
                  std::size_t second_size, std::uint8_t* out, std::size_t max, unsigned seed) {
  return scenario_inputs(kShape).cross({first, first_size}, {second, second_size}, {out, max},
                                       seed);
}

InputLoop::Options loop_options(const SearchOptions& options) {
  const bool one = options.shape == Shape::kOneEndpoint;
  return {.seed = options.seed,
          .max_len = options.max_len,
          .mutate = one ? mutate<Shape::kOneEndpoint> : mutate<Shape::kTwoEndpoints>,
          .cross = one ? cross<Shape::kOneEndpoint> : cross<Shape::kTwoEndpoints>};
}

}  // namespace

Search::Search(const trial::MakeStack& make, const SearchOptions& options)
    : trial_{make, options.shape},
      reference_{stack_by_name("reference"), options.shape},
      loop_{loop_options(options)} {}

std::string Search::its_own(std::span<const std::uint8_t> input) {
  static_cast<void>(reference_.objects(input));
  const auto shared = reference_.objections();
  for (const trial::Objection& objection : trial_.objections()) {
    if (std::ranges::find(shared, objection.family, &trial::Objection::family) == shared.end()) {
      return objection.family;
    }
  }
  return {};
}

std::optional<Caught> Search::run(std::uint64_t most,
                                  const std::function<void(std::uint64_t)>& before_each) {
  for (std::uint64_t done = 0; done < most; ++done) {
    before_each(done);
    const std::span<const std::uint8_t> input = loop_.next();
    if (trial_.objects(input)) {
      std::string by = its_own(input);
      if (!by.empty()) {
        const scenario::Scenario scenario = scenario::decode(input, trial_.shape());
        return Caught{std::move(by), done + 1, trial_.explain(scenario)};
      }
    }
    loop_.showed_something_new(trial_.coverage()->new_in_run() != 0);
  }
  return std::nullopt;
}

}  // namespace synspect
