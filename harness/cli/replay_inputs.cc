#include "harness/cli/replay_inputs.h"

#include <fmt/format.h>

#include <ostream>
#include <utility>

#include "harness/cli/input_run.h"
#include "harness/cli/options.h"

namespace synspect::cli {

InputResults run_inputs(std::span<const std::string> words, const po::variables_map& options,
                        const Session& session) {
  const worker::Limits limits = limits_of(options);
  InputResults all;
  for (const std::string& word : words) {
    NamedInput input = input_named(word, options);
    // What cannot be loaded is told before anything else.
    const auto objections = objections_to(input.question, input.octets, session.around, limits);
    if (!objections) throw UsageError(objections.error());
    InputRun run = run_input(input.question, input.octets, {}, session.around, limits);
    gate::Result result;
    result.path = word;
    if (!input.seed) result.target = input.question.target;
    if (input.question.target == "differential") result.other_stack = input.question.other_stack;
    result.runs.push_back(std::move(run.run));
    all.results.push_back(std::move(result));
    all.captures.push_back(std::move(run.capture));
    all.inputs.push_back(std::move(input));
  }
  return all;
}

void keep_inputs(const InputResults& all, const std::filesystem::path& folder,
                 const po::variables_map& options, Session& session) {
  for (std::size_t i = 0; i < all.inputs.size(); ++i) {
    for (const gate::Found& found : all.results[i].runs.front().findings) {
      KeepOptions keep;
      keep.limits = limits_of(options);
      keep.seen_in = all.inputs[i].shown;
      keep.reasons = known_to_campaigns("", all.inputs[i].question.stack, session.around);
      const auto kept = keep_scenario_finding(all.inputs[i].question, all.inputs[i].octets,
                                              found.identity, folder, session.around, keep);
      if (!kept) session.err << fmt::format("{}: {}\n", all.inputs[i].shown, kept.error());
    }
  }
}

}  // namespace synspect::cli
