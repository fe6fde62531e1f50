// Which findings of a run are causes. A stack that has left the path of the RFC on a connection is
// judged by where it should be from then on, so that one deviation draws a tail of findings; a
// campaign that kept a folder for each would bury the one in the others.
#pragma once

#include <span>
#include <vector>

#include "harness/judge/finding.h"

namespace synspect::trial {

// Of every connection of every end the first finding by what set it off, of several of one cause
// the first that the judge names. What concerns no connection (CLOSED, LISTEN) leads nowhere: each
// of those counts on its own, and hides nothing. Every identity once.
[[nodiscard]] std::vector<const judge::Finding*> first_of_each(
    std::span<const judge::Finding> findings);

}  // namespace synspect::trial
