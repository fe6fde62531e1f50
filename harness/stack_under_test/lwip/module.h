// The boundary of the lwIP module, a shared object with nothing in it but lwIP and its port. Every
// stack loads a copy of its own, and all that the copy ever learns lies in its writable segment.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "harness/history/address.h"
#include "harness/history/observation.h"
#include "harness/history/time.h"
#include "harness/history/user_call.h"

namespace synspect::lwip {

// Where the stack puts what it emits, as it emits it.
struct Outlet {
  void* context{};
  void (*datagram)(void* context, std::span<const std::byte> octets){};
  void (*signal)(void* context, Handle handle, Signal signal, CallError reason){};
};

inline constexpr std::size_t kMostIsns = 512;
inline constexpr std::size_t kMostIpv6 = 3;

struct Start {
  std::uint64_t seed{};
  std::optional<IpAddress> ipv4{};
  std::array<IpAddress, kMostIpv6> ipv6{};
  std::size_t ipv6_count{};
  std::uint16_t mtu{};
  std::array<std::uint32_t, kMostIsns> isns{};
  std::size_t isn_count{};
  Outlet outlet{};
};

using Row = void (*)(void* context, const FourTuple& sockets, TcpState state);

// An operation after a failed assertion does nothing. start() is called once, on a fresh image.
struct Module {
  void (*start)(const Start& how);
  std::optional<Time> (*deadline)();
  void (*advance)(Time to);  // at most to the deadline, whose timer is then called
  void (*inject)(std::span<const std::byte> datagram);
  CallResult (*call)(const UserCall& call);
  std::optional<StackInfo> (*info)(Handle handle);
  TcpState (*state)(const FourTuple& sockets);
  void (*endpoints)(void* context, Row row);
  bool (*drop)(const FourTuple& sockets);
  const char* (*failed_assertion)();  // null: none
};

inline constexpr const char* kModuleSymbol = "synspect_lwip_module";

}  // namespace synspect::lwip
