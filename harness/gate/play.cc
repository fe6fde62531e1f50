#include "harness/gate/play.h"

#include <atomic>
#include <exception>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "harness/gate/sweep.h"

namespace synspect::gate {
namespace {

// What one thread works with. The engine is made late: --parse-only needs no stack.
class Player {
 public:
  Player(const PlayOptions& options, const EngineFactory& make_engine)
      : options_{options}, make_engine_{make_engine} {}

  Result operator()(const TraceFile& trace) {
    if (!trace.problem.empty()) return not_run(trace.path, trace.problem);
    const std::expected<std::string, std::string> text = read_trace(trace.file);
    if (!text) return not_run(trace.path, text.error());
    const std::expected<TraceHeader, HeaderError> header = parse_header(*text);
    if (!header) return not_run(trace.path, header.error().message, header.error().line);
    const std::expected<script::Script, script::Diagnostic> script =
        script::parse(*text, options_.macros);
    if (!script) {
      const script::Diagnostic& why = script.error();
      Result result =
          not_run(trace.path, why.message + (why.hint.empty() ? "" : " (" + why.hint + ")"),
                  why.at.line, why.at.column);
      result.header = *header;
      return result;
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
    }
    return result;
  }

  Result operator()(const drive::PairScenario* scenario) {
    Result result{std::string(scenario->name), {}, {}};
    result.header.shows = scenario->shows;
    for (const std::string_view id : scenario->clauses) {
      if (const judge::Requirement* row = judge::find_requirement(id)) {
        result.header.clauses.push_back(row->id);
      }
    }
    for (const drive::ScriptVariant& variant : variants({})) {
      result.runs.push_back(engine().play(*scenario, variant));
    }
    return result;
  }

 private:
  Engine& engine() {
    if (!engine_) engine_ = make_engine_();
    return *engine_;
  }
  std::vector<drive::ScriptVariant> variants(FixedByScript fixed) {
    if (!options_.sweep) return {options_.variant};
    return sweep_of(fixed, engine().controls());
  }

  const PlayOptions& options_;
  const EngineFactory& make_engine_;
  std::unique_ptr<Engine> engine_;
};

}  // namespace

std::vector<Result> play(std::span<const Item> items, const PlayOptions& options,
                         const EngineFactory& make_engine) {
  std::vector<Result> results(items.size());
  std::atomic<std::size_t> next{0};
  std::size_t done = 0;
  std::exception_ptr failure;
  std::mutex guard;  // of `done`, `failure` and progress()

  const auto work = [&] {
    try {
      Player player{options, make_engine};
      for (std::size_t i = next++; i < items.size(); i = next++) {
        results[i] = std::visit(player, items[i]);
        const std::scoped_lock lock{guard};
        ++done;
        if (options.progress) options.progress(done);
      }
    } catch (...) {
      const std::scoped_lock lock{guard};
      if (!failure) failure = std::current_exception();
      next = items.size();
    }
  };

  std::vector<std::jthread> threads;
  for (int extra = 1; extra < options.jobs; ++extra) threads.emplace_back(work);
  work();
  threads.clear();  // joins
  if (failure) std::rethrow_exception(failure);
  return results;
}

}  // namespace synspect::gate
