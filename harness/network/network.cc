#include "harness/network/network.h"

#include <utility>

namespace synspect::network {

void Network::restart(LinkQuality quality, std::uint64_t seed) {
  while (!in_flight_.empty()) spare_.push_back(in_flight_.extract(in_flight_.begin()));
  quality_ = quality;
  prng_ = Prng{seed};
  orders_ = nullptr;
  serial_ = 0;
}

InFlight& Network::send(Time at) {
  const std::pair key{at, serial_++};
  if (spare_.empty()) return in_flight_[key];
  UnderWay::node_type node = std::move(spare_.back());
  spare_.pop_back();
  node.key() = key;
  return in_flight_.insert(std::move(node)).position->second;
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
  const auto dispatch = [&](Time at, std::uint16_t copy) {
    InFlight& flight = send(at);
    flight.to = static_cast<EndpointId>(1 - from);
    flight.datagram = datagram;
    flight.copy = copy;
    flight.port = segment.destination.port;
    flight.flags = segment.flags;
    flight.text = !segment.payload.empty();
    flight.octets.assign(octets.begin(), octets.end());
  };
  const bool twice = order.kind == Order::Kind::kDuplicate;
  if (twice || prng_.permille(quality_.duplicate_permille)) {
    dispatch(now + travel(), 0);
    dispatch(twice ? order.until : now + travel(), 1);
    return Fate::kDuplicated;
  }
  if (order.kind == Order::Kind::kHold) {
    dispatch(order.until, 0);
    return Fate::kDelayed;
  }
  dispatch(now + travel(), 0);
  return Fate::kSent;
}

std::optional<Time> Network::next_delivery() const {
  if (in_flight_.empty()) return std::nullopt;
  return in_flight_.begin()->first.first;
}

const InFlight* Network::deliver(Time now) {
  if (in_flight_.empty() || in_flight_.begin()->first.first > now) return nullptr;
  if (delivered_) spare_.push_back(std::move(delivered_));
  delivered_ = in_flight_.extract(in_flight_.begin());
  return &delivered_.mapped();
}

}  // namespace synspect::network
