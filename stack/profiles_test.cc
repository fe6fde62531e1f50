#include "stack/profiles.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "stack/profile_fields.h"
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
               cc, dd, ee, ff, gg, hh, ii, jj, kk, ll, mm, nn, oo, pp, qq, rr, ss, tt, uu, vv, ww,
               xx, yy, zz] = kRfcProfile;
  (void)a, (void)b, (void)c, (void)d, (void)e, (void)f, (void)g, (void)h;
  (void)i, (void)j, (void)k, (void)l, (void)m, (void)n, (void)o, (void)p;
  (void)q, (void)r, (void)s, (void)t, (void)u, (void)v, (void)w, (void)x, (void)y, (void)z;
  (void)aa, (void)bb, (void)cc, (void)dd, (void)ee, (void)ff, (void)gg, (void)hh, (void)ii;
  (void)jj, (void)kk, (void)ll, (void)mm, (void)nn, (void)oo;
  (void)pp, (void)qq, (void)rr, (void)ss, (void)tt, (void)uu;
  (void)vv, (void)ww, (void)xx, (void)yy, (void)zz;
  const auto fields = fields_of(kRfcProfile);
  EXPECT_EQ(fields.size(), 52U);
  EXPECT_EQ(fields[0].name, "msl");
  EXPECT_EQ(fields[0].value, "120 s");
  EXPECT_EQ(fields[12].value, "on");
}

TEST(Profiles, AFieldTakesWhatItShows) {
  for (const NamedProfile& named : profiles()) {
    Profile copy;  // of another one, field by field
    for (const ProfileField& field : fields_of(named.profile)) {
      EXPECT_EQ(set_field(copy, field.name, field.value), std::nullopt) << field.name;
    }
    EXPECT_EQ(copy, named.profile) << named.name;
    EXPECT_EQ(contradiction(named.profile), std::nullopt);
    for (const Habit& habit : named.habits) {
      Profile without = named.profile;
      const auto fields = fields_of(kRfcProfile);
      const auto usual = std::ranges::find(fields, habit.field, &ProfileField::name);
      ASSERT_NE(usual, fields.end()) << habit.field;
      EXPECT_EQ(set_field(without, habit.field, usual->value), std::nullopt);
      EXPECT_NE(without, named.profile) << habit.field << " is no departure";
    }
  }
}

TEST(Profiles, FieldsAreSetByNameWithinBounds) {
  const struct {
    std::string_view name, value;
    bool taken;
  } rows[] = {
      {"sack", "on", true},
      {"sack", "yes", false},
      {"sack", "", false},
      {"least_shift", "14", true},
      {"least_shift", "15", false},
      {"least_shift", "7 bits", true},
      {"least_shift", "7 s", false},
      {"least_shift", "-1", false},
      {"delayed_ack", "40ms", true},
      {"delayed_ack", "40 ms", true},
      {"delayed_ack", "40", false},
      {"delayed_ack", "0", true},
      {"msl", "0", false},
      {"msl", "1 min", true},
      {"msl", "9223372036854775807 min", false},
      {"msl", "99999999999999999999 s", false},
      {"initial_window", "10", true},
      {"initial_window", "2 to 4 segments", true},
      {"ack_every", "0", false},
      {"max_burst", "65536", false},
      {"option_layout", "linux", true},
      {"option_layout", "plan9", false},
      {"congestion_control", "reno", true},
      {"ecn", "request", true},
      {"ecn", "on", false},
      {"no_such_field", "on", false},
      {"", "", false},
  };
  for (const auto& row : rows) {
    Profile profile;
    const auto why = set_field(profile, row.name, row.value);
    EXPECT_EQ(!why, row.taken) << row.name << "=" << row.value;
    if (why) {
      EXPECT_EQ(profile, kRfcProfile) << row.name;
      EXPECT_NE(why->find(row.name), std::string::npos) << *why;
    }
  }
}

TEST(Profiles, ARetransmissionTimeoutStaysBelowItsMaximum) {  // 6298-2.4, 6298-2.5
  for (const char* field : {"min_rto", "initial_rto", "initial_rto_after_syn_loss"}) {
    Profile profile;
    ASSERT_EQ(set_field(profile, field, "61 s"), std::nullopt);
    EXPECT_NE(contradiction(profile), std::nullopt) << field;
  }
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
