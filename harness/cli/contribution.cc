#include "harness/cli/contribution.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

#include "harness/cli/nearest.h"
#include "harness/cli/progress.h"
#include "harness/cli/selection.h"
#include "harness/cli/stacks.h"
#include "harness/gate/contribution.h"
#include "harness/gate/play.h"

namespace synspect::cli {
namespace {

std::string words_of(const gate::Contribution& one) {
  if (one.nothing()) return "adds nothing";
  std::string text;
  if (!one.first.empty()) {
    const gate::Exercised& example = one.first.front();
    text = fmt::format("first in {}: {} in {}{}", one.first.size(), example.clause.text(),
                       example.state, one.first.size() > 1 ? ", ..." : "");
  }
  if (!one.alone.empty()) {
    text += fmt::format("{}alone catches {}", text.empty() ? "" : "; ", joined(one.alone, ", "));
  }
  return text;
}

}  // namespace

void list_contributions(int jobs, Session& session) {
  const std::vector<gate::Item> items = everything(session.around);
  const std::vector<PlantedFault> known = faults(session.around);
  gate::PlayOptions options;
  options.jobs = jobs;
  options.forked = worker::Limits{};  // a planted fault may crash or hang
  const auto play_on = [&](const std::string& stack) {
    return gate::play(items, options, gate::stack_engine(stack_named(stack, session.around), {}));
  };
  const std::vector<gate::Result> reference = play_on("reference");
  std::vector<gate::FaultRun> runs;
  Progress progress{session, "list", known.size()};
  const auto advance = progress.callback();
  for (const PlantedFault& fault : known) {
    if (fault.built) runs.push_back({fault.name, play_on("fault:" + fault.name)});
    if (advance) advance(runs.size());
  }
  std::size_t idle = 0;
  for (const gate::Contribution& one : gate::contributions(reference, runs)) {
    session.out << fmt::format("{:<60} {}\n", one.path, words_of(one));
    if (one.nothing()) ++idle;
  }
  session.out << fmt::format("{} traces and scenarios on {} planted faults; {} add nothing\n",
                             items.size(), runs.size(), idle);
  if (runs.size() < known.size()) {
    session.err << fmt::format(
        "synspect: {} planted faults are not built, so what traces catch is not all known "
        "(./synspect test builds them)\n",
        known.size() - runs.size());
  }
}

}  // namespace synspect::cli
