// --output DIR: every finding as a folder that explains and repeats itself.
#pragma once

#include <filesystem>

#include "harness/cli/session.h"
#include "harness/gate/assessment.h"

namespace synspect::cli {

// DIR/findings/<id>/{finding.json, finding.txt, script.pkt, repro.sh}, one per identity.
void keep_findings(const gate::Assessment& all, const std::filesystem::path& folder,
                   const Surroundings& around);

}  // namespace synspect::cli
