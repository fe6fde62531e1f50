#include "harness/cli/script_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string_view>
#include <system_error>
#include <utility>

#include "harness/cli/aside.h"
#include "harness/cli/output_file.h"
#include "harness/cli/rerun.h"
#include "harness/cli/stacks.h"
#include "harness/gate/play.h"
#include "reports/ladder.h"
#include "reports/pcapng.h"
#include "reports/wording.h"

namespace synspect::cli {

namespace fs = std::filesystem;

ScriptFolder::ScriptFolder(const InputQuestion& question, const KeepOptions& options,
                           const Surroundings& around, fs::path home)
    : question_{question}, options_{options}, around_{around}, home_{std::move(home)} {
  make_folder(home_);
}

std::optional<gate::Found> ScriptFolder::replayed(const std::string& identity) const {
  const gate::Item item = gate::TraceFile{"script.pkt", home_ / "script.pkt", ""};
  gate::PlayOptions play;
  play.forked = options_.limits;
  const auto results = gate::play(std::span{&item, 1}, play,
                                  gate::stack_engine(stack_named(question_.stack, around_), {}));
  for (const gate::Run& run : results.front().runs) {
    const auto at = std::ranges::find(run.findings, identity, &gate::Found::identity);
    if (at != run.findings.end()) return *at;
  }
  return std::nullopt;
}

bool ScriptFolder::keep_script(InputRun& seen, gate::Found& found) const {
  const ScriptOfFinding* good = nullptr;
  for (ScriptOfFinding& script : seen.scripts) {
    if (good != nullptr && good->numbers == script.numbers) continue;  // tighter, no better
    if (seen.died) {
      write_file(home_ / "script.pkt", script.text);
      script.confirmed = replayed(found.identity).has_value();
    }
    if (script.confirmed && (good == nullptr || script.portable())) good = &script;
    if (good != nullptr && good->portable()) break;
  }
  std::error_code error;
  fs::remove(home_ / "script.pkt", error);
  if (good == nullptr) return false;
  write_file(home_ / "script.pkt", header_of(found, *good) + good->text);
  if (const auto again = replayed(found.identity)) {
    found = *again;
    write_file(home_ / "script.pkt", header_of(found, *good) + good->text);
  }
  return true;
}

void ScriptFolder::keep_pictures(const InputRun& seen, bool script) const {
  std::string ladder = seen.ladder;
  std::string capture = seen.capture;
  if (script && question_.target != "endpoints") {
    const Watched watched = aside_watched(
        [&](gate::Notes& notes) {
          const auto run = rerun({(home_ / "script.pkt").string(), question_.stack, "rfc", {}, {}},
                                 around_, &notes);
          if (!run) return Answer{};
          return Answer{
              reports::ladder_text((*run)->history, {.style = {}, .stack = question_.stack}),
              reports::pcapng((*run)->history, reports::notes_of((*run)->findings),
                              {.octets = kMostCapture})};
        },
        options_.limits);
    if (watched.answer && watched.answer->size() == 2) {
      ladder = watched.answer->at(0).substr(0, kMostCapture);
      capture = watched.answer->at(1);
    }
  }
  if (!ladder.empty()) write_file(home_ / "ladder.txt", ladder);
  if (!capture.empty()) write_file(home_ / "trace.pcapng", capture);
}

std::string ScriptFolder::header_of(const gate::Found& found, const ScriptOfFinding& script) const {
  std::string text;
  const auto line = [&text](std::string_view name, std::string_view value) {
    if (!value.empty()) text += fmt::format("// {}: {}\n", name, reports::one_line(value));
  };
  line("clauses", found.finding.clause.text());
  line("shows", told_in_a_line(std::string{found.finding.clause.text()}, found.finding.expected,
                               found.finding.observed));
  line("identity", found.identity);
  line("seen first in", options_.seen_in);
  line("portable", script.portable_words());
  for (const std::string& what : script.left_out) line("left out", what);
  return text;
}

}  // namespace synspect::cli
