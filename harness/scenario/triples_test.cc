#include "harness/scenario/triples.h"

#include <gtest/gtest.h>

#include <set>

#include "harness/history/decode/decoded_segment.h"

namespace synspect::scenario {
namespace {

TEST(Triples, IndexIsThePlaceInTheList) {
  for (std::size_t i = 0; i < kTriples; ++i) EXPECT_EQ(index_of(triples()[i]), i);
}

TEST(Triples, WhatNoClauseAllowsIsNotListed) {
  using enum TcpState;
  const Triple illegal[] = {
      {kListen, EventClass::kSyn, kEstablished},  // a two-way handshake
      {kListen, EventClass::kAck, kEstablished}, {kSynSent, EventClass::kAck, kEstablished},
      {kFinWait2, EventClass::kAck, kTimeWait},  {kEstablished, EventClass::kAck, kCloseWait},
      {kTimeWait, EventClass::kAck, kClosed},    {kCloseWait, EventClass::kSend, kLastAck},
      {kClosed, EventClass::kSyn, kSynReceived},
  };
  for (const Triple& triple : illegal) EXPECT_EQ(index_of(triple), kTriples);
}

TEST(Triples, Figure5NamesEveryStateTwice) {
  std::set<TcpState> from;
  std::set<TcpState> to;
  for (const Triple& edge : figure_5()) {
    from.insert(edge.from);
    to.insert(edge.to);
  }
  EXPECT_EQ(from.size(), static_cast<std::size_t>(kTcpStateCount));
  EXPECT_EQ(to.size(), static_cast<std::size_t>(kTcpStateCount));
}

TEST(Triples, ClassOfASegment) {
  EXPECT_EQ(class_of(synspect::kRst | synspect::kSyn, false), EventClass::kRst);
  EXPECT_EQ(class_of(synspect::kSyn | synspect::kFin, false), EventClass::kSyn);
  EXPECT_EQ(class_of(synspect::kFin, true), EventClass::kNoAck);
  EXPECT_EQ(class_of(synspect::kFin | synspect::kAck, true), EventClass::kFin);
  EXPECT_EQ(class_of(synspect::kAck | synspect::kPsh, true), EventClass::kText);
  EXPECT_EQ(class_of(synspect::kAck, false), EventClass::kAck);
}

}  // namespace
}  // namespace synspect::scenario
