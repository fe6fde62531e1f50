// The workloads on whole datagrams, for any endpoint that has one listener on kServer and an
// application behind it: it reads what comes, closes when the peer has closed, and forgets.
#pragma once

#include <concepts>
#include <cstdint>
#include <span>

#include "stack/bench/frame.h"

namespace synspect::bench {

template <typename T>
concept Endpoint = requires(T endpoint, std::span<const std::byte> octets) {
  endpoint.inject(octets);  // and serves its application until nothing is left to do
  endpoint.write(octets);   // the application sends on the one connection
  { endpoint.last_seq() } -> std::convertible_to<std::uint32_t>;   // of the last datagram out
  { endpoint.datagrams() } -> std::convertible_to<std::uint64_t>;  // out, so far
  { endpoint.octets_read() } -> std::convertible_to<std::uint64_t>;
  { endpoint.closed() } -> std::convertible_to<std::uint64_t>;  // connections that came to an end
};

inline tcp::Segment peer_segment(std::uint32_t seq, bool ack = true) {
  tcp::Segment segment;
  segment.seq = tcp::Seq{seq};
  segment.ack_flag = ack;
  return segment;
}
inline tcp::Segment peer_syn() {
  tcp::Segment syn = peer_segment(kPeerIsn, false);
  syn.syn = true;
  syn.options.mss = 1460;
  return syn;
}
inline tcp::Segment peer_fin() {
  tcp::Segment fin = peer_segment(kPeerIsn + 1);
  fin.fin = true;
  return fin;
}

// One connection, and the segments that keep it busy.
template <Endpoint T>
class OneConnection {
 public:
  explicit OneConnection(T& endpoint, const tcp::Socket& peer = kPeer)
      : endpoint_{endpoint}, ack_{peer_segment(kPeerIsn + 1), peer}, text_{text_segment(), peer} {
    endpoint_.inject(Frame{peer_syn(), peer}.octets());
    una_ = endpoint_.last_seq() + 1;
    ack_.set_ack(una_);
    endpoint_.inject(ack_.octets());
  }

  void pure_ack() { endpoint_.inject(ack()); }
  void in_order_text() {
    if (text_ack_ != una_) text_.set_ack(text_ack_ = una_);
    text_.set_seq(next_);
    endpoint_.inject(text_.octets());
    next_ += kTextOctets;
  }
  void acknowledged_send() {
    endpoint_.write(kText);
    una_ += kTextOctets;
    ack_.set_ack(una_);
    endpoint_.inject(ack());
  }

 private:
  // Each frame says how far the other has got: an older number would draw an answer, an older
  // acknowledgment be none (5961-5.2-2).
  std::span<const std::byte> ack() {
    if (ack_seq_ != next_) ack_.set_seq(ack_seq_ = next_);
    return ack_.octets();
  }

  static constexpr std::byte kText[kTextOctets]{};
  static tcp::Segment text_segment() {
    tcp::Segment text = peer_segment(kPeerIsn + 1);
    text.psh = true;
    text.payload = kText;
    return text;
  }

  T& endpoint_;
  Frame ack_, text_;
  std::uint32_t una_{}, text_ack_{};
  std::uint32_t next_{kPeerIsn + 1}, ack_seq_{next_};
};

// Whole connections, one after the other, from SYN to the acknowledgment of the server's FIN.
template <Endpoint T>
class Connections {
 public:
  explicit Connections(T& endpoint) : endpoint_{endpoint} {}
  void syn_to_close() {
    endpoint_.inject(syn_.octets());
    const std::uint32_t una = endpoint_.last_seq() + 1;
    ack_.set_ack(una);
    endpoint_.inject(ack_.octets());
    fin_.set_ack(una);
    endpoint_.inject(fin_.octets());
    last_ack_.set_ack(una + 1);
    endpoint_.inject(last_ack_.octets());
  }

 private:
  T& endpoint_;
  Frame syn_{peer_syn()}, ack_{peer_segment(kPeerIsn + 1)}, fin_{peer_fin()},
      last_ack_{peer_segment(kPeerIsn + 2)};
};

}  // namespace synspect::bench
