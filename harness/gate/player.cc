#include "harness/gate/player.h"

#include <string>
#include <utility>

namespace synspect::gate {
namespace {

Result bare(const TraceFile& trace) {
  Result result{trace.path, {}, {}};
  if (const auto text = read_trace(trace.file)) {
    if (auto header = parse_header(*text)) result.header = *std::move(header);
  }
  return result;
}

Result bare(const drive::PairScenario* scenario) {
  Result result{std::string(scenario->name), {}, {}};
  result.header.shows = scenario->shows;
  for (const std::string_view id : scenario->clauses) {
    if (const judge::Requirement* row = judge::find_requirement(id)) {
      result.header.clauses.push_back(row->id);
    }
  }
  return result;
}

}  // namespace

Result bare_result(const Item& item) {
  return std::visit([](const auto& one) { return bare(one); }, item);
}

Engine& Player::engine() {
  if (!engine_) engine_ = make_engine_();
  return *engine_;
}

std::vector<drive::ScriptVariant> Player::variants(FixedByScript fixed) {
  if (!options_.sweep) return {options_.variant};
  return sweep_of(fixed, engine().controls());
}

Result Player::play(const Item& item, const std::function<void(const Run&)>& each) {
  if (const auto* trace = std::get_if<TraceFile>(&item)) return play(*trace, each);
  return play(*std::get<const drive::PairScenario*>(item), each);
}

Result Player::play(const TraceFile& trace, const std::function<void(const Run&)>& each) {
  const auto refused = [&](Result result) {
    if (each) each(result.runs.front());
    return result;
  };
  if (!trace.problem.empty()) return refused(not_run(trace.path, trace.problem));
  const std::expected<std::string, std::string> text = read_trace(trace.file);
  if (!text) return refused(not_run(trace.path, text.error()));
  const std::expected<TraceHeader, HeaderError> header = parse_header(*text);
  if (!header) return refused(not_run(trace.path, header.error().message, header.error().line));
  const std::expected<script::Script, script::Diagnostic> script =
      script::parse(*text, options_.macros);
  if (!script) {
    const script::Diagnostic& why = script.error();
    Result result =
        not_run(trace.path, why.message + (why.hint.empty() ? "" : " (" + why.hint + ")"),
                why.at.line, why.at.column);
    result.header = *header;
    return refused(std::move(result));
  }
  Result result{trace.path, *header, {}};
  if (options_.parse_only) {
    result.runs.emplace_back();
    return result;
  }
  const FixedByScript fixed{.ip_version = drive::fixes_ip_version(*script),
                            .sequence_numbers = drive::fixes_sequence_numbers(*script)};
  for (const drive::ScriptVariant& variant : variants(fixed)) {
    result.runs.push_back(engine().play(*script, trace.path, variant));
    if (each) each(result.runs.back());
  }
  return result;
}

Result Player::play(const drive::PairScenario& scenario,
                    const std::function<void(const Run&)>& each) {
  Result result = bare(&scenario);
  for (const drive::ScriptVariant& variant : variants({})) {
    result.runs.push_back(engine().play(scenario, variant));
    if (each) each(result.runs.back());
  }
  return result;
}

}  // namespace synspect::gate
