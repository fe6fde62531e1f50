// Every state against every class of event, refusals included, as one reviewed text.
// SYNSPECT_UPDATE=1 writes stack/state_matrix.txt anew.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "stack/test_matrix_arrivals.h"
#include "stack/test_matrix_events.h"
#include "stack/test_matrix_words.h"
#include "stack/test_tcb.h"

namespace synspect::tcp {
namespace {

struct Start {
  std::string name;
  std::function<Bench(std::uint32_t base)> reach;
};

Bench crossing_syns(std::uint32_t base) {
  Bench bench = in_state(State::kSynSent, base);
  bench.peer_syn(false);
  return bench;
}

Bench closed_before_established(std::uint32_t base, bool text_waits) {
  Bench bench = in_state(State::kSynReceived, base);
  if (text_waits) bench.calls(SendCall{.data = kText});
  bench.close();
  return bench;
}

// Every state by its shortest way, and the other ways that the RFC tells apart.
std::vector<Start> starts() {
  std::vector<Start> all;
  for (const State state : kStates) {
    all.push_back({std::string{to_string(state)},
                   [state](std::uint32_t base) { return in_state(state, base); }});
  }
  all.push_back({"SYN-RECEIVED after SYN-SENT", crossing_syns});  // MUST-11
  all.push_back({"SYN-RECEIVED, a CLOSE waits behind a SEND",     // 9293-3.10.4-e
                 [](std::uint32_t base) { return closed_before_established(base, true); }});
  all.push_back({"FIN-WAIT-1 by CLOSE in SYN-RECEIVED",  // 9293-3.10.4-d
                 [](std::uint32_t base) { return closed_before_established(base, false); }});
  return all;
}

std::vector<EventClass> events() {
  std::vector<EventClass> all{std::begin(kArrivals), std::end(kArrivals)};
  all.insert(all.end(), std::begin(kOtherEvents), std::end(kOtherEvents));
  return all;
}

std::string matrix(std::uint32_t base) {
  static const std::vector<EventClass> kEvents = events();
  std::ostringstream out;
  out << "What the core does in every state with every class of event (RFC 9293 3.10).\n"
         "state after | segments sent | signals to the user | timers (ms left) | answer to a call\n"
         "SYN-RECEIVED is by a passive open; all later states by an active one.\n";
  for (const Start& start : starts()) {
    out << "\n" << start.name << "\n";
    for (const EventClass& event : kEvents) {
      Bench bench = start.reach(base);
      const State state = bench.tcb.state;
      EXPECT_EQ(start.name.find(to_string(state)), 0U) << start.name;
      event.happen(bench);
      out << "  " << event.name << std::string(44 - std::string{event.name}.size(), ' ') << "-> "
          << (bench.tcb.state == state ? "same" : std::string{to_string(bench.tcb.state)}) << " |";
      for (const Segment& segment : bench.effects.transmit) out << " " << describe(bench, segment);
      out << (bench.effects.transmit.empty() ? " -" : "") << " |";
      for (const Notice notice : bench.effects.notices) out << " " << name_of(notice);
      out << (bench.effects.notices.empty() ? " -" : "") << " | " << timers(bench);
      if (event.call) out << " | " << answer(bench.effects);
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
