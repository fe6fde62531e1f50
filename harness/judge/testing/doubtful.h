// Conforming exchanges that several explanations fit: no finding may come of any of them.
#pragma once

#include <span>

#include "harness/judge/testing/rows.h"

namespace synspect::judge {

struct Doubtful {
  const char* name;  // what is open, and the clause that must keep silent
  Play play;
};

// Plays each at three places of the number circle.
void expect_silence(std::span<const Doubtful> rows);

// Two wait, one was handed out: nobody can tell which.
void two_connections(Exchange& e);

}  // namespace synspect::judge
