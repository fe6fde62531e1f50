// Plays one variant and judges it. A seam: the gate's logic is tested without any stack behind it.
#pragma once

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "harness/drive/pair_run.h"
#include "harness/gate/result.h"
#include "harness/gate/whereabouts.h"
#include "harness/script/ast.h"
#include "harness/stack_under_test/stack_under_test.h"

namespace synspect::gate {

class Engine {  // used by one thread
 public:
  Engine() = default;
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  virtual ~Engine() = default;

  // From now on whoever survives this process can read from `notes` where it was.
  virtual void watch(Notes& /*notes*/) {}
  [[nodiscard]] virtual const Controls& controls() const = 0;
  [[nodiscard]] virtual Run play(const script::Script& script, const std::string& path,
                                 const drive::ScriptVariant& variant) = 0;
  [[nodiscard]] virtual Run play(const drive::PairScenario& scenario,
                                 const drive::ScriptVariant& variant) = 0;
};

// A factory of stacks cannot give one: what the user named is no stack, or the machine lacks
// something.
class CannotLoad : public std::runtime_error {
 public:
  enum class Why : std::uint8_t { kUsage, kEnvironment };
  CannotLoad(Why reason, const std::string& message, std::string advice = {})
      : std::runtime_error{message}, why{reason}, hint{std::move(advice)} {}
  Why why;
  std::string hint;
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
