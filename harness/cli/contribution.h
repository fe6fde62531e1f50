// `synspect list traces --contribution`: what each trace adds to the corpus.
#pragma once

#include "harness/cli/session.h"

namespace synspect::cli {

// Plays the corpus once on the reference and once on every planted fault that is built.
void list_contributions(int jobs, Session& session);

}  // namespace synspect::cli
