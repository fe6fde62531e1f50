// A TCP segment as a value. wire/ turns octets into one and back; no states here.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "stack/fast_open/option.h"
#include "stack/profile.h"
#include "stack/seq.h"

namespace synspect::tcp {

struct Timestamps {       // RFC 7323 3
  std::uint32_t value{};  // TSval
  std::uint32_t echo{};   // TSecr; without meaning unless the segment has the ACK bit
  friend bool operator==(Timestamps, Timestamps) = default;
};

struct SackBlock {  // [begin, end) (2018-3-1)
  Seq begin, end;
  friend bool operator==(SackBlock, SackBlock) = default;
};

class SackBlocks {
 public:
  static constexpr std::size_t kMost = 4;              // that an option area holds (2018-3-2)
  static constexpr std::size_t kHead = 4, kBlock = 8;  // octets of the option, padded

  void add(SackBlock block) {  // dropped where there are kMost
    if (count_ < kMost) blocks_[count_++] = block;
  }
  void keep(std::size_t blocks) {  // the first ones, where there are more
    count_ = std::min(count_, static_cast<std::uint32_t>(blocks));
  }
  [[nodiscard]] std::span<const SackBlock> view() const { return {blocks_.data(), count_}; }
  [[nodiscard]] bool empty() const { return count_ == 0; }
  [[nodiscard]] std::size_t size() const { return count_; }
  [[nodiscard]] std::size_t octets() const { return empty() ? 0 : kHead + kBlock * count_; }
  friend bool operator==(const SackBlocks& a, const SackBlocks& b) {
    return std::ranges::equal(a.view(), b.view());
  }

 private:
  std::array<SackBlock, kMost> blocks_;  // the first count_ of them
  std::uint32_t count_{};
};

// Options that the core understands. What a peer sends beyond them is skipped by its length octet
// (MUST-6), of two of a kind the second.
struct SegmentOptions {
  std::optional<std::uint16_t> mss;            // kind 2, SYN only (MUST-65)
  std::optional<std::uint8_t> window_scale;    // kind 3, SYN only: the shift count as sent
  bool sack_permitted{};                       // kind 4, SYN only
  std::optional<Timestamps> timestamps;        // kind 8
  SackBlocks sack;                             // kind 5
  std::optional<std::uint16_t> user_timeout;   // kind 28: granularity and number, as sent
  std::optional<FastOpenOption> fast_open;     // kind 34, SYN only (7413-4.1.1-a)
  OptionLayout layout{OptionLayout::kPadded};  // of what is sent

  [[nodiscard]] bool none() const {
    // All at once and not one after the other: of most segments all are empty.
    const unsigned any =
        static_cast<unsigned>(mss.has_value()) | static_cast<unsigned>(window_scale.has_value()) |
        static_cast<unsigned>(sack_permitted) | static_cast<unsigned>(timestamps.has_value()) |
        static_cast<unsigned>(!sack.empty()) | static_cast<unsigned>(user_timeout.has_value()) |
        static_cast<unsigned>(fast_open.has_value());
    return any == 0;
  }
  friend bool operator==(const SegmentOptions& a, const SegmentOptions& b) {  // by what is said
    return a.mss == b.mss && a.window_scale == b.window_scale &&
           a.sack_permitted == b.sack_permitted && a.timestamps == b.timestamps &&
           a.sack == b.sack && a.user_timeout == b.user_timeout && a.fast_open == b.fast_open;
  }
};

struct Segment {
  Seq seq;
  Seq ack;          // SEG.ACK; 0 and without meaning unless `ack_flag`
  bool fin : 1 {};  // the control bits, as octet 13 of the header has them: read and written as one
  bool syn : 1 {};
  bool rst : 1 {};
  bool psh : 1 {};
  bool ack_flag : 1 {};
  bool urg : 1 {};
  bool ece : 1 {};
  bool cwr : 1 {};
  std::uint8_t ecn{};      // the two bits of the IP header that are not Diffserv (RFC 3168 5)
  std::uint16_t window{};  // SEG.WND, raw
  std::uint16_t urgent_pointer{};  // counts only with `urg` (9293-3.1-c)
  SegmentOptions options;
  // A view: into the datagram it was read from, or into the send queue of the Tcb that made it.
  std::span<const std::byte> payload;

  // SEG.LEN: octets of sequence space; SYN and FIN occupy one each (9293-3.4-d, 9293-3.4-e).
  [[nodiscard]] constexpr SeqLen length() const {
    return {static_cast<std::uint32_t>(payload.size()) + (syn ? 1U : 0U) + (fin ? 1U : 0U)};
  }
  friend bool operator==(const Segment& a, const Segment& b) {  // payload by content
    return a.seq == b.seq && a.ack == b.ack && a.syn == b.syn && a.ack_flag == b.ack_flag &&
           a.fin == b.fin && a.rst == b.rst && a.psh == b.psh && a.urg == b.urg && a.ece == b.ece &&
           a.cwr == b.cwr && a.ecn == b.ecn && a.window == b.window &&
           a.urgent_pointer == b.urgent_pointer && a.options == b.options &&
           std::ranges::equal(a.payload, b.payload);
  }
};

}  // namespace synspect::tcp
