#include "harness/drive/scenario_setup.h"

#include <algorithm>
#include <utility>

#include "harness/scenario/values.h"

namespace synspect::drive {
namespace {

// Later connections of one end begin further on, as the ISN clock has it (MUST-8).
constexpr std::uint32_t kIsnStride = 1'000'000;

}  // namespace

bool start_stack(StackUnderTest& stack, const scenario::Setup& setup, const IpAddress& address,
                 std::uint32_t isn, bool extends, std::uint64_t seed,
                 const ScenarioOptions& options, EndpointHeader& end, std::string& why) {
  const Controls& controls = stack.capabilities().controls;
  if (!end.reset) end.reset.emplace();
  ResetConfig& reset = *end.reset;
  reset.seed = seed;
  reset.addresses.assign(1, address);
  reset.mtu = scenario::mtu(setup);
  reset.profile = options.extensions && extends && controls.full_profile ? "full" : "rfc";
  reset.forced_isns.clear();
  for (std::uint32_t n = 0; controls.forced_isn && n < options.forced_isns; ++n) {
    reset.forced_isns.push_back(isn + n * kIsnStride);
  }
  if (const auto done = stack.reset(reset); !done) {
    why = done.error().what;
    return false;
  }
  end.judged = true;
  end.capabilities = stack.capabilities();
  end.addresses.assign(1, address);
  end.mtu = reset.mtu;
  return true;
}

Time end_of(const scenario::Wait& wait, Time now, std::optional<Time> deadline,
            std::optional<Duration> msl) {
  using Kind = scenario::Wait::Kind;
  constexpr Duration kTick{1};
  const Time due = std::max(now, deadline.value_or(now));
  switch (wait.kind) {
    case Kind::kAmount:
      return now + scenario::duration(wait.amount);
    case Kind::kTimer:
      return due;
    case Kind::kBefore:
      return std::max(now, due - kTick);
    case Kind::kPast:
      return due + kTick;
    case Kind::kFullSecond:
      return Time{std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()) +
                  std::chrono::seconds{1}};
    case Kind::kTwoMsl:
      return now + 2 * msl.value_or(std::chrono::minutes{2}) + std::chrono::milliseconds{1};
  }
  std::unreachable();
}

bool use_ipv6(const scenario::Setup& setup, const Controls& controls) {
  return setup.ipv6 ? controls.ipv6 : !controls.ipv4;
}

}  // namespace synspect::drive
