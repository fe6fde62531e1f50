// Every trace of the corpus as a scenario: it goes through the states that the trace goes through.
#include "harness/drive/trace_seeds.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include "harness/drive/scenario_run.h"
#include "harness/drive/script_run.h"
#include "harness/judge/judge.h"
#include "harness/scenario/encoding.h"
#include "harness/scenario/text.h"
#include "harness/script/script.h"
#include "harness/stack_under_test/reference/reference_stack.h"

namespace synspect {
namespace {

const std::filesystem::path kTraces = SYNSPECT_SOURCE_DIR "/corpus/traces";

// The states of every connection that a segment was about, asked of the stack at each observation.
class StatesVisited final : public ObservationSink {
 public:
  StatesVisited(const StackUnderTest& stack, ObservationSink& inner)
      : stack_{stack}, inner_{inner} {}

  void begin(const RunHeader& header) override {
    connections_.clear();
    states.clear();
    inner_.begin(header);
  }
  void observe(const Observation& seen) override {
    if (const auto* segment = std::get_if<SegmentSeen>(&seen.what)) {
      const DecodedSegment& seg = segment->segment;
      const bool ours = segment->direction == Direction::kFromStack;
      const FourTuple sockets =
          ours ? FourTuple{seg.source, seg.destination} : FourTuple{seg.destination, seg.source};
      if (seg.kind == DatagramKind::kTcp &&
          std::ranges::find(connections_, sockets) == connections_.end()) {
        connections_.push_back(sockets);
      }
    }
    for (const FourTuple& sockets : connections_) {
      if (const auto state = stack_.state(sockets)) states.insert(*state);
    }
    inner_.observe(seen);
  }

  std::set<TcpState> states;

 private:
  const StackUnderTest& stack_;
  ObservationSink& inner_;
  std::vector<FourTuple> connections_;
};

std::string words(const std::set<TcpState>& states) {
  std::string all;
  for (const TcpState state : states) all += " " + std::string{to_string(state)};
  return all;
}

std::set<TcpState> states_of_trace(const std::string& name, StackUnderTest& stack) {
  std::ifstream in{kTraces / (name + ".pkt"), std::ios::binary};
  const auto script = script::parse(std::string{std::istreambuf_iterator<char>{in}, {}});
  EXPECT_TRUE(script) << name;
  History history;
  StatesVisited visited{stack, history};
  (void)drive::run_script(*script, {.path = name, .variant = {}}, stack, visited);
  return visited.states;
}

TEST(TraceSeeds, GoThroughTheStatesOfTheirTraces) {
  const auto stack = make_reference_stack();
  const std::vector<drive::Seed> seeds = drive::seeds_of_traces(kTraces, *stack);
  ASSERT_GE(seeds.size(), 160U);
  judge::Judge judge;
  StatesVisited visited{*stack, judge};
  drive::ScenarioRunner runner{*stack, visited};
  std::size_t alike = 0, whole = 0, octets = 0;
  for (const drive::Seed& seed : seeds) {
    EXPECT_EQ(scenario::decode(seed.octets, scenario::Shape::kOneEndpoint), seed.lowered.scenario)
        << seed.name;
    const std::set<TcpState> wanted = states_of_trace(seed.name, *stack);
    EXPECT_EQ(runner.run(seed.lowered.scenario), "") << seed.name;
    EXPECT_TRUE(judge.findings().empty())
        << seed.name << ": " << judge.findings().front().identity() << "\n"
        << scenario::to_text(seed.lowered.scenario);
    octets += seed.octets.size();
    whole += seed.lowered.left_out.empty() ? 1 : 0;
    if (visited.states == wanted) {
      ++alike;
      continue;
    }
    std::cout << seed.name << ": the trace" << words(wanted) << ", the seed"
              << words(visited.states) << '\n';
    for (const std::string& what : seed.lowered.left_out) std::cout << "  " << what << '\n';
  }
  std::cout << alike << " of " << seeds.size() << " alike, " << whole << " whole, "
            << octets / seeds.size() << " octets on average\n";
  EXPECT_GE(alike * 100, seeds.size() * 80);
}

}  // namespace
}  // namespace synspect
