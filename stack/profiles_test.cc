#include "stack/profiles.h"

#include <gtest/gtest.h>

#include "stack/tcb.h"

namespace synspect::tcp {
namespace {

TEST(Profiles, AreFoundByNameAlone) {
  EXPECT_EQ(find_profile("rfc"), kRfcProfile);
  EXPECT_EQ(find_profile("RFC"), std::nullopt);
  EXPECT_EQ(find_profile(""), std::nullopt);
}

TEST(Profiles, ListEveryField) {
  // A structured binding names as many fields as there are, or does not compile.
  const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z, aa, bb,
               cc, dd, ee, ff, gg, hh, ii, jj, kk, ll, mm, nn, oo] = kRfcProfile;
  (void)a, (void)b, (void)c, (void)d, (void)e, (void)f, (void)g, (void)h;
  (void)i, (void)j, (void)k, (void)l, (void)m, (void)n, (void)o, (void)p;
  (void)q, (void)r, (void)s, (void)t, (void)u, (void)v, (void)w, (void)x, (void)y, (void)z;
  (void)aa, (void)bb, (void)cc, (void)dd, (void)ee, (void)ff, (void)gg, (void)hh, (void)ii;
  (void)jj, (void)kk, (void)ll, (void)mm, (void)nn, (void)oo;
  const auto fields = fields_of(kRfcProfile);
  EXPECT_EQ(fields.size(), 41U);
  EXPECT_EQ(fields[0].name, "msl");
  EXPECT_EQ(fields[0].value, "120 s");
  EXPECT_EQ(fields[9].value, "on");
}

TEST(ByteQueue, KeepsOrderAndBoundsItsMemory) {
  ByteQueue queue;
  ByteQueue same;
  std::uint8_t next = 0, expected = 0;
  for (int round = 0; round < 1000; ++round) {
    std::array<std::byte, 7> part{};
    for (std::byte& octet : part) octet = std::byte{next++};
    queue.append(part);
    const std::size_t drop = std::min<std::size_t>(queue.size(), round % 2 == 0 ? 3 : 11);
    for (const std::byte octet : queue.view().first(drop)) {
      ASSERT_EQ(octet, std::byte{expected++}) << round;
    }
    queue.drop_front(drop);
    ASSERT_LE(queue.size(), 14U);
  }
  same.append(queue.view());
  EXPECT_EQ(queue, same) << "equal by content, whatever lies in front";
}

}  // namespace
}  // namespace synspect::tcp
