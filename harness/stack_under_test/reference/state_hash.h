// A number for the whole state of the reference: equal for equal states, whatever lies where.
#pragma once

#include <cstdint>
#include <span>

#include "harness/stack_under_test/reference/rfc_calls.h"
#include "harness/stack_under_test/reference/sockets.h"
#include "harness/stack_under_test/stack_under_test.h"
#include "stack/host/host.h"

namespace synspect::reference {

[[nodiscard]] std::uint64_t state_hash(const tcp::Host& host, const Sockets& sockets,
                                       const RfcCalls& rfc, std::int32_t next_handle, Time now,
                                       std::span<const StackOutput> waiting);

}  // namespace synspect::reference
