// Two hosts and a wire between them, for tests: virtual time, one-way delay, loss on request.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <span>
#include <vector>

#include "stack/host/host.h"
#include "stack/wire/test_icmp.h"

namespace synspect::tcp {

inline IpAddress v4(std::uint8_t last) { return {IpVersion::kV4, {192, 0, 2, last}}; }

inline HostOptions options_of(std::uint8_t last, std::uint32_t isn, Profile profile = kRfcProfile) {
  return {
      .seed = last, .addresses = {v4(last)}, .mtu = 1500, .profile = profile, .forced_isns = {isn}};
}

class TestPair {
 public:
  explicit TestPair(std::uint32_t isn, Profile profile = kRfcProfile)
      : hosts{Host{options_of(1, isn, profile)}, Host{options_of(2, isn + 0x4000'0000U, profile)}} {
  }

  // Moves datagrams and time until nothing is on the wire and no timer is due before `limit` has
  // passed.
  void run(Duration limit) {
    const Instant end = now + limit;
    while (true) {
      collect();
      Instant next = end;
      if (!wire.empty()) next = std::min(next, wire.front().at);
      for (const Host& host : hosts) {
        if (const auto due = host.next_deadline()) next = std::min(next, *due);
      }
      now = std::max(now, next);
      for (Host& host : hosts) host.advance(now);
      collect();
      bool delivered = false;
      while (!wire.empty() && wire.front().at <= now) {
        const InFlight datagram = std::move(wire.front());
        wire.pop_front();
        hosts[datagram.to].receive_datagram(datagram.octets, now);
        collect();
        delivered = true;
      }
      if (now >= end && !delivered) return;
    }
  }

  std::array<Host, 2> hosts;
  Instant now{};
  Duration delay{std::chrono::milliseconds{10}};
  std::uint32_t path_mtu{65535};  // larger datagrams draw "fragmentation needed"
  std::uint64_t emitted{0};
  std::function<bool(std::uint64_t)> lost = [](std::uint64_t) {
    return false;
  };  // by running number
  std::function<bool(std::uint64_t)> marked = [](std::uint64_t) {
    return false;
  };  // likewise: CE in place of ECT, where that is there (RFC 3168 5)

 private:
  struct InFlight {
    Instant at;
    std::size_t to;
    std::vector<std::byte> octets;
  };

  // Of IPv4.
  static void mark(std::vector<std::byte>& octets) {
    if ((octets[1] & std::byte{3}) == std::byte{0}) return;
    octets[1] |= std::byte{3};
    store16(&octets[10], 0);
    ChecksumSum sum;
    sum.add(std::span{octets}.first(20));
    store16(&octets[10], sum.complement());
  }

  void collect() {
    for (std::size_t from = 0; from < hosts.size(); ++from) {
      while (const auto octets = hosts[from].next_datagram()) {
        const std::uint64_t number = emitted++;
        if (lost(number)) continue;
        if (octets->size() > path_mtu) {  // the router in the middle
          wire.push_back({now + delay, from, icmp_about(*octets, {3, 4, path_mtu})});
          continue;
        }
        wire.push_back({now + delay, 1 - from, {octets->begin(), octets->end()}});
        if (marked(number)) mark(wire.back().octets);
      }
    }
  }

  std::deque<InFlight> wire;
};

}  // namespace synspect::tcp
