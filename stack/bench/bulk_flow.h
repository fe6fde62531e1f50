// One flow of bulk data from a host to another, datagram by datagram, checksums and all: nothing is
// lost, each direction takes the same time.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <vector>

#include "stack/bench/frame.h"
#include "stack/host/host.h"

namespace synspect::bench {

class BulkFlow {
 public:
  static constexpr std::size_t kBuffer = 1 << 20;

  BulkFlow() {
    const auto listener = receiver_.open({.local = kServer, .spawning = true}, now_).connection;
    from_ =
        sender_.open({.local = {kPeer.ip, {}}, .remote = kServer, .active = true}, now_).connection;
    for (int i = 0; i < 3; ++i) exchange();
    const auto accepted = receiver_.take_accepted(listener);
    if (!accepted) std::abort();
    to_ = *accepted;
  }

  // Until so many octets more have been received; answers how many datagrams that took.
  std::uint64_t transfer(std::uint64_t octets) {
    const std::uint64_t end = received_ + octets, before = datagrams_;
    while (received_ < end) {
      while (sender_.send(from_, {.data = chunk_}, now_).octets > 0) {
      }
      exchange();
      const auto taken = receiver_.receive(to_, {.buffer = chunk_}, now_).octets;
      received_ += taken;
    }
    return datagrams_ - before;
  }

 private:
  static tcp::HostOptions options(const tcp::IpAddress& ip) {
    tcp::HostOptions options{.seed = 1, .addresses = {ip}};
    options.profile.window_scale = true;
    options.profile.timestamps = true;
    options.profile.sack = true;
    options.profile.receive_buffer = options.profile.send_buffer = kBuffer;
    return options;
  }
  void exchange() {
    now_ += tcp::Duration{50};
    sender_.advance(now_);
    while (const auto datagram = sender_.next_datagram()) {
      receiver_.receive_datagram(*datagram, now_);
      ++datagrams_;
    }
    now_ += tcp::Duration{50};
    receiver_.advance(now_);
    while (const auto datagram = receiver_.next_datagram()) {
      sender_.receive_datagram(*datagram, now_);
      ++datagrams_;
    }
    while (sender_.next_notice() || receiver_.next_notice()) {
    }
  }

  tcp::Instant now_{};
  tcp::Host sender_{options(kPeer.ip)}, receiver_{options(kServer.ip)};
  tcp::ConnectionId from_{}, to_{};
  std::vector<std::byte> chunk_ = std::vector<std::byte>(kBuffer);
  std::uint64_t received_{}, datagrams_{};
};

}  // namespace synspect::bench
