#include "harness/judge/testing/rows.h"

namespace synspect::judge {
namespace {

using E = Exchange;
const std::vector<std::uint8_t> kMss600{2, 4, 2, 88};

constexpr Row kRows[] = {
    {"MUST-2", [](E& e) { e.listen().peer("S", 0).stack("SA", 0, 1); },
     [](E& e) { e.listen().peer("S", 0).stack("SA", 0, 1, {.bad_checksum = true}); }},
    {"9293-3.1-a", [](E& e) { e.passive(); },
     [](E& e) { e.listen().peer("S", 0).stack("SA", 0, 1, {.reserved = 2}); }},
    {"MUST-65", [](E& e) { e.listen().peer("S", 0).stack("SA", 0, 1, {.options = kMss600}); },
     [](E& e) { e.passive().stack("A", 1, 1, {.options = kMss600}); }},
    {"MUST-68", [](E& e) { e.listen().peer("S", 0).stack("SA", 0, 1, {.options = kMss600}); },
     [](E& e) { e.listen().peer("S", 0).stack("SA", 0, 1, {.options = {2, 9, 2, 88}}); }},
    {"MUST-69",
     [](E& e) {
       e.listen().peer("S", 0).stack("SA", 0, 1, {.options = {2, 4, 2, 88, 1, 1, 0, 0}});
     },
     [](E& e) {
       e.listen().peer("S", 0).stack("SA", 0, 1, {.options = {2, 4, 2, 88, 1, 0, 7, 0}});
     }},
    {"9293-3.7.1-b", [](E& e) { e.listen().peer("S", 0).stack("SA", 0, 1, {.options = kMss600}); },
     [](E& e) { e.listen().peer("S", 0).stack("SA", 0, 1, {.options = {2, 4, 0x17, 0x70}}); }},
    {"MUST-14",
     [](E& e) {
       e.listen().peer("S", 0, 0, {.options = kMss600}).stack("SA", 0, 1).peer("A", 1, 1);
       e.accept().send(600).stack("PA", 1, 1, {.length = 600}).peer("A", 1, 601);
     },
     [](E& e) {
       e.listen().peer("S", 0, 0, {.options = kMss600}).stack("SA", 0, 1).peer("A", 1, 1);
       e.accept().send(700).stack("PA", 1, 1, {.length = 700});
     }},
    {"MUST-15", [](E& e) { e.passive().send(536).stack("A", 1, 1, {.length = 536}); },
     [](E& e) { e.passive().send(1221).stack("A", 1, 1, {.length = 1221}); }},
    {"MUST-16", [](E& e) { e.passive().send(500).stack("A", 1, 1, {.length = 500}); },
     [](E& e) {
       e.listen().peer("S", 0, 0, {.options = kMss600}).stack("SA", 0, 1).peer("A", 1, 1);
       e.accept().send(600);
       e.stack("A", 1, 1, {.length = 600, .options = {1, 1, 1, 1}});
     }},
};

// IPv4 only: the largest datagram of IPv6 is another.
constexpr Row kRowMust67{
    "MUST-67", [](E& e) { e.listen().peer("S", 0).stack("SA", 0, 1, {.options = kMss600}); },
    [](E& e) {
      e.endpoint().mtu.reset();
      e.listen().peer("S", 0).stack("SA", 0, 1, {.options = {2, 4, 0xff, 0xff}});
    }};

}  // namespace

std::span<const Row> header_rows() { return kRows; }
const Row& row_for_ipv4() { return kRowMust67; }

}  // namespace synspect::judge
