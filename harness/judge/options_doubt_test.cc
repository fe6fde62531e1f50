// Uses of window scale, timestamps and SACK that the RFCs allow: no finding may come of any of
// them.
#include <gtest/gtest.h>

#include "harness/judge/testing/options.h"
#include "harness/judge/testing/rows.h"

namespace synspect::judge {
namespace {

using E = Exchange;

void text(E& e, std::int64_t at, std::uint32_t value, std::uint32_t echo = 100) {
  e.peer("A", at, 1, {.length = 10, .options = stamps(value, echo)});
}
void acked(E& e, std::int64_t ack, std::uint32_t echo, std::uint32_t clock = 120) {
  e.stack("A", 1, ack, {.options = stamps(clock, echo)});
}

struct Conforming {
  const char* name;
  Play play;
};

constexpr Conforming kRows[] = {
    {"crossing SYNs: what the own SYN had comes again (7323-3.2-10)",
     [](E& e) {
       e.connect().stack("S", 0, 0, {.options = mss_and(stamps(100))}).peer("S", 0);
       e.stack("SA", 0, 1, {.options = mss_and(stamps(100))});
     }},
    {"one SYN had timestamps, one had not: which counts is the stack's affair",
     [](E& e) {
       e.listen().peer("S", 0, 0, {.options = mss_and(stamps(7000))});
       e.stack("SA", 0, 1, {.options = mss_and(stamps(100, 7000))}).peer("S", 0);
       e.stack("SA", 0, 1).peer("A", 1, 1, {.length = 10}).stack("A", 1, 11);
     }},
    {"a SYN,ACK sent again without the options of the first",
     [](E& e) {
       e.listen().peer("S", 0, 0, {.options = mss_and(stamps(7000))});
       e.stack("SA", 0, 1, {.options = mss_and(stamps(100, 7000))}).pass_quietly(1000);
       e.stack("SA", 0, 1).peer("A", 1, 1).accept().peer("A", 1, 1, {.length = 10});
       e.stack("A", 1, 11);
     }},
    {"a SYN cookie: TSval holds options, and without an echo nothing was agreed on",
     [](E& e) {
       e.capabilities().features.syn_cookies = true;
       e.listen().peer("S", 0, 0, {.options = mss_and(stamps(7000))});
       e.stack("SA", 0, 1, {.options = mss_and(stamps(64, 7000))}).peer("A", 1, 1).accept();
       e.peer("A", 1, 1, {.length = 10}).stack("A", 1, 11);
     }},
    {"a TSval far beyond that of a SYN,ACK which held options",
     [](E& e) {
       e.capabilities().features.syn_cookies = true;
       e.listen().peer("S", 0, 0, {.options = mss_and(stamps(7000))});
       e.stack("SA", 0, 1, {.options = mss_and(stamps(64, 7000))});
       e.peer("A", 1, 1, {.options = stamps(7000, 64)}).accept();
       text(e, 1, 7000, 64), acked(e, 11, 7000, 127);
     }},
    {"an old ACK may have set TS.Recent, or not: echoed",
     [](E& e) {
       stamped(e), text(e, 1, 7020), acked(e, 11, 7020);
       e.peer("A", 11, 0, {.length = 10, .options = stamps(7030, 100)}), acked(e, 21, 7030);
     }},
    {"an old ACK may have set TS.Recent, or not: passed over",
     [](E& e) {
       stamped(e), text(e, 1, 7020), acked(e, 11, 7020), e.send(10);
       e.stack("A", 1, 11, {.length = 10, .options = stamps(120, 7020)});
       e.peer("A", 11, 11, {.options = stamps(7025, 120)}).pass(10);
       e.peer("A", 11, 5, {.length = 10, .options = stamps(7030, 120)});
       e.stack("A", 11, 21, {.options = stamps(130, 7025)});
     }},
    {"wholly old text: its timestamp is echoed (7323-4.3-4)",
     [](E& e) {
       stamped(e), text(e, 1, 7020), acked(e, 11, 7020), text(e, 1, 7030), acked(e, 11, 7030);
     }},
    {"wholly old text: its timestamp is not echoed (7323-5.3, R2 before R3)",
     [](E& e) {
       stamped(e), text(e, 1, 7020), acked(e, 11, 7020), text(e, 1, 7030), acked(e, 11, 7020);
     }},
    {"after four weeks an older timestamp counts, and then those before it (7323-5.5-1)",
     [](E& e) {
       stamped(e), text(e, 1, 7020), acked(e, 11, 7020);
       for (int week = 0; week < 4; ++week) e.pass(7 * 24 * 3600 * 1000);
       text(e, 11, 5000), acked(e, 21, 5000, 3000), text(e, 21, 5010), acked(e, 31, 5010, 3010);
     }},
    {"after three weeks a stack may still count it as old",
     [](E& e) {
       stamped(e), text(e, 1, 7020), acked(e, 11, 7020);
       for (int week = 0; week < 3; ++week) e.pass(7 * 24 * 3600 * 1000);
       text(e, 11, 5000), acked(e, 11, 7020, 3000);
     }},
    {"text without timestamps is taken for what came with them later (7323-3.2-7)",
     [](E& e) {
       stamped(e), e.peer("A", 1, 1, {.length = 10}).pass(10), text(e, 1, 7020);
       acked(e, 11, 7020);
     }},
    {"a RST with an old timestamp and an echo that was never sent: ignored (7323-5.2-5)",
     [](E& e) {
       stamped(e), text(e, 1, 7020), acked(e, 11, 7020);
       e.peer("R", 11, 0, {.options = stamps(1, 9)}).pass(1000), text(e, 11, 7040);
       acked(e, 21, 7040, 1200);
     }},
    {"a RST with an old timestamp and an echo that was never sent: obeyed",
     [](E& e) {
       stamped(e), text(e, 1, 7020), acked(e, 11, 7020);
       e.peer("R", 11, 0, {.options = stamps(1, 9)}).signal(Handle{4}, Signal::kReset);
       e.pass(1000).peer("A", 11, 1, {.options = stamps(7050, 120)}).stack("R", 1);
     }},
    {"a clock of 60 ns a tick goes round in four minutes (7323-5.4-2)",
     [](E& e) {
       stamped(e), text(e, 1, 7020), acked(e, 11, 7020, 1000), e.pass(200'000);
       text(e, 11, 7030), acked(e, 21, 7030, 1000 + 3'333'000'000U);
     }},
    {"SACK was permitted and is not used (2018-4: if sent at all)",
     [](E& e) {
       permitted(e), e.peer("A", 11, 1, {.length = 10}).stack("A", 1, 1);
       e.peer("A", 31, 1, {.length = 10}).stack("A", 1, 1);
     }},
    {"text above a hole that is also partly old: duplicate first, or newest first",
     [](E& e) {
       permitted(e), e.peer("A", 21, 1, {.length = 10});
       e.stack("A", 1, 1, {.options = sack(e, {{21, 31}})}).peer("A", 26, 1, {.length = 10});
       e.stack("A", 1, 1, {.options = sack(e, {{26, 31}, {21, 36}})});
       e.peer("A", 26, 1, {.length = 20}).stack("A", 1, 1, {.options = sack(e, {{21, 46}})});
     }},
    {"text that was given up is no longer reported (2018-8-2)",
     [](E& e) {
       permitted(e), e.peer("A", 21, 1, {.length = 10});
       e.stack("A", 1, 1, {.options = sack(e, {{21, 31}})}).peer("A", 41, 1, {.length = 10});
       e.stack("A", 1, 1, {.options = sack(e, {{41, 51}})});
     }},
    {"a duplicate is reported later, when there is room",
     [](E& e) {
       permitted(e), e.peer("A", 1, 1, {.length = 10}).stack("A", 1, 11);
       e.pass(1000).peer("A", 1, 1, {.length = 10}).send(1200);
       e.stack("A", 1, 11, {.length = 1200});
       e.peer("A", 11, 1201, {.length = 10}).stack("A", 1201, 21, {.options = sack(e, {{1, 11}})});
     }},
    {"old text that PAWS drops is reported as a duplicate (2883-4.3-1)",
     [](E& e) {
       OptionOctets both = sack_permitted();
       for (const std::uint8_t octet : stamps(7000)) both.push_back(octet);
       OptionOctets own = sack_permitted();
       for (const std::uint8_t octet : stamps(100, 7000)) own.push_back(octet);
       e.listen().peer("S", 0, 0, {.options = both}).stack("SA", 0, 1, {.options = own});
       e.peer("A", 1, 1, {.options = stamps(7010, 100)}).accept(), text(e, 1, 7020);
       acked(e, 11, 7020), e.pass(1000), text(e, 1, 7015);
       OptionOctets answer = stamps(1100, 7020);
       for (const std::uint8_t octet : sack(e, {{1, 11}})) answer.push_back(octet);
       e.stack("A", 1, 11, {.options = answer});
     }},
};

TEST(OptionsInDoubt, NoFindings) {
  for (const Conforming& row : kRows) {
    for (const IpVersion version : {IpVersion::kV4, IpVersion::kV6}) {
      Exchange e{{version, 0xffff'fffc, 0x7fff'fffa}};
      row.play(e);
      e.end();
      EXPECT_EQ(e.findings(), "") << row.name;
    }
  }
}

}  // namespace
}  // namespace synspect::judge
