// A trial in a process of its own: a stack that crashes or hangs costs the process, and that is
// what the input shows.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/gate/engine.h"
#include "harness/gate/result.h"
#include "harness/trial/targets.h"
#include "harness/trial/trial.h"
#include "harness/worker/ending.h"
#include "harness/worker/frame.h"
#include "harness/worker/process.h"

namespace synspect::shrink {

// Makes trials of a target on watched stacks, which note where they are.
struct TrialRecipe {
  const trial::Target* target{};  // one with a trial
  gate::StackFactory stack, other;

  // Notes outlive the trial. Throws gate::CannotLoad.
  [[nodiscard]] std::unique_ptr<trial::Trial> make(gate::Notes& notes) const;
};

// What one input shows.
struct Sight {
  std::vector<trial::Objection> objections;  // every identity once
  // The process died of it: objections has that one entry.
  std::optional<gate::Run> death;
  std::uint64_t operations{};  // of the stacks, until then

  // By its identity or its family. Null: the input does not show it.
  [[nodiscard]] const trial::Objection* find(const std::string& name) const;
  [[nodiscard]] bool shows(const std::string& name) const { return find(name) != nullptr; }
};

class TrialProcess {
 public:
  TrialProcess(TrialRecipe recipe, const worker::Limits& limits);
  ~TrialProcess();
  TrialProcess(const TrialProcess&) = delete;
  TrialProcess& operator=(const TrialProcess&) = delete;

  // The process is started when it is needed, and again after a death. Throws gate::CannotLoad;
  // the caller must be the only thread.
  [[nodiscard]] Sight look(std::span<const std::uint8_t> input);

 private:
  [[nodiscard]] std::optional<worker::Ending> hire();
  [[nodiscard]] Sight dead(const worker::Ending& ending);
  // The next frame; else how the process ended.
  [[nodiscard]] std::optional<worker::Frame> hear(worker::Ending& ending);

  TrialRecipe recipe_;
  worker::Limits limits_;
  std::unique_ptr<worker::Process> process_;
  worker::FrameReader reader_;
};

}  // namespace synspect::shrink
