#include "stack/host/syn_cookie.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include "stack/host/siphash.h"
#include "stack/host/table_hash.h"

namespace synspect::tcp {
namespace {

// The largest of them that the peer takes is what it gets: usual sizes of links, and little ones.
constexpr std::array<std::uint16_t, 8> kSizes{64, 256, 536, 1024, 1220, 1440, 1460, 8960};
constexpr std::uint32_t kTicks = 32, kHashBits = 24, kHashMask = (1U << kHashBits) - 1;
constexpr std::uint32_t kStampBits = 5, kStampMask = (1U << kStampBits) - 1;
constexpr std::uint32_t kNoScale = 15;  // of the low four bits; then SACK

std::uint32_t tick_of(Instant now) {
  return static_cast<std::uint32_t>(now.time_since_epoch() / kSynCookieTick) % kTicks;
}

std::uint32_t code_of(std::uint16_t mss) {
  const auto above = std::ranges::upper_bound(kSizes, mss);
  return static_cast<std::uint32_t>(above - kSizes.begin()) - 1;
}

class Message {
 public:
  void put(std::uint64_t value, unsigned octets) {
    for (unsigned i = 0; i < octets; ++i) octets_[size_++] = static_cast<std::byte>(value >> 8 * i);
  }
  void put(const Socket& socket) {
    put(static_cast<std::uint64_t>(socket.ip.version), 1);
    for (const std::uint8_t octet : socket.ip.octets) put(octet, 1);
    put(socket.port.number, 2);
  }
  [[nodiscard]] std::span<const std::byte> view() const {
    return std::span<const std::byte>{octets_}.first(size_);
  }

 private:
  std::array<std::byte, 48> octets_{};
  std::size_t size_{0};
};

// The whole cookie, for this time and this size.
Seq cookie_at(std::uint64_t key_seed, const SocketPair& sockets, Seq peer_isn, bool timestamps,
              std::uint32_t tick, std::uint32_t code) {
  const SipHashKey key{.k0 = mixed(key_seed ^ 0x7379'6e2d'636f'6f6b),
                       .k1 = mixed(key_seed + 0x3c6e'f372'fe94'f82a)};
  Message message;
  message.put(sockets.local);
  message.put(sockets.remote);
  message.put(peer_isn.raw(), 4);
  message.put(tick, 1);
  message.put(code, 1);
  message.put(timestamps ? 1 : 0, 1);
  const auto hash = static_cast<std::uint32_t>(siphash_2_4(key, message.view())) & kHashMask;
  return Seq{tick << (kHashBits + 3) | code << kHashBits | hash};
}

}  // namespace

std::optional<Segment> syn_within_cookie(const Segment& syn, std::uint16_t standard_mss,
                                         std::uint16_t own_mss, bool timestamps) {
  const std::uint16_t offered = syn.options.mss.value_or(0);
  const std::uint16_t mss = std::min(offered == 0 ? standard_mss : offered, own_mss);
  if (mss < kSizes.front()) return std::nullopt;
  Segment kept;
  kept.syn = true;
  kept.seq = syn.seq;
  kept.window = syn.window;
  kept.options.mss = kSizes[code_of(mss)];  // MUST-16: never more than it takes
  if (timestamps && syn.options.timestamps) {
    kept.options.timestamps = syn.options.timestamps;
    kept.options.window_scale = syn.options.window_scale;
    if (kept.options.window_scale) {
      kept.options.window_scale = std::min<std::uint8_t>(*kept.options.window_scale, 14);
    }
    kept.options.sack_permitted = syn.options.sack_permitted;
  }
  return kept;
}

Seq syn_cookie(std::uint64_t key_seed, const SocketPair& sockets, const Segment& syn, Instant now) {
  return cookie_at(key_seed, sockets, syn.seq, syn.options.timestamps.has_value(), tick_of(now),
                   code_of(*syn.options.mss));
}

std::uint32_t stamp_with_options(std::uint32_t value, const Segment& syn) {
  const std::uint32_t bits = syn.options.window_scale.value_or(kNoScale) |
                             (syn.options.sack_permitted ? kNoScale + 1 : 0U);
  const std::uint32_t stamp = (value & ~kStampMask) | bits;
  // A clock that runs ahead of itself would stand still later, or go back (7323-5.4-3).
  return bits > (value & kStampMask) ? stamp - (kStampMask + 1) : stamp;
}

std::optional<Segment> syn_of_cookie(std::uint64_t key_seed, const SocketPair& sockets,
                                     const Segment& ack, Instant now) {
  const Seq cookie = ack.ack - SeqLen{1};
  const std::uint32_t tick = cookie.raw() >> (kHashBits + 3);
  const std::uint32_t code = cookie.raw() >> kHashBits & 7U;
  if ((tick_of(now) - tick) % kTicks > 1) return std::nullopt;
  const auto& stamps = ack.options.timestamps;
  Segment syn;
  syn.syn = true;
  syn.seq = ack.seq - SeqLen{1};
  const Seq made = cookie_at(key_seed, sockets, syn.seq, stamps.has_value(), tick, code);
  if (made != cookie) return std::nullopt;
  syn.window = ack.window;
  syn.options.mss = kSizes[code];
  syn.options.timestamps = stamps;
  if (stamps) {
    const std::uint32_t bits = stamps->echo & kStampMask;
    if ((bits & kNoScale) != kNoScale) {
      syn.options.window_scale = static_cast<std::uint8_t>(bits & kNoScale);
    }
    syn.options.sack_permitted = bits > kNoScale;
  }
  return syn;
}

}  // namespace synspect::tcp
