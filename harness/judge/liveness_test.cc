// Rules that bind at the end of a run, and octets by their place in the pattern.
#include <gtest/gtest.h>

#include "harness/history/pattern.h"
#include "harness/judge/testing/rows.h"

namespace synspect::judge {
namespace {

// Text is taken, but the acknowledgment of `acked` octets is all that comes before the silence.
void transfer(Exchange& e, std::int64_t acked, int milliseconds) {
  e.passive().send(20).stack("PA", 1, 1, {.length = 20}).peer("A", 1, 1 + acked);
  e.faults_stop().pass(milliseconds).end();
}

constexpr int kPastTheBound = 3'600'000 + 240'000 + 480'000 + 1000;

TEST(Liveness, TextThatNeverGetsThroughIsToldOnceTheBoundHasPassed) {
  Exchange good{{}};
  transfer(good, 20, kPastTheBound);
  EXPECT_EQ(good.findings(), "");
  EXPECT_GT(good.upheld("9293-3.6-c"), 0U);
  Exchange bad{{}};
  transfer(bad, 12, kPastTheBound);
  EXPECT_TRUE(bad.accused("9293-3.6-c")) << bad.findings();
  Exchange early{{}};
  transfer(early, 12, 1000);
  EXPECT_FALSE(early.accused("9293-3.6-c"));
}

// Text is still out when the user closes, so that the FIN is not due at once.
void closing_late(Exchange& e, bool fin, int milliseconds) {
  e.passive().send(20).stack("PA", 1, 1, {.length = 20}).shutdown().peer("A", 1, 21);
  if (fin) e.stack("FA", 21, 1).peer("A", 1, 22);
  e.faults_stop().pass(milliseconds).end();
}

TEST(Liveness, FinThatNeverFollowsTheCloseIsTold) {
  Exchange good{{}};
  closing_late(good, true, kPastTheBound);
  EXPECT_EQ(good.findings(), "");
  EXPECT_GT(good.upheld("9293-3.6-d"), 0U);
  Exchange bad{{}};
  closing_late(bad, false, kPastTheBound);
  EXPECT_TRUE(bad.accused("9293-3.6-d")) << bad.findings();
  Exchange early{{}};
  closing_late(early, false, 1000);
  EXPECT_FALSE(early.accused("9293-3.6-d")) << early.findings();
}

void peer_closes(Exchange& e, bool answered, int milliseconds) {
  e.passive().peer("FA", 1, 1);
  if (answered) e.stack("A", 1, 2);
  e.faults_stop().pass(milliseconds).end();
}

TEST(Liveness, PeersFinThatIsNeverAcknowledgedIsTold) {
  Exchange good{{}};
  peer_closes(good, true, kPastTheBound);
  EXPECT_EQ(good.findings(), "");
  EXPECT_GT(good.upheld("9293-3.6-e"), 0U);
  Exchange bad{{}};
  peer_closes(bad, false, kPastTheBound);
  EXPECT_TRUE(bad.accused("9293-3.6-e")) << bad.findings();
  Exchange early{{}};
  peer_closes(early, false, 400);  // within the half second that an ACK may wait
  EXPECT_FALSE(early.accused("9293-3.6-e")) << early.findings();
}

// There is room for the FIN when the user has read, not before.
void fin_at_a_shut_window(Exchange& e, std::size_t read) {
  e.passive().peer("A", 1, 1, {.length = 8000}).stack("A", 1, 8001, {.window = 0});
  e.receive(read).peer("FA", 8001, 1).stack("A", 1, 8001, {.window = 0});
  e.faults_stop().pass(kPastTheBound).end();
}

TEST(Liveness, PeersFinFindsNoRoomWhereTheUserDoesNotRead) {
  Exchange unread{{}};
  fin_at_a_shut_window(unread, 100);
  EXPECT_FALSE(unread.accused("9293-3.6-e")) << unread.findings();
  Exchange empty{{}};
  fin_at_a_shut_window(empty, 8000);
  EXPECT_TRUE(empty.accused("9293-3.6-e")) << empty.findings();
}

// R2 runs from the text on, though only a late ACK shows for certain that the SYN was taken.
void opened_in_doubt(Exchange& e, bool late) {
  e.capabilities().timing.r2_data = std::chrono::seconds{300};
  e.capabilities().timing.max_rto = std::chrono::seconds{60};
  e.connect().stack("S", 0).peer("S", 0).stack("SA", 0, 1).peer("SA", 0, 1).stack("A", 1, 1);
  e.send(1).stack("PA", 1, 1, {.length = 1}).pass(late ? 250'000 : 10'000).close();
  e.faults_stop().peer("A", 1, 1).pass(kPastTheBound).end();
}

TEST(Liveness, TextMayHaveBeenGivenUp) {
  Exchange good{{}};
  opened_in_doubt(good, true);
  EXPECT_FALSE(good.accused("9293-3.6-c")) << good.findings();
  Exchange bad{{}};
  opened_in_doubt(bad, false);
  EXPECT_TRUE(bad.accused("9293-3.6-c")) << bad.findings();
}

TEST(Pattern, OctetsAwayFromTheirPlaceAreSeenWithoutAnySend) {
  for (const bool change : {false, true}) {
    Exchange e{{}};
    e.endpoint().pattern_salt = kPatternSalts[0];
    e.listen().peer("S", 0).stack("SA", 0, 1).peer("A", 1, 1);
    e.stack("PA", 1, 1, {.length = 20, .xor_payload = std::uint8_t{change}});
    EXPECT_EQ(e.accused("9293-3.9.1.2-b"), change) << e.findings();
  }
}

}  // namespace
}  // namespace synspect::judge
