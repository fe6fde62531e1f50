// Plays one variant and judges it. A seam: the gate's logic is tested without any stack behind it.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "harness/drive/pair_run.h"
#include "harness/gate/result.h"
#include "harness/script/ast.h"
#include "harness/stack_under_test/stack_under_test.h"

namespace synspect::gate {

class Engine {  // used by one thread
 public:
  Engine() = default;
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  virtual ~Engine() = default;

  [[nodiscard]] virtual const Controls& controls() const = 0;
  [[nodiscard]] virtual Run play(const script::Script& script, const std::string& path,
                                 const drive::ScriptVariant& variant) = 0;
  [[nodiscard]] virtual Run play(const drive::PairScenario& scenario,
                                 const drive::ScriptVariant& variant) = 0;
};

using EngineFactory = std::function<std::unique_ptr<Engine>()>;
using StackFactory = std::function<std::unique_ptr<StackUnderTest>()>;

// The real one: a stack (two for scenarios) under the judge.
struct EngineOptions {
  std::string profile{"rfc"};
  bool judged{true};
};
[[nodiscard]] EngineFactory stack_engine(StackFactory make_stack, EngineOptions options);

}  // namespace synspect::gate
