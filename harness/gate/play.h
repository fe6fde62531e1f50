// Plays traces and scenarios, each in the variants that it allows, by several hands.
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
#include "harness/worker/process.h"

namespace synspect::gate {

struct PlayOptions {
  script::Macros macros;
  bool parse_only{};
  bool sweep{};  // every variant that the trace allows; else only `variant`
  drive::ScriptVariant variant;
  int jobs{1};
  std::function<void(std::size_t done)> progress;  // called from any thread, one at a time
  // Each hand is a process of its own, so that a stack which crashes or hangs is a finding. Empty:
  // a thread of this process, for debuggers, and where no stack is at hand.
  std::optional<worker::Limits> forked;
};

using Item = std::variant<TraceFile, const drive::PairScenario*>;

// One result per item, in the order of the items whatever `jobs` is. Forked: the caller must be the
// only thread; throws CannotLoad, worker::Interrupted.
[[nodiscard]] std::vector<Result> play(std::span<const Item> items, const PlayOptions& options,
                                       const EngineFactory& make_engine);

// The forked half of play().
[[nodiscard]] std::vector<Result> play_forked(std::span<const Item> items,
                                              const PlayOptions& options,
                                              const EngineFactory& make_engine);

}  // namespace synspect::gate
