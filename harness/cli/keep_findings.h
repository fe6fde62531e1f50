// --output DIR: every finding as a folder that explains and repeats itself.
#pragma once

#include <filesystem>

#include "harness/cli/session.h"
#include "harness/gate/assessment.h"

namespace synspect::cli {

// DIR/findings/<id>/{finding.json, finding.txt, script.pkt, trace.pcapng, ladder.txt, repro.sh},
// one per identity. script.pkt is the run itself, lowered, whatever it came from; it is replayed
// before it is kept, and repro.sh falls back on the run of origin where that draws another answer.
void keep_findings(const gate::Assessment& all, const std::filesystem::path& folder,
                   const Surroundings& around, int jobs);

}  // namespace synspect::cli
