#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <variant>
#include <vector>

#include "harness/cli/nearest.h"
#include "harness/cli/options.h"
#include "harness/cli/selection.h"
#include "harness/cli/verbs.h"
#include "harness/gate/header.h"
#include "harness/judge/judge.h"
#include "harness/judge/requirements.h"

namespace synspect::cli {
namespace {

// Sorted as the gate runs them; what cannot be read says so there, not here.
std::vector<std::string> traces_naming(judge::ClauseId clause, const Surroundings& around) {
  std::error_code error;
  if (!std::filesystem::is_directory(around.root / kCorpus, error)) return {};
  std::vector<std::string> paths;
  for (const gate::Item& item : everything(around)) {
    if (const auto* const* scenario = std::get_if<const drive::PairScenario*>(&item)) {
      if (std::ranges::find((*scenario)->clauses, clause.text()) != (*scenario)->clauses.end()) {
        paths.emplace_back((*scenario)->name);
      }
      continue;
    }
    const gate::TraceFile& trace = std::get<gate::TraceFile>(item);
    const auto text = gate::read_trace(trace.file);
    if (!text) continue;
    const auto header = gate::parse_header(*text);
    if (header && std::ranges::find(header->clauses, clause) != header->clauses.end()) {
      paths.push_back(trace.path);
    }
  }
  return paths;
}

}  // namespace

gate::ExitCode explain(Arguments args, Session& session) {
  const auto options =
      parse_options("explain", "explain CLAUSE", po::options_description{"options"}, args, session);
  if (!options) return gate::ExitCode::kAsExpected;
  const std::vector<std::string> words = positional(*options);
  if (words.size() != 1) throw UsageError("explain: name one clause", "synspect list clauses");
  const judge::Requirement* row = judge::find_requirement(words.front());
  if (row == nullptr) {
    std::vector<std::string> ids;
    for (const judge::Requirement& each : judge::requirements()) ids.emplace_back(each.id.text());
    const std::string close = nearest(words.front(), ids);
    throw UsageError(fmt::format("no such clause: {}", words.front()),
                     close.empty() ? "synspect list clauses" : "did you mean " + close + "?");
  }
  const std::span<const judge::ClauseId> judged = judge::judged_clauses();
  const bool has_rule = std::ranges::find(judged, row->id) != judged.end();
  session.out << fmt::format(
      "{} ({}), RFC {} {}, topic {}\n  {}\n  check      {}\n  observable {}\n  judged     {}\n",
      row->id.text(), judge::to_string(row->level), row->rfc, row->section, row->topic,
      row->summary, row->check, row->observable,
      has_rule ? "yes, in every run" : "no, only by traces");
  const std::vector<std::string> traces = traces_naming(row->id, session.around);
  for (const std::string& path : traces) session.out << "  trace      " << path << "\n";
  if (traces.empty()) session.out << "  trace      none\n";
  return gate::ExitCode::kAsExpected;
}

}  // namespace synspect::cli
