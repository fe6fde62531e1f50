// Of the findings of a run only those count as causes that do not follow from an earlier one.
#include "harness/trial/first_of_each.h"

#include <gtest/gtest.h>

namespace synspect::trial {
namespace {

judge::Finding finding(judge::ClauseId clause, std::uint16_t port, const char* state,
                       std::uint64_t cause) {
  judge::Finding one;
  one.clause = clause;
  one.connection = FourTuple{{IpAddress::v4(192, 0, 2, 1), port}, {}};
  one.all_states = state;
  one.state = one.all_states.substr(0, one.all_states.find('|'));
  one.event_class = "segment:ACK";
  one.cause = cause;
  one.position = cause + 10;
  return one;
}

std::vector<std::string> clauses(const std::vector<const judge::Finding*>& findings) {
  std::vector<std::string> all;
  for (const judge::Finding* one : findings) all.emplace_back(one->clause.text());
  return all;
}

TEST(FirstOfEach, LeavesOutWhatFollowsOnTheSameConnection) {
  const std::vector all = {finding("MUST-1", 1, "ESTABLISHED", 5),
                           finding("MUST-2", 1, "ESTABLISHED", 7),
                           finding("MUST-3", 2, "SYN-SENT", 6)};
  EXPECT_EQ(clauses(first_of_each(all)), (std::vector<std::string>{"MUST-1", "MUST-3"}));
}

// A silence is told when the time for an answer is over; what broke the rule came before.
TEST(FirstOfEach, GoesByWhatSetItOff) {
  std::vector all = {finding("MUST-1", 1, "ESTABLISHED", 9),
                     finding("MUST-2", 1, "ESTABLISHED", 5)};
  all[1].position = 30;
  EXPECT_EQ(clauses(first_of_each(all)), (std::vector<std::string>{"MUST-2"}));
}

TEST(FirstOfEach, OfOneCauseTheFirstNamed) {
  const std::vector all = {finding("MUST-2", 1, "ESTABLISHED", 5),
                           finding("MUST-1", 1, "ESTABLISHED", 5)};
  EXPECT_EQ(clauses(first_of_each(all)), (std::vector<std::string>{"MUST-2"}));
}

TEST(FirstOfEach, ARefusalInClosedHidesNothing) {
  const std::vector all = {finding("MUST-1", 1, "CLOSED", 5), finding("MUST-2", 1, "LISTEN", 6),
                           finding("MUST-3", 1, "ESTABLISHED", 7)};
  EXPECT_EQ(clauses(first_of_each(all)), (std::vector<std::string>{"MUST-1", "MUST-2", "MUST-3"}));
}

TEST(FirstOfEach, WhereAConnectionMayBeThereIsOneThatGoesAstray) {
  const std::vector all = {finding("MUST-1", 1, "LISTEN|ESTABLISHED", 5),
                           finding("MUST-2", 1, "FIN-WAIT-1", 6)};
  EXPECT_EQ(clauses(first_of_each(all)), (std::vector<std::string>{"MUST-1"}));
}

TEST(FirstOfEach, EveryIdentityOnce) {
  const std::vector all = {finding("MUST-1", 1, "ESTABLISHED", 5),
                           finding("MUST-1", 2, "ESTABLISHED", 6)};
  EXPECT_EQ(first_of_each(all).size(), 1U);
}

}  // namespace
}  // namespace synspect::trial
