// The same workloads on step() alone: segments as values, no host, no octets of headers.
#pragma once

#include <array>
#include <cstdint>

#include "stack/bench/frame.h"
#include "stack/step.h"

namespace synspect::bench {

class StepWorkloads {
 public:
  StepWorkloads() {
    listening_.sockets = {kServer, kPeer};
    listening_.rcv_mss = 1460;
    tcp_ = listening_;
    apply(tcp::UserCall{tcp::OpenCall{}});
    listening_ = tcp_;
    establish();
  }

  void pure_ack() { arrives(segment(next_)); }
  void in_order_text() {
    tcp::Segment text = segment(next_);
    text.psh = true;
    text.payload = kText;
    arrives(text);
    next_ += kTextOctets;
    apply(tcp::UserCall{tcp::ReceiveCall{.buffer = buffer_}});
    octets_read_ += effects_.octets;
  }
  void acknowledged_send() {
    apply(tcp::UserCall{tcp::SendCall{.data = kText}});
    una_ += kTextOctets;
    arrives(segment(next_));
  }
  void syn_to_close() {
    tcp_ = listening_;
    establish();
    tcp::Segment fin = segment(next_);
    fin.fin = true;
    arrives(fin);
    apply(tcp::UserCall{tcp::CloseCall{}});
    ++una_;
    ++next_;
    arrives(segment(next_));
    closed_ += effects_.delete_tcb ? 1 : 0;
  }

  [[nodiscard]] std::uint64_t segments() const { return segments_; }  // out, so far
  [[nodiscard]] std::uint64_t octets_read() const { return octets_read_; }
  [[nodiscard]] std::uint64_t closed() const { return closed_; }
  [[nodiscard]] tcp::State state() const { return tcp_.state; }

 private:
  static constexpr std::byte kText[kTextOctets]{};

  void establish() {
    tcp_.iss = tcp::Seq{kIss};
    tcp::Segment syn;
    syn.seq = tcp::Seq{kPeerIsn};
    syn.syn = true;
    syn.window = kPeerWindow;
    syn.options.mss = 1460;
    arrives(syn);
    una_ = kIss + 1;
    next_ = kPeerIsn + 1;
    arrives(segment(next_));
  }
  [[nodiscard]] tcp::Segment segment(std::uint32_t seq) const {
    tcp::Segment result;
    result.seq = tcp::Seq{seq};
    result.ack_flag = true;
    result.ack = tcp::Seq{una_};
    result.window = kPeerWindow;
    return result;
  }
  void arrives(const tcp::Segment& segment) { apply(tcp::SegmentArrives{segment}); }
  void apply(const tcp::Event& event) {
    now_ += tcp::Duration{10};
    step(tcp_, event, now_, effects_);
    segments_ += effects_.transmit.size();
  }

  static constexpr std::uint32_t kIss = 0x2000'0000;

  tcp::Instant now_{};
  tcp::Tcb tcp_, listening_;
  tcp::Effects effects_;
  std::array<std::byte, 2048> buffer_{};
  std::uint32_t una_{}, next_{};
  std::uint64_t segments_{}, octets_read_{}, closed_{};
};

}  // namespace synspect::bench
