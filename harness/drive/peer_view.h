// What an adversarial peer knows of its connections: the numbers that went over the wire, and
// nothing that only the stack could tell.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "harness/drive/peer_options.h"
#include "harness/history/observation.h"
#include "harness/scenario/event.h"

namespace synspect::drive {

inline constexpr std::uint16_t kFirstPeerPort = 9000;  // of lane 0

// Of two numbers on the circle (RFC 9293 3.4).
[[nodiscard]] inline bool after(std::uint32_t a, std::uint32_t b) {
  return static_cast<std::int32_t>(a - b) > 0;
}

// One lane, named from the stack's side (RFC 9293 3.3.1).
struct Lane {
  std::uint16_t stack_port{};
  std::uint32_t iss{}, snd_una{}, snd_nxt{}, snd_window_end{};
  std::uint32_t irs{}, rcv_nxt{}, rcv_window_end{}, peer_next{};
  bool iss_known{};  // the stack has sent a SYN of this life
  bool irs_known{};  // the peer has sent a SYN of this life
  bool irs_acked{};  // ... which the stack has acknowledged
  bool fin_sent{};   // by the peer; its number is peer_next - 1
  bool resent{};     // the stack has repeated text or FIN since all of it was acknowledged
  LaneOptions options;
  std::uint8_t lives{};  // SYNs of the peer with a number of their own
};

// What the numbers of a lane come to, as bits: something of the stack, or of the peer, is not
// acknowledged; the window of one or the other is shut; the stack has repeated something.
[[nodiscard]] std::uint8_t situation_of(const Lane& lane);

// A sink that learns, then hands on.
class PeerView final : public ObservationSink {
 public:
  explicit PeerView(ObservationSink& inner) : inner_{&inner} {}

  // Nothing is known but the numbers that both sides will begin with: forced ISNs.
  void restart(std::uint32_t stack_isn, std::uint32_t peer_isn);
  void begin(const RunHeader& header) override { inner_->begin(header); }
  void observe(const Observation& seen) override;

  [[nodiscard]] Lane& lane(std::uint8_t index) { return lanes_[index]; }
  [[nodiscard]] const Lane& lane(std::uint8_t index) const { return lanes_[index]; }
  // The lane between these ports; nothing for ports that are nobody's.
  [[nodiscard]] Lane* find(std::uint16_t stack_port, std::uint16_t peer_port);
  [[nodiscard]] static std::uint16_t peer_port(std::uint8_t lane) {
    return static_cast<std::uint16_t>(kFirstPeerPort + lane);
  }

  // The peer has opened, with a SYN or SYN,ACK: again if it was not answered, else a new life.
  void opens(Lane& lane);
  // The peer has sent this: the lane changes as far as a stack in good order takes it.
  struct Sent {
    std::uint32_t seq{}, ack{};
    std::uint32_t octets{};  // of text
    std::uint8_t flags{};
    std::uint16_t window{};
    bool bad_checksum{};
  };
  static void sends(Lane& lane, const Sent& segment);
  // Where `point` lies now.
  [[nodiscard]] static std::uint32_t resolve(const Lane& lane, const scenario::Point& point);

  // The datagrams remembered: 0 is the last. Empty where there is none.
  [[nodiscard]] std::span<const std::byte> injected(std::uint8_t back) const {
    return to_stack_.back(back);
  }
  [[nodiscard]] std::span<const std::byte> emitted(std::uint8_t back) const {
    return from_stack_.back(back);
  }

 private:
  class Recent {  // the last few datagrams; memory is used again
   public:
    void clear() { count_ = 0; }
    void add(std::span<const std::byte> octets) {
      Kept& kept = ring_[count_++ % ring_.size()];
      if (kept.room.size() < octets.size()) kept.room.resize(octets.size());
      if (!octets.empty()) std::memcpy(kept.room.data(), octets.data(), octets.size());
      kept.size = octets.size();
    }
    [[nodiscard]] std::span<const std::byte> back(std::size_t n) const {
      if (n >= std::min(count_, ring_.size())) return {};
      const Kept& kept = ring_[(count_ - 1 - n) % ring_.size()];
      return std::span{kept.room}.first(kept.size);
    }

   private:
    struct Kept {
      std::vector<std::byte> room;
      std::size_t size{};
    };
    std::array<Kept, 16> ring_;
    std::size_t count_{0};
  };

  void emission(const SegmentSeen& seen);

  ObservationSink* inner_;
  std::array<Lane, scenario::kLanes> lanes_{};
  Recent to_stack_, from_stack_;
};

}  // namespace synspect::drive
