// What lies between two endpoints: delay, loss, duplication and reordering, all from a seed, plus
// orders for single datagrams. No clock of its own: the driver asks when the next delivery is due.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "harness/history/decode/decoded_segment.h"
#include "harness/history/observation.h"
#include "harness/history/time.h"
#include "harness/network/prng.h"

namespace synspect::network {

struct LinkQuality {                              // of both directions
  Duration delay{std::chrono::milliseconds{10}};  // one way
  Duration jitter{0};  // 0..jitter is added to each delivery: this reorders
  std::uint32_t loss_permille{0};
  std::uint32_t duplicate_permille{0};
};

// A datagram on its way, with everything that its delivery record needs.
struct InFlight {
  EndpointId to{};
  std::uint64_t datagram{};
  std::uint16_t copy{};
  std::uint16_t port{};  // to which it goes
  std::uint8_t flags{};  // of its header
  bool text{};           // it has payload
  std::vector<std::byte> octets;
};

// What is to become of one datagram, beyond what the link does by chance.
struct Order {
  enum class Kind : std::uint8_t { kPass, kDrop, kHold, kDuplicate };
  Kind kind{Kind::kPass};
  Time until{};  // kHold: delivered then; kDuplicate: the extra copy is delivered then
};
// Asked once for every datagram that an endpoint emits.
using Orders = std::function<Order(EndpointId from, const DecodedSegment& segment, Time now)>;

class Network {
 public:
  Network(LinkQuality quality, std::uint64_t seed) : quality_{quality}, prng_{seed} {}

  // Another run begins: nothing is under way, memory is used again.
  void restart(LinkQuality quality, std::uint64_t seed);
  void set_quality(LinkQuality quality) { quality_ = quality; }
  void set_orders(Orders orders) { orders_ = std::move(orders); }

  // `from` emitted a datagram. Returns what became of it at once: kSent when all its copies are on
  // their way in the ordinary manner, else kDropped, kDelayed or kDuplicated.
  Fate accept(EndpointId from, std::uint64_t datagram, std::span<const std::byte> octets,
              const DecodedSegment& segment, Time now);

  [[nodiscard]] std::optional<Time> next_delivery() const;
  // The oldest delivery that is due at or before `now`; null: there is none. Lives until the next
  // call.
  [[nodiscard]] const InFlight* deliver(Time now);
  [[nodiscard]] bool idle() const { return in_flight_.empty(); }

 private:
  using UnderWay = std::map<std::pair<Time, std::uint64_t>, InFlight>;
  // Whoever calls fills it in; only its octets may be those of an earlier one.
  [[nodiscard]] InFlight& send(Time at);

  LinkQuality quality_;
  Prng prng_;
  Orders orders_;
  std::uint64_t serial_{0};
  // By time, then in the order of sending: equal times keep their order.
  UnderWay in_flight_;
  UnderWay::node_type delivered_;           // what was handed out last
  std::vector<UnderWay::node_type> spare_;  // memory to use again
};

}  // namespace synspect::network
