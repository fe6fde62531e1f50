// An input of a fuzz target that shows something becomes a folder: shrunk, told as a script and as
// a ladder, ready to be repeated. Stacks run in processes of their own, so that one that crashes or
// hangs costs an attempt and nothing else; the caller must be the only thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "harness/cli/known_findings.h"
#include "harness/cli/session.h"
#include "harness/trial/trial.h"
#include "harness/worker/process.h"

namespace synspect::cli {

// A target with a scenario for an input (trial/targets.h), and the stacks that it runs.
struct InputQuestion {
  std::string target;
  std::string stack;                     // as --stack has it
  std::string other_stack{"reference"};  // of `differential`
};

// What an input shows, every identity once: the trial's objections, or the one crash, hang or
// broken interface. Empty: nothing. The error says why it cannot be run at all: no such target, or
// one without scenarios. Throws UsageError and gate::CannotLoad for stacks that are none.
[[nodiscard]] std::expected<std::vector<trial::Objection>, std::string> objections_to(
    const InputQuestion& question, std::span<const std::uint8_t> input, const Surroundings& around,
    const worker::Limits& limits = {});

struct KeepOptions {
  worker::Limits limits;  // of the process that runs the stack
  // The shrinker stops there with what it has.
  std::uint64_t most_runs{20'000};
  std::chrono::milliseconds most_time{20'000};
  std::uint64_t repeats{1};  // how often it was seen; told in finding.json
  std::string seen_in{};     // where it was seen first, for people; may be empty
  Reasons reasons{};         // of the baseline: told where they are about the same clause
  // Asked between runs; true: the shrinker stops with what it has.
  std::function<bool()> stop{};
};

struct KeptScenario {
  std::string identity;
  std::string says;  // one line for people: what was expected, what was seen
  std::filesystem::path folder;
  std::size_t events_before{}, events_after{};
  std::uint64_t runs{};  // that shrinking took
  bool complete{};       // it came to its end
  bool script{};         // script.pkt was made, replayed, and showed the same
  bool fresh{};          // the folder was not there before
};

// OUTPUT/findings/<id>/{finding.json, finding.txt, script.pkt, trace.pcapng, ladder.txt, input.bin,
// original.bin, repro.sh}; <id> = finding_folder(`identity`). A folder that is there already stays
// as it is but for finding.json's count of repeats, unless it is not whole. `identity` empty: the
// first that the input shows. The error is a line: the input does not show it, or cannot be run.
[[nodiscard]] std::expected<KeptScenario, std::string> keep_scenario_finding(
    const InputQuestion& question, std::span<const std::uint8_t> input, const std::string& identity,
    const std::filesystem::path& output, const Surroundings& around,
    const KeepOptions& options = {});

// "expected an ACK; observed nothing of the kind in 500 ms"; of a death what was observed.
[[nodiscard]] std::string told_in_a_line(const std::string& clause, const std::string& expected,
                                         const std::string& observed);

// The name of its folder: reads like the identity, and differs where identities differ.
[[nodiscard]] std::string finding_folder(const std::string& identity);

}  // namespace synspect::cli
