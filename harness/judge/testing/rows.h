// For every rule: an exchange that satisfies it and one that breaks it.
#pragma once

#include <span>

#include "harness/judge/testing/exchange.h"

namespace synspect::judge {

using Play = void (*)(Exchange&);

struct Row {
  const char* clause;
  Play good;  // no finding at all, and the clause upheld
  Play bad;   // this clause accused
};

[[nodiscard]] std::span<const Row> header_rows();
[[nodiscard]] const Row& row_for_ipv4();  // MUST-67
[[nodiscard]] std::span<const Row> open_rows();
[[nodiscard]] std::span<const Row> reset_rows();
[[nodiscard]] std::span<const Row> state_rows();
[[nodiscard]] std::span<const Row> stream_rows();
[[nodiscard]] std::span<const Row> close_rows();
[[nodiscard]] std::span<const Row> timer_rows();
[[nodiscard]] std::span<const Row> rto_rows();
[[nodiscard]] std::span<const Row> probe_rows();
[[nodiscard]] std::span<const Row> limit_rows();
[[nodiscard]] std::span<const Row> call_rows();
[[nodiscard]] std::span<const Row> flow_rows();
[[nodiscard]] std::span<const Row> data_rows();
[[nodiscard]] std::span<const Row> urgent_rows();
[[nodiscard]] std::span<const Row> ecn_rows();
[[nodiscard]] std::span<const Row> option_rows();

// The stack in each state, both numbers known; "FIN" is at 1 in its stream.
void fin_wait_1(Exchange& e);
void fin_wait_2(Exchange& e);
void close_wait(Exchange& e);
void closing(Exchange& e);
void last_ack(Exchange& e);
void time_wait(Exchange& e);

}  // namespace synspect::judge
