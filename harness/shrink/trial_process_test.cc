// A stack with bad habits behind a trial in a process of its own.
#include "harness/shrink/trial_process.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>

#include "harness/scenario/encoding.h"
#include "harness/shrink/shrink.h"
#include "harness/stack_under_test/reference/reference_stack.h"

namespace synspect::shrink {
namespace {

using scenario::Call;
using scenario::Move;
using scenario::Scenario;
using scenario::Shape;
using scenario::Wait;

// The reference, until a segment with FIN arrives.
class Mortal final : public StackUnderTest {
 public:
  explicit Mortal(void (*die)()) : die_{die} {}
  const Capabilities& capabilities() const override { return inner_->capabilities(); }
  std::expected<void, Refusal> reset(const ResetConfig& c) override { return inner_->reset(c); }
  Time now() const override { return inner_->now(); }
  std::optional<Time> next_deadline() const override { return inner_->next_deadline(); }
  Time advance_to(Time limit) override { return inner_->advance_to(limit); }
  void inject(std::span<const std::byte> datagram) override {
    if (decode(datagram).has(kFin)) die_();
    inner_->inject(datagram);
  }
  bool poll(StackOutput& out) override { return inner_->poll(out); }
  CallResult call(const UserCall& what) override { return inner_->call(what); }
  std::optional<StackInfo> info(Handle h) const override { return inner_->info(h); }

 private:
  std::unique_ptr<StackUnderTest> inner_{make_reference_stack()};
  void (*die_)();
};

TrialRecipe recipe(std::string_view target, gate::StackFactory stack) {
  return {trial::find_target(target), std::move(stack), [] { return make_reference_stack(); }};
}
gate::StackFactory mortal(void (*die)()) {
  return [die] { return std::make_unique<Mortal>(die); };
}

std::vector<std::uint8_t> handshake_and(Move::Kind last) {
  Scenario scenario;
  scenario.events = {Call{.kind = Call::Kind::kOpenPassive}, Move{.kind = Move::Kind::kSyn},
                     Move{.kind = Move::Kind::kAck}, Move{.kind = last}, Wait{.amount = 12}};
  return scenario::encode(scenario);
}

// A death that no sanitizer turns into a report with frames.
void die() { static_cast<void>(raise(SIGUSR1)); }
constexpr const char* kCrash = "crash CLOSE-WAIT segment:FIN,ACK";

TEST(TrialProcess, TheReferenceShowsNothing) {
  TrialProcess process{recipe("state_machine", [] { return make_reference_stack(); }), {}};
  for (int i = 0; i < 3; ++i) {
    const Sight sight = process.look(handshake_and(Move::Kind::kFin));
    EXPECT_TRUE(sight.objections.empty());
    EXPECT_FALSE(sight.death);
  }
}

TEST(TrialProcess, ACrashIsWhatTheInputShowsAndTheNextInputIsRunAllTheSame) {
  TrialProcess process{recipe("state_machine", mortal(die)), {}};
  EXPECT_TRUE(process.look(handshake_and(Move::Kind::kText)).objections.empty());
  const Sight sight = process.look(handshake_and(Move::Kind::kFin));
  ASSERT_TRUE(sight.death);
  EXPECT_TRUE(sight.shows(kCrash)) << sight.objections.front().identity;
  EXPECT_GT(sight.operations, 5U);
  EXPECT_TRUE(process.look(handshake_and(Move::Kind::kText)).objections.empty());
  EXPECT_EQ(process.look(handshake_and(Move::Kind::kFin)).operations, sight.operations);
}

TEST(TrialProcess, AHangIsToldAsSuch) {
  worker::Limits limits;
  limits.watchdog = std::chrono::milliseconds{300};
  TrialProcess process{recipe("state_machine", mortal([] {
                                while (true) pause();
                              })),
                       limits};
  const Sight sight = process.look(handshake_and(Move::Kind::kFin));
  ASSERT_TRUE(sight.death);
  EXPECT_TRUE(sight.shows("hang CLOSE-WAIT segment:FIN,ACK"));
}

TEST(TrialProcess, EveryTargetKnowsWhatKilledIt) {
  for (const char* target : {"metamorphic", "differential"}) {
    TrialProcess process{recipe(target, mortal([] { _exit(0); })), {}};
    const Sight sight = process.look(handshake_and(Move::Kind::kFin));
    ASSERT_TRUE(sight.death) << target;
    EXPECT_TRUE(sight.shows("crash - segment:FIN,ACK")) << sight.objections.front().identity;
  }
}

TEST(TrialProcess, AStackThatCannotBeLoadedIsAnError) {
  TrialProcess process{recipe("state_machine",
                              []() -> std::unique_ptr<StackUnderTest> {
                                throw gate::CannotLoad{gate::CannotLoad::Why::kUsage, "no such"};
                              }),
                       {}};
  EXPECT_THROW(static_cast<void>(process.look({})), gate::CannotLoad);
}

TEST(TrialProcess, ACrashIsShrunkToTheStepsThatItTakes) {
  TrialProcess process{recipe("state_machine", mortal(die)), {}};
  Scenario start = scenario::decode(handshake_and(Move::Kind::kFin), Shape::kOneEndpoint);
  start.events.insert(start.events.begin() + 3, 6, Move{.kind = Move::Kind::kText, .length = 9});
  const auto shrunk = shrink(start, [&](const Scenario& scenario) {
    return process.look(scenario::encode(scenario)).shows(kCrash);
  });
  ASSERT_TRUE(shrunk);
  EXPECT_TRUE(shrunk->complete);
  EXPECT_EQ(shrunk->scenario.events.size(), 3U);  // open, SYN, FIN
}

// A second run, stopped short of the operation that killed the first, comes as far and no further.
TEST(TrialProcess, ARunStoppedShortShowsTheWayToTheCrash) {
  const TrialRecipe way = recipe("state_machine", mortal(die));
  TrialProcess process{way, {}};
  const auto input = handshake_and(Move::Kind::kFin);
  const Sight sight = process.look(input);
  ASSERT_TRUE(sight.death);
  const auto page = std::make_unique<worker::Page>();
  gate::Notes notes{*page};
  const auto trial = way.make(notes);
  notes.variant({});
  notes.stop_short(sight.operations, FailureKind::kSignal);
  const trial::Kept kept = trial->keep(scenario::decode(input, Shape::kOneEndpoint));
  EXPECT_EQ(kept.broken, "the stack died");
  const auto all = kept.history->observations();
  ASSERT_GT(all.size(), 3U);
  bool fin = false;
  for (const Observation& seen : all) {
    const auto* segment = std::get_if<SegmentSeen>(&seen.what);
    fin = fin || (segment != nullptr && segment->segment.has(kFin));
  }
  EXPECT_TRUE(fin);
}

}  // namespace
}  // namespace synspect::shrink
