// What repeats and shows a finding of a fuzz target, in its folder: script.pkt, ladder.txt,
// trace.pcapng. Told of the run of the script wherever there is one, so that the folder, `replay`
// and `show` say the same.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "harness/cli/input_run.h"
#include "harness/cli/keep_scenario.h"
#include "harness/cli/session.h"

namespace synspect::cli {

class ScriptFolder {
 public:
  // All outlive it; the folder is made.
  ScriptFolder(const InputQuestion& question, const KeepOptions& options,
               const Surroundings& around, std::filesystem::path home);

  // script.pkt, if one of the scripts is confirmed. `found` is told anew as a replay has it: times,
  // lines and numbers are those that whoever repeats it will see.
  bool keep_script(InputRun& seen, gate::Found& found) const;
  // The run of script.pkt, with its lines. Of two endpoints a script sees one: the run itself says
  // more.
  void keep_pictures(const InputRun& seen, bool script) const;

  [[nodiscard]] const std::filesystem::path& home() const { return home_; }

 private:
  // What script.pkt draws, the way that `replay` runs it.
  [[nodiscard]] std::optional<gate::Found> replayed(const std::string& identity) const;
  [[nodiscard]] std::string header_of(const gate::Found& found,
                                      const ScriptOfFinding& script) const;

  const InputQuestion& question_;
  const KeepOptions& options_;
  const Surroundings& around_;
  std::filesystem::path home_;
};

}  // namespace synspect::cli
