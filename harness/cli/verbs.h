// One function per verb, each in the file of its name. Arguments without the verb.
#pragma once

#include <span>
#include <string>

#include "harness/cli/session.h"
#include "harness/gate/exit_code.h"

namespace synspect::cli {

using Arguments = std::span<const std::string>;

[[nodiscard]] gate::ExitCode list(Arguments args, Session& session);
[[nodiscard]] gate::ExitCode replay(Arguments args, Session& session);
[[nodiscard]] gate::ExitCode gate_verb(Arguments args, Session& session);
[[nodiscard]] gate::ExitCode explain(Arguments args, Session& session);
[[nodiscard]] gate::ExitCode show(Arguments args, Session& session);
[[nodiscard]] gate::ExitCode minimize(Arguments args, Session& session);
[[nodiscard]] gate::ExitCode fuzz(Arguments args, Session& session);
[[nodiscard]] gate::ExitCode corpus(Arguments args, Session& session);
[[nodiscard]] gate::ExitCode serve(Arguments args, Session& session);
[[nodiscard]] gate::ExitCode connect(Arguments args, Session& session);
[[nodiscard]] gate::ExitCode doctor(Arguments args, Session& session);

}  // namespace synspect::cli
