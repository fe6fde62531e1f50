// One input of a fuzz target, run and looked at closely: what it shows, the ladder, the capture,
// the script that repeats it.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/cli/keep_scenario.h"
#include "harness/cli/rerun.h"
#include "harness/gate/result.h"
#include "harness/shrink/trial_process.h"

namespace synspect::cli {

// The target and the stacks by name. UsageError: no such target, one without scenarios, no such
// stack.
[[nodiscard]] shrink::TrialRecipe recipe_of(const InputQuestion& question,
                                            const Surroundings& around);

struct InputLook {
  bool color{};
  int width{100};
  // Lower the run for the finding of that identity; empty: no script is wanted.
  std::string script_for{};
};
struct InputRun {
  // Its findings: what the target objects to. An objection without a clause is one, too.
  gate::Run run;
  bool died{};
  std::string ladder, capture;  // until it died
  // Of a run that died: not confirmed, that takes another death. All of them, the plainest first.
  std::vector<ScriptOfFinding> scripts;
};
// In processes of its own. Nothing: it cannot be had, as where the stack dies outside of every
// operation. Throws gate::CannotLoad.
[[nodiscard]] InputRun run_input(const InputQuestion& question, std::span<const std::uint8_t> input,
                                 const InputLook& look, const Surroundings& around,
                                 const worker::Limits& limits = {});

// What a trial says of its last run, with the findings of that run, kept.
[[nodiscard]] gate::Run run_of(const trial::Trial& trial, const trial::Kept& kept);

}  // namespace synspect::cli
