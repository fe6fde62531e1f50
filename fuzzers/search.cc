#include "fuzzers/search.h"

#include <algorithm>

#include "fuzzers/disputed.h"
#include "fuzzers/scenario_inputs.h"

namespace synspect {
namespace {

using scenario::Shape;

template <Shape kShape>
std::size_t mutate(std::uint8_t* data, std::size_t size, std::size_t max, unsigned seed) {
  return mutate_input(data, size, max, seed, kShape);
}
template <Shape kShape>
std::size_t cross(const std::uint8_t* first, std::size_t first_size, const std::uint8_t* second,
                  std::size_t second_size, std::uint8_t* out, std::size_t max, unsigned seed) {
  return cross_inputs(first, first_size, second, second_size, out, max, seed, kShape);
}

InputLoop::Options loop_options(const SearchOptions& options) {
  const bool one = options.shape == Shape::kOneEndpoint;
  return {.seed = options.seed,
          .max_len = options.max_len,
          .mutate = one ? mutate<Shape::kOneEndpoint> : mutate<Shape::kTwoEndpoints>,
          .cross = one ? cross<Shape::kOneEndpoint> : cross<Shape::kTwoEndpoints>};
}

}  // namespace

Search::Search(const MakeStack& make, const SearchOptions& options)
    : campaign_{make, options.shape},
      reference_{stack_by_name("reference"), options.shape},
      loop_{loop_options(options)} {
  reference_.be_strict();
}

std::string Search::clause_of_its_own(std::span<const std::uint8_t> input) {
  static_cast<void>(reference_.run(input));
  const auto same = reference_.judge().findings();
  for (const judge::Finding& finding : campaign_.judge().findings()) {
    if (disputed(finding.clause.text())) continue;
    if (std::ranges::find(same, finding.clause, &judge::Finding::clause) != same.end()) continue;
    return std::string{finding.clause.text()};
  }
  return {};
}

std::optional<Caught> Search::run(std::uint64_t most,
                                  const std::function<void(std::uint64_t)>& before_each) {
  for (std::uint64_t done = 0; done < most; ++done) {
    before_each(done);
    const std::span<const std::uint8_t> input = loop_.next();
    std::string words = campaign_.run(input);
    if (!words.empty()) {
      const bool broke_off = campaign_.judge().findings().empty();
      std::string by = broke_off ? "broke off" : clause_of_its_own(input);
      if (!by.empty()) return Caught{std::move(by), done + 1, std::move(words)};
    }
    loop_.showed_something_new(campaign_.coverage().new_in_run() != 0);
  }
  return std::nullopt;
}

}  // namespace synspect
