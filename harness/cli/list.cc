#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <span>
#include <variant>
#include <vector>

#include "harness/cli/contribution.h"
#include "harness/cli/list_core.h"
#include "harness/cli/options.h"
#include "harness/cli/selection.h"
#include "harness/cli/stacks.h"
#include "harness/cli/verbs.h"
#include "harness/gate/header.h"
#include "harness/judge/judge.h"
#include "harness/judge/requirements.h"
#include "harness/stack_under_test/reference/about.h"
#include "harness/trial/targets.h"

namespace synspect::cli {
namespace {

void list_named(const std::vector<Named>& all, std::ostream& out) {
  for (const Named& one : all) out << fmt::format("{:<12} {}\n", one.name, one.description);
}

void list_clauses(std::ostream& out) {
  const std::span<const judge::ClauseId> judged = judge::judged_clauses();
  for (const judge::Requirement& row : judge::requirements()) {
    const bool has_rule = std::ranges::find(judged, row.id) != judged.end();
    out << fmt::format("{:<32} {:<10} {:<8} {}\n", row.id.text(), judge::to_string(row.level),
                       has_rule ? "judged" : "-", row.summary);
  }
}

void list_profiles(std::ostream& out) {
  for (const reference::ProfileText& profile : reference::profiles()) {
    out << fmt::format("{:<12} {}\n", profile.name, profile.what);
    for (const reference::ProfileField& field : profile.fields) {
      out << fmt::format("  {:<28} {:<14} {}\n", field.name, field.value, field.source);
    }
  }
}

void list_features(std::ostream& out) {
  for (const reference::FeatureText& feature : reference::features()) {
    out << fmt::format("{:<8} {:<42} {:<34} {}\n", feature.implemented ? "has" : "lacks",
                       feature.name, feature.place, feature.source);
  }
}

void list_traces(const Surroundings& around, std::ostream& out) {
  for (const gate::Item& item : everything(around)) {
    if (const auto* const* scenario = std::get_if<const drive::PairScenario*>(&item)) {
      out << fmt::format("{:<48} {}\n", (*scenario)->name, (*scenario)->shows);
      continue;
    }
    const gate::TraceFile& trace = std::get<gate::TraceFile>(item);
    if (!trace.problem.empty()) {
      throw UsageError(fmt::format("{}: {}", trace.path, trace.problem));
    }
    const auto text = gate::read_trace(trace.file);
    if (!text) throw UsageError(fmt::format("{}: {}", trace.path, text.error()));
    const auto header = gate::parse_header(*text);
    if (!header) {
      throw UsageError(
          fmt::format("{}:{}: {}", trace.path, header.error().line, header.error().message));
    }
    out << (header->shows.empty() ? trace.path + "\n"
                                  : fmt::format("{:<48} {}\n", trace.path, header->shows));
  }
}

}  // namespace

gate::ExitCode list(Arguments args, Session& session) {
  static const std::vector<std::string> kWhat = {"stacks",   "clauses", "traces", "profiles",
                                                 "features", "faults",  "targets"};
  po::options_description own{"options"};
  own.add_options()  //
      ("contribution", po::bool_switch(),
       "traces: what each adds, by playing all of them on every planted fault")                   //
      ("idle", po::bool_switch(), "traces: only those that add nothing")                          //
      ("core", po::bool_switch(), "clauses: where the reference implements each, and its proof")  //
      ("jobs", po::value<std::string>()->value_name("N"), "with --contribution, --idle");
  const auto options = parse_options(
      "list", "list stacks|clauses|traces|profiles|features|faults|targets", own, args, session);
  if (!options) return gate::ExitCode::kAsExpected;
  const std::vector<std::string> words = positional(*options);
  if (words.size() != 1) throw UsageError("list: name one thing to list", "synspect list --help");
  const std::string& what = words.front();
  require_one_of("list", what, kWhat);
  if (what == "stacks") list_named(stacks(), session.out);
  if (what == "profiles") list_profiles(session.out);
  if (what == "features") list_features(session.out);
  if (what == "targets") {
    for (const trial::Target& target : trial::targets()) {
      session.out << fmt::format("{:<15} {}\n", target.name, target.does);
    }
  }
  const bool core = (*options)["core"].as<bool>();
  if (core && what != "clauses") {
    throw UsageError("--core: only of clauses", "synspect list clauses --core");
  }
  if (core) {
    list_core_clauses(session.around, session.out);
  } else if (what == "clauses") {
    list_clauses(session.out);
  }
  const bool contribution = (*options)["contribution"].as<bool>();
  const bool idle = (*options)["idle"].as<bool>();
  if ((contribution || idle) && what != "traces") {
    throw UsageError("--contribution, --idle: only of traces",
                     "synspect list traces --contribution");
  }
  if (idle) {
    list_idle_traces(jobs_of(*options), session);
  } else if (contribution) {
    list_contributions(jobs_of(*options), session);
  } else if (what == "traces") {
    list_traces(session.around, session.out);
  }
  if (what == "faults") {
    for (const PlantedFault& fault : faults(session.around)) {
      session.out << fmt::format("{:<44} {:<9}  {}\n", fault.name,
                                 fault.built ? "built" : "not built", fault.description);
    }
  }
  return gate::ExitCode::kAsExpected;
}

}  // namespace synspect::cli
