#include "harness/gate/run_codec.h"

#include <gtest/gtest.h>

#include <cstdint>

#include "harness/judge/requirements.h"

namespace synspect::gate {
namespace {

Run full_run() {
  Run run;
  run.variant = {.ip_version = IpVersion::kV6, .stack_isn = 7U, .peer_shift = 9};
  run.outcome = {.verdict = drive::Verdict::kFail,
                 .line = 3,
                 .column = 4,
                 .message = "no",
                 .construct = "thing",
                 .virtual_time = Duration{5}};
  Found& found = run.findings.emplace_back();
  found.identity = "who";
  judge::Finding& finding = found.finding;
  finding.clause = judge::requirements()[5].id;
  finding.level = judge::Level::kShouldNot;
  finding.kind = judge::FindingKind::kTiming;
  finding.endpoint = 1;
  finding.connection = FourTuple{{IpAddress::v4(1, 2, 3, 4), 5}, {*IpAddress::parse("::6"), 7}};
  finding.state = "LISTEN";
  finding.all_states = "LISTEN|CLOSED";
  finding.event_class = "timer";
  finding.expected = "this";
  finding.observed = "that";
  finding.differences = {{"seq", "1", "2"}, {"ack", "3", "4"}};
  finding.frames = {"f"};
  finding.last_words = {"argh", "!"};
  finding.position = 11;
  finding.cause = 10;
  finding.script_line = 12;
  finding.at = Time{Duration{13}};
  run.tallies = {{judge::requirements()[0].id, 1, 2}, {judge::requirements()[9].id, 3, 4, 5}};
  run.wall_us = 99;
  return run;
}

std::vector<std::byte> octets_of(const gate::Run& run) {
  Encoder to;
  encode(run, to);
  return to.octets();
}

TEST(RunCodec, WhatGoesInComesOut) {
  for (const gate::Run& run : {full_run(), gate::Run{}}) {
    const auto again = decode_run(octets_of(run));
    ASSERT_TRUE(again);
    EXPECT_EQ(octets_of(*again), octets_of(run));
    EXPECT_EQ(again->outcome.message, run.outcome.message);
    EXPECT_EQ(again->findings.size(), run.findings.size());
    EXPECT_EQ(again->wall_us, run.wall_us);
  }
  const auto again = decode_run(octets_of(full_run()));
  const judge::Finding& finding = again->findings[0].finding;
  EXPECT_EQ(finding.clause, judge::requirements()[5].id);
  EXPECT_EQ(finding.connection, full_run().findings[0].finding.connection);
  EXPECT_EQ(finding.last_words, (std::vector<std::string>{"argh", "!"}));
  EXPECT_EQ(again->tallies[1].broken, 4U);
  EXPECT_EQ(again->tallies[1].states, 5U);
  EXPECT_EQ(again->variant.stack_isn, 7U);
}

TEST(RunCodec, ATraceHeaderToo) {
  const TraceHeader header{{judge::requirements()[3].id}, "what it shows"};
  Encoder to;
  encode(header, to);
  const auto again = decode_header(to.octets());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->clauses, header.clauses);
  EXPECT_EQ(again->shows, header.shows);
}

TEST(RunCodec, TornAndExtendedRunsAreRefused) {
  auto octets = octets_of(full_run());
  for (std::size_t size = 0; size < octets.size(); ++size) {
    EXPECT_FALSE(decode_run(std::span{octets}.first(size))) << size;
  }
  octets.push_back(std::byte{0});
  EXPECT_FALSE(decode_run(octets));
}

// Any octet may be anything: refused, or a run that can be encoded again.
TEST(RunCodec, DamagedRunsNeverCrash) {
  const auto good = octets_of(full_run());
  int refused = 0;
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (const int value : {0x00, 0x01, 0x7f, 0x80, 0xff}) {
      auto bad = good;
      bad[at] = static_cast<std::byte>(value);
      const auto run = decode_run(bad);
      if (!run) {
        ++refused;
      } else {
        EXPECT_EQ(octets_of(*run).size(), bad.size()) << at;
      }
    }
  }
  EXPECT_GT(refused, 100);
}

}  // namespace
}  // namespace synspect::gate
