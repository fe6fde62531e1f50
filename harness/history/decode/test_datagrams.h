// Datagrams in hexadecimal for tests, made by a program that is neither the decoder nor the core.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace synspect::test {

inline std::vector<std::byte> from_hex(std::string_view text) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::vector<std::byte> octets;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    octets.push_back(static_cast<std::byte>(digit(text[i]) * 16 + digit(text[i + 1])));
  }
  return octets;
}

// 192.0.2.1:1025 > 198.51.100.7:80, SYN, five options.
inline constexpr std::string_view kSyn4 =
    "4500003c0000400040064e80c0000201c6336407"
    "040100500102030400000000a002ffff536c0000"
    "020405b40402080a000000010000000001030307";
// The same pair, PSH and ACK, three octets of text, an IPv4 router alert option, no DF.
inline constexpr std::string_view kOddText4 =
    "4603002f1234000007062052c0000201c633640794040000"
    "04010050fffffffe1122334450180200b4740000"
    "616263";
// [2001:db8::1]:443 > [2001:db8::2]:50000, FIN PSH ACK URG, five octets of text.
inline constexpr std::string_view kText6 =
    "6b8abcde0019060320010db800000000000000000000000120010db8000000000000000000000002"
    "01bbc3500000000700000009503900644adb0005"
    "68656c6c6f";
// The same segment behind hop-by-hop options, destination options and a used-up source route;
// traffic class and flow label zero.
inline constexpr std::string_view kExtensions6 =
    "600000000039004020010db800000000000000000000000120010db8000000000000000000000002"
    "3c000104000000002b01010c0000000000000000000000000600000000000000"
    "01bbc3500000000700000009503900644adb0005"
    "68656c6c6f";
// 203.0.113.9 tells 192.0.2.1 that kSyn4 needs fragmentation, MTU 1400; eight octets quoted.
inline constexpr std::string_view kFragmentationNeeded4 =
    "450000380000400040013cbacb007109c0000201"
    "0304ef2c00000578"
    "4500003c0000400040064e80c0000201c63364070401005001020304";
// 2001:db8::2 tells 2001:db8::1 "packet too big", MTU 1280.
inline constexpr std::string_view kPacketTooBig6 =
    "6000000000383a4020010db800000000000000000000000220010db8000000000000000000000001"
    "0200163700000500"
    "600000000019064020010db800000000000000000000000120010db8000000000000000000000002"
    "01bbc35000000007";

inline constexpr std::string_view kAllDatagrams[] = {
    kSyn4, kOddText4, kText6, kExtensions6, kFragmentationNeeded4, kPacketTooBig6};

}  // namespace synspect::test
