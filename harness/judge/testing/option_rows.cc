// Window scale, timestamps and SACK: what was offered, and what came of it.
#include "harness/judge/testing/options.h"
#include "harness/judge/testing/rows.h"

namespace synspect::judge {
namespace {

using E = Exchange;

// A SYN with these options was answered.
void answered(E& e, const OptionOctets& asked, const OptionOctets& given) {
  e.capabilities().features.window_scale = true;
  e.listen().peer("S", 0, 0, {.options = asked}).stack("SA", 0, 1, {.options = given});
}
void asks(E& e, const OptionOctets& options) { e.connect().stack("S", 0, 0, {.options = options}); }

// Ten octets of the peer with this timestamp, and the ACK with that echo.
void text(E& e, std::int64_t at, std::uint32_t value) {
  e.peer("A", at, 1, {.length = 10, .options = stamps(value, 100)});
}
void acked(E& e, std::int64_t ack, std::uint32_t echo, std::uint32_t clock = 120) {
  e.stack("A", 1, ack, {.options = stamps(clock, echo)});
}
// The last ACK said 11, and what set TS.Recent is 7020.
void taken(E& e) { stamped(e), text(e, 1, 7020), acked(e, 11, 7020), e.pass(2000); }
// Text above a hole arrived with 7040, and so said an ACK that echoes 7020.
void hole(E& e) { taken(e), text(e, 21, 7040), acked(e, 11, 7020); }

// Four weeks without a word.
void forgets(E& e) {
  for (int week = 0; week < 4; ++week) e.pass(7 * 24 * 3600 * 1000);
}

// Text of 10 octets, at 21 and not at 11; the ACK stands at 11.
void behind(E& e) { permitted(e), e.peer("A", 1, 1, {.length = 10}).stack("A", 1, 11); }
void above(E& e) { behind(e), e.pass(1000).peer("A", 21, 1, {.length = 10}); }
void blocks(E& e, std::initializer_list<std::pair<std::int64_t, std::int64_t>> list,
            std::int64_t ack = 11) {
  e.stack("A", 1, ack, {.options = sack(e, list)});
}
// What was acknowledged came again.
void twice(E& e) { behind(e), e.pass(1000).peer("A", 1, 1, {.length = 10}); }

constexpr Row kRows[] = {
    {"2018-2-1", [](E& e) { behind(e); },
     [](E& e) {
       permitted(e), e.peer("A", 1, 1, {.length = 10}).stack("A", 1, 11, {.options = {4, 2, 1, 1}});
     }},
    {"2018-3-1", [](E& e) { above(e), blocks(e, {{21, 31}}); },
     [](E& e) { above(e), blocks(e, {{21, 41}}); }},
    {"2018-4-1",
     [](E& e) {
       e.passive().peer("A", 11, 1, {.length = 10}).stack("A", 1, 1, {.options = {1, 1, 1, 1}});
     },
     [](E& e) { e.passive().peer("A", 11, 1, {.length = 10}), blocks(e, {{11, 21}}, 1); }},
    {"2018-4-3",
     [](E& e) {
       above(e), blocks(e, {{21, 31}}), e.peer("A", 41, 1, {.length = 10}),
           blocks(e, {{41, 51}, {21, 31}});
     },
     [](E& e) {
       above(e), blocks(e, {{21, 31}}), e.peer("A", 41, 1, {.length = 10}).stack("A", 1, 11);
     }},
    {"2018-4-4",
     [](E& e) {
       above(e), blocks(e, {{21, 31}}), e.peer("A", 41, 1, {.length = 10}),
           blocks(e, {{41, 51}, {21, 31}});
     },
     [](E& e) {
       above(e), blocks(e, {{21, 31}}), e.peer("A", 41, 1, {.length = 10}),
           blocks(e, {{21, 31}, {41, 51}});
     }},
    {"2883-4-1", [](E& e) { twice(e), blocks(e, {{1, 11}}); },
     [](E& e) { behind(e), e.pass(1000).peer("A", 6, 1, {.length = 5}), blocks(e, {{1, 6}}); }},
    {"2883-4-2", [](E& e) { twice(e), blocks(e, {{1, 11}}); },
     [](E& e) {
       twice(e), blocks(e, {{1, 11}}), e.peer("A", 21, 1, {.length = 10}),
           blocks(e, {{1, 11}, {21, 31}});
     }},
    {"2883-4-3", [](E& e) { twice(e), blocks(e, {{1, 11}}); },
     [](E& e) { twice(e), blocks(e, {{1, 6}}); }},
    {"7323-2.2-2", [](E& e) { answered(e, mss_and({}), mss_and({})); },
     [](E& e) { answered(e, mss_and({}), scale(2)); }},
    {"7323-2.3-1", [](E& e) { answered(e, scale(3), scale(2)); },
     [](E& e) { answered(e, scale(3), mss_and({})); }},
    {"7323-2.3-4", [](E& e) { asks(e, scale(14)); }, [](E& e) { asks(e, scale(15)); }},
    {"7323-3.2-1", [](E& e) { asks(e, mss_and(stamps(100))); },
     [](E& e) { asks(e, mss_and(stamps(100, 1))); }},
    {"7323-3.2-2", [](E& e) { stamped(e), text(e, 1, 7020), acked(e, 11, 7020); },
     [](E& e) { stamped(e), text(e, 1, 7020), acked(e, 11, 7021); }},
    {"7323-3.2-4", [](E& e) { answered(e, mss_and({}), mss_and({})); },
     [](E& e) { answered(e, mss_and({}), mss_and(stamps(100))); }},
    {"7323-3.2-5", [](E& e) { taken(e); },
     [](E& e) { stamped(e), text(e, 1, 7020), e.stack("A", 1, 11); }},
    {"7323-3.2-6",
     [](E& e) { taken(e), e.close().stack("RA", 1, 11, {.options = stamps(2120, 7020)}); },
     [](E& e) { taken(e), e.close().stack("RA", 1, 11); }},
    {"7323-3.2-7",
     [](E& e) {
       taken(e), e.peer("A", 11, 1, {.length = 10}).pass(600), text(e, 11, 7040),
           acked(e, 21, 7040, 3000);
     },
     [](E& e) { taken(e), e.peer("A", 11, 1, {.length = 10}), acked(e, 21, 7020); }},
    {"7323-3.2-9",
     [](E& e) {
       e.passive().peer("A", 1, 1, {.length = 10, .options = stamps(7)}).stack("A", 1, 11);
     },
     [](E& e) { e.passive().peer("A", 1, 1, {.length = 10, .options = stamps(7)}).pass(3000); }},
    {"7323-4.1-2",
     [](E& e) { taken(e), e.pass(11'000), text(e, 11, 7040), acked(e, 21, 7040, 13'000); },
     [](E& e) { taken(e), e.pass(11'000), text(e, 11, 7040), acked(e, 21, 7040); }},
    {"7323-4.3-1", [](E& e) { taken(e), text(e, 11, 7040), text(e, 21, 7050), acked(e, 31, 7040); },
     [](E& e) { taken(e), text(e, 11, 7040), text(e, 21, 7050), acked(e, 31, 7050); }},
    {"7323-4.3-2", [](E& e) { hole(e); },
     [](E& e) { taken(e), text(e, 21, 7040), acked(e, 11, 7040); }},
    {"7323-4.3-3", [](E& e) { hole(e), text(e, 11, 7050), acked(e, 31, 7050); },
     [](E& e) { hole(e), text(e, 11, 7050), acked(e, 31, 7020); }},
    {"7323-4.3-4", [](E& e) { taken(e); },
     [](E& e) { taken(e), text(e, 11, 7040), acked(e, 21, 7020); }},
    {"7323-5.2-1",
     [](E& e) {
       taken(e), text(e, 11, 0x8000'1000), acked(e, 21, 0x8000'1000), text(e, 21, 4000),
           acked(e, 31, 4000);
     },
     [](E& e) {
       taken(e), text(e, 11, 0x8000'1000), acked(e, 21, 0x8000'1000), text(e, 21, 4000),
           e.pass(3000);
     }},
    {"7323-5.2-3",
     [](E& e) {
       taken(e), e.peer("R", 11, 0, {.options = stamps(1, 120)}).signal(Handle{4}, Signal::kReset);
       e.pass(1000).peer("A", 11, 1, {.options = stamps(7050, 120)}).stack("R", 1);
     },
     [](E& e) {
       taken(e), e.peer("R", 11, 0, {.options = stamps(1, 120)}).pass(1000), text(e, 11, 7040),
           acked(e, 21, 7040, 1200);
     }},
    {"7323-5.3-r1",
     [](E& e) {
       taken(e), text(e, 11, 7019), acked(e, 11, 7020, 2120), text(e, 11, 7021),
           acked(e, 21, 7021, 2120);
     },
     [](E& e) { taken(e), text(e, 11, 7019), acked(e, 21, 7020, 2120); }},
    {"7323-5.3-r4", [](E& e) { taken(e), text(e, 11, 7020), acked(e, 21, 7020, 2120); },
     [](E& e) { taken(e), text(e, 11, 7020), e.pass(3000); }},
    {"7323-5.5-1",
     [](E& e) { taken(e), forgets(e), text(e, 11, 7000), acked(e, 21, 7000, 2'246'402'120); },
     [](E& e) { taken(e), forgets(e), text(e, 11, 7000), e.pass(3000); }},
    {"7323-5.4-2", [](E& e) { taken(e), text(e, 11, 7040), acked(e, 21, 7040, 2120); },
     [](E& e) { taken(e), text(e, 11, 7040), acked(e, 21, 7040, 40'000'000); }},
    {"7323-5.4-3", [](E& e) { taken(e); },
     [](E& e) { taken(e), text(e, 11, 7040), acked(e, 21, 7040, 119); }},
};

}  // namespace

std::span<const Row> option_rows() { return kRows; }

}  // namespace synspect::judge
