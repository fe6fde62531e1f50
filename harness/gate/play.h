// Plays traces and scenarios, each in the variants that it allows, on several threads.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "harness/gate/corpus.h"
#include "harness/gate/engine.h"
#include "harness/gate/result.h"
#include "harness/script/script.h"

namespace synspect::gate {

struct PlayOptions {
  script::Macros macros;
  bool parse_only{};
  bool sweep{};  // every variant that the trace allows; else only `variant`
  drive::ScriptVariant variant;
  int jobs{1};
  std::function<void(std::size_t done)> progress;  // called from any thread, one at a time
};

using Item = std::variant<TraceFile, const drive::PairScenario*>;

// One result per item, in the order of the items whatever `jobs` is.
[[nodiscard]] std::vector<Result> play(std::span<const Item> items, const PlayOptions& options,
                                       const EngineFactory& make_engine);

}  // namespace synspect::gate
