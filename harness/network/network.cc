#include "harness/network/network.h"

#include <utility>

namespace synspect::network {

void Network::send(Time at, InFlight flight) {
  in_flight_.emplace(std::pair{at, serial_++}, std::move(flight));
}

Fate Network::accept(EndpointId from, std::uint64_t datagram, std::span<const std::byte> octets,
                     const DecodedSegment& segment, Time now) {
  const Order order = orders_ ? orders_(from, segment, now) : Order{};
  if (order.kind == Order::Kind::kDrop || prng_.permille(quality_.loss_permille)) {
    return Fate::kDropped;
  }
  const auto travel = [&] {
    const auto jitter = static_cast<std::uint64_t>(quality_.jitter.count());
    return quality_.delay + Duration{jitter == 0 ? 0 : prng_.below(jitter + 1)};
  };
  InFlight flight{.to = static_cast<EndpointId>(1 - from),
                  .datagram = datagram,
                  .copy = 0,
                  .octets = {octets.begin(), octets.end()}};
  const bool twice = order.kind == Order::Kind::kDuplicate;
  if (twice || prng_.permille(quality_.duplicate_permille)) {
    InFlight extra = flight;
    extra.copy = 1;
    send(now + travel(), std::move(flight));
    send(twice ? order.until : now + travel(), std::move(extra));
    return Fate::kDuplicated;
  }
  if (order.kind == Order::Kind::kHold) {
    send(order.until, std::move(flight));
    return Fate::kDelayed;
  }
  send(now + travel(), std::move(flight));
  return Fate::kSent;
}

std::optional<Time> Network::next_delivery() const {
  if (in_flight_.empty()) return std::nullopt;
  return in_flight_.begin()->first.first;
}

std::optional<InFlight> Network::deliver(Time now) {
  if (in_flight_.empty() || in_flight_.begin()->first.first > now) return std::nullopt;
  return std::move(in_flight_.extract(in_flight_.begin()).mapped());
}

}  // namespace synspect::network
