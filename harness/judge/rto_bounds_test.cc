#include "harness/judge/rto_bounds.h"

#include <gtest/gtest.h>

namespace synspect::judge {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

RtoBounds after(std::initializer_list<int> samples_ms) {
  RtoBounds bounds;
  for (const int ms : samples_ms) bounds.take(milliseconds{ms}, milliseconds{ms}, true);
  return bounds;
}

TEST(RtoBounds, FollowTheFormulas) {  // 6298-2.2, 6298-2.3-a, 6298-2.3-b
  EXPECT_EQ(after({2000}).least_rto(), seconds{6});
  EXPECT_TRUE(after({2000}).one_sample());
  EXPECT_EQ(after({2000, 4000}).least_rto(), milliseconds{7250});
  EXPECT_EQ(after({2000, 4000}).most_rto(), milliseconds{7250});
  EXPECT_EQ(after({2000, 4000}).least_wrong_order(), milliseconds{7000});
  EXPECT_EQ(after({2000, 4000}).least_before(), seconds{6});
  EXPECT_EQ(after({2000, 4000}).least_with_any_gains(), seconds{2});
}

TEST(RtoBounds, HoldEveryChoiceOfSamples) {
  // Three round trips, the middle one perhaps not timed.
  RtoBounds both = after({1000});
  both.take(milliseconds{300}, milliseconds{300}, false);
  both.take(milliseconds{1000}, milliseconds{1000}, true);
  for (const RtoBounds& one : {after({1000, 300, 1000}), after({1000, 1000})}) {
    EXPECT_LE(both.least_rto(), one.least_rto());
    EXPECT_GE(both.most_rto(), one.most_rto());
  }
  EXPECT_FALSE(both.one_sample());
}

TEST(RtoBounds, ClaimNothingWithoutACertainSample) {
  RtoBounds bounds;
  EXPECT_TRUE(bounds.blank());
  bounds.take(seconds{1}, seconds{2}, false);
  EXPECT_FALSE(bounds.blank());
  EXPECT_EQ(bounds.least_rto(), seconds{0});
  EXPECT_EQ(bounds.least_with_any_gains(), seconds{0});
  bounds = after({4000});
  bounds.forget();  // timestamps
  EXPECT_FALSE(bounds.blank());
  EXPECT_EQ(bounds.least_rto(), seconds{0});
}

TEST(RtoBounds, MayStartAnewAfterBackoffs) {  // 6298-5-b
  RtoBounds bounds = after({4000});
  bounds.may_start_anew();
  bounds.take(milliseconds{100}, milliseconds{100}, true);
  EXPECT_EQ(bounds.least_rto(), milliseconds{300});
  EXPECT_GE(bounds.most_rto(), after({4000, 100}).least_rto());
}

}  // namespace
}  // namespace synspect::judge
