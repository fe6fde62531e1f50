#include "harness/drive/seed_lanes.h"

#include <algorithm>
#include <tuple>

namespace synspect::drive {
namespace {

constexpr std::uint8_t kForSockets[] = {0, 1};
constexpr std::uint8_t kForRfcCalls[] = {2, 3};
constexpr std::uint8_t kForClosedPorts[] = {3, 2, 1, 0};

}  // namespace

void SeedLanes::survey(std::span<const Observation> all, EndpointId endpoint) {
  std::map<Handle, std::uint16_t> bound;
  for (const Observation& seen : all) {
    const auto* const made = std::get_if<CallSeen>(&seen.what);
    if (made == nullptr || made->endpoint != endpoint || made->result.error != CallError::kNone) {
      continue;
    }
    if (const auto* bind = std::get_if<call::Bind>(&made->call)) {
      bound[bind->socket] = bind->address.port;
    } else if (const auto* listen = std::get_if<call::Listen>(&made->call)) {
      listening_ports_.insert(bound[listen->socket]);
    }
  }
}

bool SeedLanes::has_handle(std::uint8_t lane) const {
  return std::ranges::any_of(handles_, [lane](const auto& each) { return each.second == lane; });
}

// A lane that nobody has, else the one that was silent for longest, at best without a user.
SeedLanes::Place SeedLanes::give(std::span<const std::uint8_t> choice) {
  const auto rank = [this](std::uint8_t lane) {
    return std::tuple{lanes_[lane].used, has_handle(lane), lanes_[lane].last};
  };
  const std::uint8_t lane = *std::ranges::min_element(choice, {}, rank);
  const Place place{.lane = lane, .fresh = true, .taken = lanes_[lane].used};
  std::erase_if(handles_, [lane](const auto& each) { return each.second == lane; });
  lanes_[lane] = {};
  lanes_[lane].used = true;
  lanes_[lane].last = ++clock_;
  return place;
}

// A lane whose connection was between these sockets, and whose user has gone: he opens it again.
std::optional<std::uint8_t> SeedLanes::idle_between(
    std::span<const std::uint8_t> choice, std::uint16_t local_port,
    const std::optional<SocketAddress>& remote) const {
  for (const std::uint8_t lane : choice) {
    const std::optional<FourTuple>& sockets = lanes_[lane].sockets;
    if (!sockets || sockets->local.port != local_port || has_handle(lane)) continue;
    if (!remote || sockets->remote == *remote) return lane;
  }
  return std::nullopt;
}

std::optional<std::uint8_t> SeedLanes::opening_for(const FourTuple& sockets) {
  for (std::uint8_t i = 0; i < lanes_.size(); ++i) {
    const Owner& owner = lanes_[i];
    if (!owner.opening || (owner.remote && *owner.remote != sockets.remote)) continue;
    if (owner.local_port == 0 || owner.local_port == sockets.local.port) return i;
  }
  return std::nullopt;
}

std::optional<std::uint8_t> SeedLanes::known(const FourTuple& sockets) {
  for (std::uint8_t i = 0; i < lanes_.size(); ++i) {
    if (lanes_[i].sockets == sockets) return i;
  }
  const std::optional<std::uint8_t> lane = opening_for(sockets);
  if (lane) {
    lanes_[*lane].opening = false;
    lanes_[*lane].sockets = sockets;
  }
  return lane;
}

SeedLanes::Place SeedLanes::at(const FourTuple& sockets) {
  for (std::uint8_t i = 0; i < lanes_.size(); ++i) {
    if (lanes_[i].sockets != sockets) continue;
    lanes_[i].last = ++clock_;
    return {.lane = i};
  }
  if (const auto lane = known(sockets)) return {.lane = *lane, .fresh = true};
  const bool heard = listening_ports_.contains(sockets.local.port) || listening_ports_.empty();
  const Place place = heard ? give(kForSockets) : give(kForClosedPorts);
  lanes_[place.lane].sockets = sockets;
  return place;
}

SeedLanes::Place SeedLanes::open(Handle handle, bool rfc, std::uint16_t local_port,
                                 const std::optional<SocketAddress>& remote) {
  Place place;
  if (const auto lane = of(handle)) {
    place.lane = *lane;
  } else {
    const std::span<const std::uint8_t> choice = rfc ? kForRfcCalls : kForSockets;
    const auto again = idle_between(choice, local_port, remote);
    place = again ? Place{.lane = *again} : give(choice);
  }
  Owner& owner = lanes_[place.lane];
  owner.sockets.reset();
  owner.opening = true;
  owner.local_port = local_port;
  owner.remote = remote;
  handles_[handle] = place.lane;
  return place;
}

std::optional<std::uint8_t> SeedLanes::of(Handle handle) const {
  const auto found = handles_.find(handle);
  if (found == handles_.end()) return std::nullopt;
  return found->second;
}

std::uint16_t SeedLanes::port_of(Handle handle) const {
  const auto found = ports_.find(handle);
  return found == ports_.end() ? std::uint16_t{0} : found->second;
}

void SeedLanes::forget(Handle handle) {
  handles_.erase(handle);
  listeners_.erase(handle);
  ports_.erase(handle);
}

}  // namespace synspect::drive
