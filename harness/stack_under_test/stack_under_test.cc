// What a stack answers that lacks the capability behind an operation.
#include "harness/stack_under_test/stack_under_test.h"

#include <cstdlib>

namespace synspect {

std::expected<void, Refusal> StackUnderTest::set_knob(std::string_view name, std::string_view) {
  return std::unexpected{
      Refusal{capabilities().stack + " cannot change " + std::string{name} + " in mid-run"}};
}

std::optional<std::vector<EndpointEntry>> StackUnderTest::endpoints() const { return std::nullopt; }

bool StackUnderTest::drop(const FourTuple&) { return false; }

std::optional<TcpState> StackUnderTest::state(const FourTuple& sockets) const {
  const std::optional<std::vector<EndpointEntry>> all = endpoints();
  if (!all) return std::nullopt;
  for (const EndpointEntry& entry : *all) {
    if (entry.sockets == sockets) return entry.state;
  }
  return TcpState::kClosed;
}

std::unique_ptr<StackSnapshot> StackUnderTest::snapshot() const { return nullptr; }

void StackUnderTest::restore(const StackSnapshot&) {
  std::abort();  // there is no snapshot of this stack: the caller has mixed up two of them
}

std::optional<std::uint64_t> StackUnderTest::state_hash() const { return std::nullopt; }

}  // namespace synspect
