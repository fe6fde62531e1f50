#include "harness/gate/loss.h"

#include <fmt/format.h>

#include <cstring>
#include <string>
#include <utility>

#include "harness/gate/whereabouts.h"

namespace synspect::gate {
namespace {

using How = worker::Ending::How;

judge::FindingKind kind_of(How how) {
  switch (how) {
    case How::kSignal:
    case How::kExit:
      return judge::FindingKind::kCrash;
    case How::kHang:
      return judge::FindingKind::kHang;
    case How::kBadAnswer:
    case How::kChannelLost:
    case How::kForked:
      return judge::FindingKind::kInterface;
  }
  std::unreachable();
}

std::string_view expected(How how) {
  switch (how) {
    case How::kSignal:
    case How::kExit:
      return "the stack stays alive and answers";
    case How::kHang:
      return "every operation of the stack returns";
    case How::kBadAnswer:
    case How::kChannelLost:
      return "the stack uses no descriptor that it did not open";
    case How::kForked:
      return "the stack starts no process";
  }
  std::unreachable();
}

std::string signal_name(int number) {
  const char* name = sigabbrev_np(number);
  return name == nullptr ? fmt::format("signal {}", number) : fmt::format("SIG{}", name);
}

std::string seconds(std::chrono::milliseconds time) {
  return fmt::format("{:g} s", static_cast<double>(time.count()) / 1000.0);
}

// "AddressSanitizer: heap-use-after-free"; empty: no sanitizer speaks.
std::string sanitizer_verdict(const std::vector<std::string>& lines) {
  for (const std::string& line : lines) {
    for (const std::string_view mark : {"ERROR: ", "runtime error: "}) {
      const std::size_t at = line.find(mark);
      if (at == std::string::npos) continue;
      const std::size_t from = mark == "ERROR: " ? at + mark.size() : at;
      if (mark == "ERROR: " && line.find("Sanitizer", from) == std::string::npos) continue;
      const std::size_t end = line.find(" on ", from);
      return line.substr(from, end == std::string::npos ? end : end - from);
    }
  }
  return {};
}

std::string place_of(const Whereabouts& where) {
  switch (where.operation) {
    case Operation::kNone:
      return "outside of its operations";
    case Operation::kLoad:
      return "while it was loaded and made";
    case Operation::kDestroy:
      return "while it was destroyed";
    case Operation::kReset:
    case Operation::kNextDeadline:
    case Operation::kAdvance:
    case Operation::kInject:
    case Operation::kPoll:
    case Operation::kCall:
    case Operation::kInfo:
    case Operation::kState:
    case Operation::kSetKnob:
      return "in " + to_string(where.operation);
  }
  std::unreachable();
}

std::string observed(const worker::Ending& ending, const Whereabouts& where,
                     const worker::Limits& limits, const std::vector<std::string>& lines) {
  const std::string place = place_of(where);
  const std::string sanitizer = sanitizer_verdict(lines);
  switch (ending.how) {
    case How::kSignal:
      if (!sanitizer.empty()) return fmt::format("it died {}: {}", place, sanitizer);
      return fmt::format("it died {}: {}{}", place, signal_name(ending.number),
                         ending.out_of_memory
                             ? fmt::format(", having used up the {} MiB of memory that it may have",
                                           limits.memory >> 20U)
                             : std::string());
    case How::kExit:
      if (!sanitizer.empty()) return fmt::format("it died {}: {}", place, sanitizer);
      return fmt::format("it ended the process {}: exit code {}", place, ending.number);
    case How::kHang:
      return fmt::format("it did not come back within {}, {}", seconds(limits.watchdog), place);
    case How::kBadAnswer:
      return "it wrote into the harness's descriptors";
    case How::kChannelLost:
      return "it closed the harness's descriptors";
    case How::kForked:
      return "it called fork()";
  }
  std::unreachable();
}

}  // namespace

Run run_cut_short(const worker::Ending& ending, const worker::Limits& limits) {
  const Whereabouts where = whereabouts_of(ending.notes);
  Run run;
  run.variant = where.variant;
  Found found;
  judge::Finding& finding = found.finding;
  finding.kind = kind_of(ending.how);
  finding.endpoint = where.endpoint;
  finding.all_states = where.states.empty() ? "-" : where.states.to_string();
  finding.state = where.states.empty() ? "-" : std::string{to_string(where.states.first())};
  finding.event_class = where.event_class();
  finding.expected = expected(ending.how);
  finding.last_words = lines_that_matter(ending.words);
  finding.observed = observed(ending, where, limits, finding.last_words);
  finding.frames = top_frames(ending.words);
  finding.position = where.position;
  finding.script_line = where.script_line;
  finding.at = where.at;
  found.identity = finding.identity();

  run.outcome.verdict = drive::Verdict::kFail;
  run.outcome.line = where.script_line;
  run.outcome.message = fmt::format("the stack: {}", finding.observed);
  run.outcome.virtual_time = where.at - kRunStart;
  run.findings.push_back(std::move(found));
  return run;
}

}  // namespace synspect::gate
