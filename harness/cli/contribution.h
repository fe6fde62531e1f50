// `synspect list traces --contribution` and `--idle`: what each trace adds to the corpus.
#pragma once

#include "harness/cli/session.h"

namespace synspect::cli {

// Plays the corpus once on the reference and once on every planted fault that is built.
void list_contributions(int jobs, Session& session);

// Names the traces that add nothing, and asks of a planted fault only what that takes. Pair
// scenarios are left out: two ends in one run are what they add.
void list_idle_traces(int jobs, Session& session);

}  // namespace synspect::cli
