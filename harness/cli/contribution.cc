#include "harness/cli/contribution.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <span>
#include <string>
#include <variant>
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

class Player {
 public:
  Player(int jobs, const Surroundings& around) : around_{around} {
    options_.jobs = jobs;
    options_.forked = worker::Limits{};  // a planted fault may crash or hang
  }
  std::vector<gate::Result> play(std::span<const gate::Item> items,
                                 const std::string& stack) const {
    return gate::play(items, options_, gate::stack_engine(stack_named(stack, around_), {}));
  }

 private:
  gate::PlayOptions options_;
  const Surroundings& around_;
};

// Those with a file: what was built from one that is gone since proves nothing.
std::vector<PlantedFault> planted(const Surroundings& around) {
  std::vector<PlantedFault> all = faults(around);
  std::erase_if(all, [](const PlantedFault& fault) { return fault.description.empty(); });
  return all;
}

void warn_unless_built(std::span<const PlantedFault> known, Session& session) {
  const auto missing = std::ranges::count(known, false, &PlantedFault::built);
  if (missing == 0) return;
  session.err << fmt::format(
      "synspect: {} planted faults are not built, so what traces catch is not all known "
      "(./synspect test builds them)\n",
      missing);
}

bool is_scenario(const gate::Item& item) {
  return std::holds_alternative<const drive::PairScenario*>(item);
}

// Takes out of `idle` what is the only item to catch this fault, if it is one of them.
void find_sole_catcher(const std::string& stack, const Player& player,
                       std::span<const gate::Item> items, std::vector<std::size_t>& idle) {
  const auto catchers = [&](const std::vector<std::size_t>& places) {
    std::vector<gate::Item> some;
    some.reserve(places.size());
    for (const std::size_t place : places) some.push_back(items[place]);
    const std::vector<gate::Result> results = player.play(some, stack);
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < places.size(); ++i) {
      if (gate::catches(results[i])) found.push_back(places[i]);
    }
    return found;
  };
  const std::vector<std::size_t> mine = catchers(idle);
  if (mine.size() != 1) return;
  std::vector<std::size_t> others;
  for (std::size_t place = 0; place < items.size(); ++place) {
    if (!std::ranges::binary_search(idle, place)) others.push_back(place);
  }
  if (catchers(others).empty()) std::erase(idle, mine.front());
}

}  // namespace

void list_contributions(int jobs, Session& session) {
  const std::vector<gate::Item> items = everything(session.around);
  const std::vector<PlantedFault> known = planted(session.around);
  const Player player{jobs, session.around};
  const std::vector<gate::Result> reference = player.play(items, "reference");
  std::vector<gate::FaultRun> runs;
  Progress progress{session, "list", known.size()};
  const auto advance = progress.callback();
  for (const PlantedFault& fault : known) {
    if (fault.built) runs.push_back({fault.name, player.play(items, "fault:" + fault.name)});
    if (advance) advance(runs.size());
  }
  std::size_t idle = 0;
  for (const gate::Contribution& one : gate::contributions(reference, runs)) {
    session.out << fmt::format("{:<60} {}\n", one.path, words_of(one));
    if (one.nothing()) ++idle;
  }
  session.out << fmt::format("{} traces and scenarios on {} planted faults; {} add nothing\n",
                             items.size(), runs.size(), idle);
  warn_unless_built(known, session);
}

void list_idle_traces(int jobs, Session& session) {
  const std::vector<gate::Item> items = everything(session.around);
  const Player player{jobs, session.around};
  const std::vector<gate::Contribution> all =
      gate::contributions(player.play(items, "reference"), {});
  std::vector<std::size_t> idle;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!is_scenario(items[i]) && all[i].nothing()) idle.push_back(i);
  }
  const std::vector<PlantedFault> known = planted(session.around);
  Progress progress{session, "list", known.size()};
  const auto advance = progress.callback();
  std::vector<std::size_t> left = idle;
  for (std::size_t done = 0; const PlantedFault& fault : known) {
    if (fault.built && !left.empty()) {
      find_sole_catcher("fault:" + fault.name, player, items, left);
    }
    if (advance) advance(++done);
  }
  for (const std::size_t place : left) session.out << all[place].path << '\n';
  if (left.empty()) session.err << "synspect: every trace adds something\n";
  warn_unless_built(known, session);
}

}  // namespace synspect::cli
