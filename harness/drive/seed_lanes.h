// Which lane of a scenario stands for which connection of a history: lanes 0 and 1 are for sockets,
// 2 and 3 for the RFC's calls and for ports at which nobody listens.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>

#include "harness/history/observation.h"
#include "harness/scenario/event.h"

namespace synspect::drive {

class SeedLanes {
 public:
  // Learns at which ports sockets listen, at whatever time.
  void survey(std::span<const Observation> all, EndpointId endpoint);

  struct Place {
    std::uint8_t lane{};
    bool fresh{};  // the lane has just been given to this connection
    bool taken{};  // ... from another one: there are more connections than lanes
  };
  // The lane of the connection between `sockets`, from the stack's side.
  [[nodiscard]] Place at(const FourTuple& sockets);
  // The same for what the stack sends: nothing unless it belongs to a connection that is known.
  [[nodiscard]] std::optional<std::uint8_t> known(const FourTuple& sockets);

  void note_bind(Handle handle, std::uint16_t port) { ports_[handle] = port; }
  void note_listener(Handle handle) { listeners_.insert(handle); }
  [[nodiscard]] bool listens(Handle handle) const { return listeners_.contains(handle); }
  [[nodiscard]] std::size_t listeners() const { return listeners_.size(); }
  // connect(), OPEN: the lane of the handle, found or given.
  [[nodiscard]] Place open(Handle handle, bool rfc, std::uint16_t local_port,
                           const std::optional<SocketAddress>& remote);
  // accept(): the connection has a handle now.
  void accepted(Handle handle, const FourTuple& sockets) { handles_[handle] = at(sockets).lane; }
  [[nodiscard]] std::optional<std::uint8_t> of(Handle handle) const;
  [[nodiscard]] std::uint16_t port_of(Handle handle) const;
  void forget(Handle handle);

 private:
  struct Owner {
    bool used{};
    std::optional<FourTuple> sockets;  // unless it is known
    std::uint16_t local_port{};        // of an opening: 0 where the stack chooses
    std::optional<SocketAddress> remote;
    bool opening{};  // OPEN or connect() was called, and nothing was seen of it yet
    std::uint64_t last{};
  };
  [[nodiscard]] Place give(std::span<const std::uint8_t> choice);
  [[nodiscard]] std::optional<std::uint8_t> opening_for(const FourTuple& sockets);
  [[nodiscard]] std::optional<std::uint8_t> idle_between(
      std::span<const std::uint8_t> choice, std::uint16_t local_port,
      const std::optional<SocketAddress>& remote) const;
  [[nodiscard]] bool has_handle(std::uint8_t lane) const;

  std::array<Owner, scenario::kLanes> lanes_{};
  std::set<std::uint16_t> listening_ports_;
  std::set<Handle> listeners_;
  std::map<Handle, std::uint16_t> ports_;
  std::map<Handle, std::uint8_t> handles_;
  std::uint64_t clock_{0};
};

}  // namespace synspect::drive
