// Plays one item: a trace or a scenario, in each of its variants.
#pragma once

#include <functional>
#include <memory>

#include "harness/gate/play.h"
#include "harness/gate/sweep.h"

namespace synspect::gate {

class Player {  // used by one thread
 public:
  // The engine is made when the first item needs one: --parse-only needs none.
  Player(const PlayOptions& options, const EngineFactory& make_engine)
      : options_{options}, make_engine_{make_engine} {}

  // `each` is told every run as soon as it is over; it may be empty.
  Result play(const Item& item, const std::function<void(const Run&)>& each = {});
  Engine& engine();

 private:
  Result play(const TraceFile& trace, const std::function<void(const Run&)>& each);
  Result play(const drive::PairScenario& scenario, const std::function<void(const Run&)>& each);
  std::vector<drive::ScriptVariant> variants(FixedByScript fixed);

  const PlayOptions& options_;
  const EngineFactory& make_engine_;
  std::unique_ptr<Engine> engine_;
};

// Path and header alone, for a result whose runs come from elsewhere.
[[nodiscard]] Result bare_result(const Item& item);

}  // namespace synspect::gate
