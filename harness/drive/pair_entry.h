// The founding scenarios and those of the RFC's own user calls: one list for run_pair().
#pragma once

#include <span>

#include "harness/drive/pair.h"
#include "harness/drive/pair_run.h"

namespace synspect::drive {

struct PairEntry {
  PairScenario scenario;
  void (*play)(Pair&);
  bool rfc_calls{};  // needs the calls of RFC 9293 3.9.1 at both ends
};

[[nodiscard]] std::span<const PairEntry> call_scenarios();  // pair_calls.cc

}  // namespace synspect::drive
