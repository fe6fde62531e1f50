#include "stack/host/isn.h"

#include <gtest/gtest.h>

#include <set>

#include "stack/host/siphash.h"

namespace synspect::tcp {
namespace {

// The published vectors of the authors' reference code: key 00 01 .. 0f, message 00 01 .. n-1.
constexpr std::uint64_t kVectors[] = {
    0x726f'db47'dd0e'0e31, 0x74f8'39c5'93dc'67fd, 0x0d6c'8009'd9a9'4f5a, 0x8567'6696'd7fb'7e2d,
    0xcf27'94e0'2771'87b7, 0x1876'5564'cd99'a68d, 0xcbc9'466e'58fe'e3ce, 0xab02'00f5'8b01'd137,
    0x93f5'f579'9a93'2462, 0x9e00'82df'0ba9'e4b0, 0x7a5d'bbc5'94dd'b9f3, 0xf4b3'2f46'226b'ada7,
    0x751e'8fbc'860e'e5fb, 0x14ea'5627'c084'3d90, 0xf723'ca90'8e7a'f2ee, 0xa129'ca61'49be'45e5,
};

TEST(SipHash, PublishedVectors) {
  constexpr SipHashKey kKey{.k0 = 0x0706'0504'0302'0100, .k1 = 0x0f0e'0d0c'0b0a'0908};
  std::vector<std::byte> message;
  for (const std::uint64_t vector : kVectors) {
    EXPECT_EQ(siphash_2_4(kKey, message), vector) << message.size();
    message.push_back(static_cast<std::byte>(message.size()));
  }
}

SocketPair pair(std::uint16_t local, std::uint16_t remote) {
  SocketPair sockets;
  sockets.local = {.ip = {.version = IpVersion::kV4, .octets = {10, 0, 0, 1}}, .port = {local}};
  sockets.remote = {.ip = {.version = IpVersion::kV4, .octets = {10, 0, 0, 2}}, .port = {remote}};
  return sockets;
}
Instant at(std::int64_t microseconds) { return Instant{Duration{microseconds}}; }

TEST(Isn, TheClockTicksEveryFourMicroseconds) {  // MUST-8, 9293-3.4.1-a, 6528-3-2
  const Seq start = initial_sequence_number(1, pair(1025, 80), at(0));
  EXPECT_EQ(initial_sequence_number(1, pair(1025, 80), at(3)), start);
  EXPECT_EQ(initial_sequence_number(1, pair(1025, 80), at(4)), start + SeqLen{1});
  EXPECT_EQ(initial_sequence_number(1, pair(1025, 80), at(4'000'000)), start + SeqLen{1'000'000});
  // 2^32 ticks, 4.77 hours: once round.
  EXPECT_EQ(initial_sequence_number(1, pair(1025, 80), at(std::int64_t{4} << 32)), start);
}

TEST(Isn, EveryPartOfThePairAndTheSecretCounts) {  // SHLD-1, 6528-3-1
  std::set<std::uint32_t> numbers;
  SocketPair other_ip = pair(1025, 80);
  other_ip.remote.ip.octets[3] = 3;
  SocketPair six = pair(1025, 80);
  six.local.ip.version = six.remote.ip.version = IpVersion::kV6;
  const SocketPair swapped{.local = pair(1025, 80).remote, .remote = pair(1025, 80).local};
  for (const SocketPair& sockets :
       {pair(1025, 80), pair(1026, 80), pair(1025, 81), pair(80, 1025), other_ip, six, swapped}) {
    for (const std::uint64_t seed : {0u, 1u, 2u}) {
      numbers.insert(initial_sequence_number(seed, sockets, at(0)).raw());
    }
  }
  EXPECT_EQ(numbers.size(), 21u);
}

TEST(Isn, SameOnEveryMachine) {
  EXPECT_EQ(initial_sequence_number(1, pair(1025, 80), at(0)), Seq{0x295a'8f1e});
}

}  // namespace
}  // namespace synspect::tcp
