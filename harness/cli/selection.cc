#include "harness/cli/selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <system_error>
#include <variant>

#include "harness/gate/header.h"

namespace synspect::cli {
namespace {

using gate::Item;

const drive::PairScenario* scenario_named(std::string_view name) {
  const std::span<const drive::PairScenario> all = drive::pair_scenarios();
  const auto found = std::ranges::find(all, name, &drive::PairScenario::name);
  return found == all.end() ? nullptr : &*found;
}

bool is_founding(const gate::TraceFile& trace) {
  return trace.path.starts_with(std::string(kCorpus) + "/founding/");
}

bool names_one_of(const Item& item, std::span<const std::string> clauses) {
  if (const auto* const* scenario = std::get_if<const drive::PairScenario*>(&item)) {
    return std::ranges::any_of((*scenario)->clauses, [&](std::string_view id) {
      return std::ranges::find(clauses, id) != clauses.end();
    });
  }
  const gate::TraceFile& trace = std::get<gate::TraceFile>(item);
  if (!trace.problem.empty()) return true;
  const auto text = gate::read_trace(trace.file);
  if (!text) return true;
  const auto header = gate::parse_header(*text);
  if (!header) return true;
  return std::ranges::any_of(header->clauses, [&](judge::ClauseId id) {
    return std::ranges::find(clauses, id.text()) != clauses.end();
  });
}

}  // namespace

std::vector<Item> items_of(std::span<const std::string> words, const Surroundings& around) {
  std::vector<Item> items;
  for (const std::string& word : words) {
    if (const drive::PairScenario* scenario = scenario_named(word)) {
      items.emplace_back(scenario);
      continue;
    }
    for (gate::TraceFile& trace : gate::find_traces(std::span{&word, 1}, around.root)) {
      items.emplace_back(std::move(trace));
    }
  }
  return items;
}

std::vector<Item> everything(const Surroundings& around) {
  std::error_code error;
  if (!std::filesystem::is_directory(around.root / kCorpus, error)) {
    throw UsageError(fmt::format("no {} below {}", kCorpus, around.root.string()),
                     "name traces, or set SYNSPECT_ROOT to the repository");
  }
  // Shown from the root, wherever the program was started: baselines name these paths.
  const std::string corpus = kCorpus;
  std::vector<Item> items;
  const std::vector<gate::TraceFile> traces = gate::traces_below(corpus, around.root / corpus);
  for (const bool founding : {true, false}) {
    for (const gate::TraceFile& trace : traces) {
      if (is_founding(trace) == founding) items.emplace_back(trace);
    }
  }
  for (const drive::PairScenario& scenario : drive::pair_scenarios()) items.emplace_back(&scenario);
  return items;
}

std::vector<Item> naming(std::vector<Item> items, std::span<const std::string> clauses) {
  if (!clauses.empty()) {
    std::erase_if(items, [&](const Item& item) { return !names_one_of(item, clauses); });
  }
  return items;
}

std::vector<Item> part_of(std::vector<Item> items, gate::Shard shard) {
  std::size_t ordinal = 0;
  std::erase_if(items, [&](const Item&) { return !shard.takes(ordinal++); });
  return items;
}

}  // namespace synspect::cli
