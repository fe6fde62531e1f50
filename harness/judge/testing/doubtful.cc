#include "harness/judge/testing/doubtful.h"

#include <gtest/gtest.h>

namespace synspect::judge {

void expect_silence(std::span<const Doubtful> rows) {
  for (const Doubtful& row : rows) {
    for (const std::uint32_t isn : {1000U, 0xffff'fffdU, 0x7fff'fffaU}) {
      Exchange e{{IpVersion::kV4, isn, isn + 1}};
      row.play(e);
      e.pass(200).end();
      EXPECT_EQ(e.findings(), "") << row.name << " at " << isn;
    }
  }
}

void two_connections(Exchange& e) {
  e.listen().peer("S", 0).stack("SA", 0, 1).peer("A", 1, 1).from_port(4001);
  e.peer("S", 0).stack("SA", 0, 1).peer("A", 1, 1);
  e.call(call::Accept{Handle{3}}, CallResult::of(4));
}

}  // namespace synspect::judge
