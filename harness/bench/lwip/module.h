// lwIP's side of the comparison: the workloads, run inside a shared object with its own lwIP.
#pragma once

#include <cstdint>

namespace synspect::bench {

struct LwipCounts {
  std::uint64_t datagrams{};  // out
  std::uint64_t octets_read{};
  std::uint64_t closed{};
};

struct LwipWorkloads {
  void (*pure_ack)(std::uint64_t times);
  void (*in_order_text)(std::uint64_t times);
  void (*acknowledged_send)(std::uint64_t times);
  void (*syn_to_close)(std::uint64_t times);
  LwipCounts (*counts)();
};

// Each shared object has its own lwIP: with and without checksums.
extern "C" const LwipWorkloads* synspect_lwip_with_checksums();
extern "C" const LwipWorkloads* synspect_lwip_without_checksums();

}  // namespace synspect::bench
