// Every state against every class of event, refusals included, as one reviewed text.
// SYNSPECT_UPDATE=1 writes stack/state_matrix.txt anew.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "stack/test_matrix_events.h"
#include "stack/test_matrix_words.h"
#include "stack/test_tcb.h"

namespace synspect::tcp {
namespace {

std::string matrix(std::uint32_t base) {
  std::ostringstream out;
  out << "What the core does in every state with every class of event (RFC 9293 3.10).\n"
         "state after | segments sent | signals to the user | answer to a call\n"
         "SYN-RECEIVED is by a passive open; all later states by an active one.\n";
  for (const State state : kStates) {
    out << "\n" << to_string(state) << "\n";
    for (const EventClass& event : kEvents) {
      Bench bench = in_state(state, base);
      EXPECT_EQ(bench.tcb.state, state);
      event.happen(bench);
      out << "  " << event.name << std::string(44 - std::string{event.name}.size(), ' ') << "-> "
          << (bench.tcb.state == state ? "same" : std::string{to_string(bench.tcb.state)}) << " |";
      for (const Segment& segment : bench.effects.transmit) out << " " << describe(bench, segment);
      out << (bench.effects.transmit.empty() ? " -" : "") << " |";
      for (const Notice notice : bench.effects.notices) out << " " << name_of(notice);
      out << (bench.effects.notices.empty() ? " -" : "");
      if (event.call) out << " | " << name_of(bench.effects.status);
      out << "\n";
    }
  }
  return out.str();
}

// 9293-3.6-j, 5961-3.2-6.
TEST(StateMatrix, IsAsReviewedAtEverySequenceBase) {
  const std::string path = SYNSPECT_SOURCE_DIR "/stack/state_matrix.txt";
  const std::string now = matrix(0x1000);
  if (std::getenv("SYNSPECT_UPDATE") != nullptr) std::ofstream{path} << now;
  std::stringstream reviewed;
  reviewed << std::ifstream{path}.rdbuf();
  EXPECT_EQ(now, reviewed.str());
  for (const std::uint32_t base : kBases) EXPECT_EQ(matrix(base), now) << base;
}

}  // namespace
}  // namespace synspect::tcp
