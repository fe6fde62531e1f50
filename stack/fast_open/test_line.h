// For tests: two hosts on a line that a test works by hand, datagram by datagram.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "stack/host/test_connected.h"
#include "stack/wire/codec.h"

namespace synspect::tcp {

struct Line {
  explicit Line(Profile profile, std::uint32_t base = 0)
      : hosts{Host{options_of(1, base, profile)},
              Host{options_of(2, base + 0x1000'0000U, profile)}} {}

  struct OnTheWay {
    std::vector<std::byte> octets;
    Datagram datagram;  // its payload views `octets`
  };

  Host& client() { return hosts[0]; }
  Host& server() { return hosts[1]; }

  // What host `from` has sent since it was asked last; a test delivers it or does not.
  std::vector<OnTheWay> sent(std::size_t from) {
    std::vector<OnTheWay> all;
    while (const auto octets = hosts[from].next_datagram()) {
      all.push_back({{octets->begin(), octets->end()}, {}});
      all.back().datagram = *parse_datagram(all.back().octets);
    }
    return all;
  }
  // The one datagram that it must be.
  OnTheWay one(std::size_t from) {
    std::vector<OnTheWay> all = sent(from);
    if (all.size() != 1) throw std::runtime_error{std::to_string(all.size()) + " datagrams"};
    return std::move(all.front());
  }
  void deliver(std::size_t to, const OnTheWay& what) {
    hosts[to].receive_datagram(what.octets, now);
  }
  // All that is under way, both ways, until nothing is.
  void settle() {
    for (bool more = true; more;) {
      more = false;
      for (std::size_t from : {0U, 1U}) {
        for (const OnTheWay& one : sent(from)) deliver(1 - from, one), more = true;
      }
    }
  }
  void wait(Duration duration) {
    now += duration;
    for (Host& host : hosts) host.advance(now);
  }
  std::string read(std::size_t at, ConnectionId id) {
    std::vector<std::byte> got;
    read_all(hosts[at], id, now, got);
    return {reinterpret_cast<const char*>(got.data()), got.size()};
  }
  static std::span<const std::byte> octets_of(std::string_view text) {
    return std::as_bytes(std::span{text});
  }

  std::array<Host, 2> hosts;
  Instant now{std::chrono::seconds{10}};
};

}  // namespace synspect::tcp
