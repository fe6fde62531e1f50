// The core's Host as an endpoint of the workloads: datagrams and checksums both ways.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "stack/bench/frame.h"
#include "stack/host/host.h"

namespace synspect::bench {

class HostEndpoint {
 public:
  explicit HostEndpoint(std::uint16_t backlog = 128)
      : host_{{.seed = 1, .addresses = {kServer.ip}}},
        listener_{
            host_.open({.local = kServer, .spawning = true, .backlog = backlog}, now_).connection} {
  }

  void inject(std::span<const std::byte> octets) {
    now_ += tcp::Duration{10};
    host_.advance(now_);
    host_.receive_datagram(octets, now_);
    serve();
  }
  void write(std::span<const std::byte> octets) {
    (void)host_.send(connection_, {.data = octets}, now_);
    serve();
  }
  [[nodiscard]] std::uint32_t last_seq() const { return last_seq_; }
  [[nodiscard]] std::uint64_t datagrams() const { return datagrams_; }
  [[nodiscard]] std::uint64_t octets_read() const { return octets_read_; }
  [[nodiscard]] std::uint64_t closed() const { return closed_; }
  [[nodiscard]] tcp::Host& host() { return host_; }

 private:
  void serve() {
    while (const auto notice = host_.next_notice()) take(*notice);
    while (const auto datagram = host_.next_datagram()) {
      last_seq_ = sequence_number_of(*datagram);
      ++datagrams_;
    }
  }
  void take(const tcp::HostNotice& notice) {
    switch (notice.notice) {
      case tcp::Notice::kAcceptable:
        if (const auto id = host_.take_accepted(listener_)) connection_ = *id;
        return;
      case tcp::Notice::kReadable:
        octets_read_ += host_.receive(notice.connection, {.buffer = buffer_}, now_).octets;
        return;
      case tcp::Notice::kPeerClosed:
        host_.close(notice.connection, now_);
        return;
      case tcp::Notice::kClosed:
        host_.forget(notice.connection);
        ++closed_;
        return;
      case tcp::Notice::kConnected:
      case tcp::Notice::kWritable:
      case tcp::Notice::kUrgent:
      case tcp::Notice::kTrouble:
      case tcp::Notice::kUnreachable:
      case tcp::Notice::kNoNetwork:
      case tcp::Notice::kNoHost:
      case tcp::Notice::kBadParameter:
      case tcp::Notice::kNoPort:
      case tcp::Notice::kFastOpened:
      case tcp::Notice::kPeerTimeout:
      case tcp::Notice::kReset:
      case tcp::Notice::kRefused:
      case tcp::Notice::kTimedOut:
        return;
    }
  }

  tcp::Instant now_{};
  tcp::Host host_;
  tcp::ConnectionId listener_, connection_{};
  std::array<std::byte, 2048> buffer_{};
  std::uint32_t last_seq_{};
  std::uint64_t datagrams_{}, octets_read_{}, closed_{};
};

}  // namespace synspect::bench
