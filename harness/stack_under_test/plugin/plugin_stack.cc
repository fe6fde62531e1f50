#include "harness/stack_under_test/plugin/plugin_stack.h"

#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/stack_under_test/plugin/convert.h"
#include "harness/stack_under_test/plugin/describe.h"
#include "harness/stack_under_test/plugin/load.h"

namespace synspect {
namespace {

using namespace plugin;

constexpr std::size_t kMostErrorText = 1'000;

class PluginStack final : public StackUnderTest {
 public:
  explicit PluginStack(const synspect_stack_v1& table) : table_{table} {
    // The table was checked, so it describes itself; a second answer that differs is a failure.
    if (auto said = description_of(table_, nullptr)) {
      capabilities_ = *std::move(said);
    } else {
      fail(said.error());
    }
    instance_ = table_.create();
  }
  ~PluginStack() override {
    if (instance_ != nullptr) table_.destroy(instance_);
  }

  [[nodiscard]] const Capabilities& capabilities() const override { return capabilities_; }
  [[nodiscard]] std::optional<StackFailure> failure() const override { return failure_; }

  [[nodiscard]] std::expected<void, Refusal> reset(const ResetConfig& config) override;
  [[nodiscard]] Time now() const override { return now_; }
  [[nodiscard]] std::optional<Time> next_deadline() const override;
  [[nodiscard]] Time advance_to(Time limit) override;
  void inject(std::span<const std::byte> datagram) override;
  [[nodiscard]] bool poll(StackOutput& out) override;
  [[nodiscard]] CallResult call(const UserCall& call) override;
  [[nodiscard]] std::optional<StackInfo> info(Handle handle) const override;
  [[nodiscard]] std::expected<void, Refusal> set_knob(std::string_view name,
                                                      std::string_view value) override;
  [[nodiscard]] std::optional<TcpState> state(const FourTuple& sockets) const override;

 private:
  [[nodiscard]] Refusal refusal(const std::string& what) const {
    return {capabilities_.stack + ": " + what};
  }
  [[nodiscard]] std::string last_error() const {
    const char* text = table_.last_error == nullptr ? nullptr : table_.last_error(instance_);
    if (text == nullptr || *text == '\0') return "refused, and it does not say why";
    return printable(text, kMostErrorText);
  }
  // The first fault is the one that is told.
  void fail(const std::string& what) const {
    if (failure_) return;
    const std::string report = capabilities_.stack + " broke the plug-in interface: " + what;
    const std::span<const std::byte> octets = std::as_bytes(std::span{report});
    failure_ = StackFailure{.kind = FailureKind::kProtocolError,
                            .signal_number = 0,
                            .report = {octets.begin(), octets.end()}};
  }
  void caused() {  // an operation that may cause output
    outputs_ = 0;
    octets_ = 0;
  }
  [[nodiscard]] bool take_datagram(const synspect_output& said, StackOutput& out);
  [[nodiscard]] bool take_signal(const synspect_output& said, StackOutput& out);

  const synspect_stack_v1& table_;
  synspect_instance* instance_{};
  Capabilities capabilities_;
  Time now_{kRunStart};
  Time last_output_{kRunStart};
  std::uint32_t outputs_{0};  // since the last operation that may cause some
  std::size_t octets_{0};     // of those outputs
  bool still_{};              // the last advance_to() did not move, and nothing was put out since
  std::vector<std::uint8_t> buffer_ = std::vector<std::uint8_t>(SYNSPECT_MOST_OCTETS);
  mutable std::optional<StackFailure> failure_;  // also const operations may meet a lie
};

std::string micros(std::int64_t time) { return std::to_string(time) + " us"; }
std::string micros(Time time) { return micros(time.time_since_epoch().count()); }

std::expected<void, Refusal> PluginStack::reset(const ResetConfig& config) {
  failure_.reset();
  now_ = last_output_ = kRunStart;
  still_ = false;
  caused();
  if (instance_ == nullptr) {
    return std::unexpected{refusal("it makes no further instance")};
  }
  const Controls& controls = capabilities_.controls;
  if (!config.forced_isns.empty() && !controls.forced_isn) {
    return std::unexpected{refusal("its initial sequence number cannot be set")};
  }
  if (config.msl && !controls.settable_msl) {
    return std::unexpected{refusal("its MSL cannot be set")};
  }
  std::vector<synspect_address> addresses;
  for (const IpAddress& ip : config.addresses) addresses.push_back(to_c(ip));
  if (addresses.empty()) return std::unexpected{refusal("no address")};
  std::vector<synspect_knob> knobs;
  for (const auto& [name, value] : config.knobs) knobs.push_back({name.c_str(), value.c_str()});
  synspect_config c{};
  c.size = sizeof c;
  c.mtu = config.mtu;
  c.seed = config.seed;
  c.addresses = addresses.data();
  c.address_count = addresses.size();
  c.profile = config.profile.c_str();
  c.forced_isns = config.forced_isns.data();
  c.forced_isn_count = config.forced_isns.size();
  c.msl_us = config.msl ? config.msl->count() : -1;
  c.knobs = knobs.data();
  c.knob_count = knobs.size();
  if (table_.reset(instance_, &c) != 0) return std::unexpected{refusal(last_error())};

  auto said = description_of(table_, instance_);
  if (!said) {
    fail(said.error());
    return {};  // told by failure(): the stack was started, and lied
  }
  if (said->stack != capabilities_.stack || said->controls != controls) {
    fail("describe(): name or controls changed by a reset");
    return {};
  }
  capabilities_ = *std::move(said);
  return {};
}

std::optional<Time> PluginStack::next_deadline() const {
  if (failure_ || instance_ == nullptr) return std::nullopt;
  const std::int64_t due = table_.next_deadline(instance_);
  if (due == -1) return std::nullopt;
  const Time time{Duration{due}};
  if (time < now_) {
    fail("next_deadline() is " + micros(due) + ", before the current " + micros(now_));
    return std::nullopt;
  }
  return time;
}

Time PluginStack::advance_to(Time limit) {
  if (failure_ || instance_ == nullptr) return now_;
  if (limit < now_) std::abort();  // the contract: never back
  caused();
  const bool stood_still = std::exchange(still_, false);
  const std::int64_t reached = table_.advance_to(instance_, limit.time_since_epoch().count());
  const Time time{Duration{reached}};
  if (time < now_) {
    fail("time runs backwards: advance_to() reached " + micros(reached) + " after " + micros(now_));
  } else if (time > limit) {
    fail("advance_to() reached " + micros(reached) + ", beyond the limit " + micros(limit));
  } else if (time == now_ && time < limit && stood_still) {
    fail("time stands still: advance_to() stays at " + micros(reached) + ", asked for " +
         micros(limit) + ", and no output waits");
  } else {
    still_ = time == now_ && time < limit;
    now_ = time;
  }
  return now_;
}

void PluginStack::inject(std::span<const std::byte> datagram) {
  if (failure_ || instance_ == nullptr) return;
  caused();
  table_.inject(instance_, reinterpret_cast<const std::uint8_t*>(datagram.data()), datagram.size());
}

bool PluginStack::poll(StackOutput& out) {
  if (failure_ || instance_ == nullptr) return false;
  synspect_output said{};
  said.size = sizeof said;
  said.at_us = now_.time_since_epoch().count();
  said.buffer = buffer_.data();
  said.capacity = buffer_.size();
  if (const std::int32_t taken = table_.poll_output(instance_, &said); taken != 1) {
    if (taken != 0) fail("poll_output() returned " + std::to_string(taken) + ", not 0 or 1");
    return false;
  }
  if (++outputs_ > SYNSPECT_MOST_OUTPUTS) {
    fail("more than " + std::to_string(SYNSPECT_MOST_OUTPUTS) + " outputs without a cause");
    return false;
  }
  still_ = false;
  const Time at{Duration{said.at_us}};
  if (at < last_output_ || at > now_) {
    fail("an output of " + micros(said.at_us) + ", not within " + micros(last_output_) + " and " +
         micros(now_));
    return false;
  }
  const bool signal = said.kind == SYNSPECT_OUTPUT_SIGNAL;
  if (!signal && said.kind != SYNSPECT_OUTPUT_DATAGRAM) {
    fail("an output of kind " + std::to_string(said.kind));
    return false;
  }
  if (!(signal ? take_signal(said, out) : take_datagram(said, out))) return false;
  out.at = last_output_ = at;
  return true;
}

bool PluginStack::take_datagram(const synspect_output& said, StackOutput& out) {
  if (said.length > buffer_.size()) {
    fail("a datagram of " + std::to_string(said.length) + " octets, more than " +
         std::to_string(SYNSPECT_MOST_OCTETS));
    return false;
  }
  octets_ += said.length;
  if (octets_ > SYNSPECT_MOST_OUTPUT_OCTETS) {
    fail("more than " + std::to_string(SYNSPECT_MOST_OUTPUT_OCTETS) + " octets without a cause");
    return false;
  }
  const auto octets = std::as_bytes(std::span{buffer_}).first(said.length);
  out.kind = StackOutput::Kind::kDatagram;
  out.octets.assign(octets.begin(), octets.end());
  return true;
}

bool PluginStack::take_signal(const synspect_output& said, StackOutput& out) {
  const std::optional<Signal> signal = signal_of(said.signal);
  const std::optional<CallError> reason = error_of(said.reason);
  if (!capabilities_.controls.events) {
    fail("a signal without SYNSPECT_CAN_EVENTS");
  } else if (!signal) {
    fail("the signal number " + std::to_string(said.signal));
  } else if (!reason) {
    fail("the error number " + std::to_string(said.reason) + " as the reason of a signal");
  } else {
    out.kind = StackOutput::Kind::kSignal;
    out.handle = Handle{said.handle};
    out.signal = *signal;
    out.reason = *reason;
    return true;
  }
  return false;
}

CallResult PluginStack::call(const UserCall& call) {
  if (failure_ || instance_ == nullptr || table_.call == nullptr) {
    return CallResult::failed(CallError::kNotSupported);
  }
  caused();
  const synspect_call asked = to_c(call);
  synspect_result said = unknown_result();
  table_.call(instance_, &asked, &said);
  auto result = from_c(asked, said);
  if (!result) {
    fail(std::string{name_of(call)} + ": " + result.error());
    return CallResult::failed(CallError::kNotSupported);
  }
  return *result;
}

std::optional<StackInfo> PluginStack::info(Handle handle) const {
  if (failure_ || instance_ == nullptr || !capabilities_.controls.info) return std::nullopt;
  synspect_info said{};
  said.size = sizeof said;
  const std::int32_t known = table_.info(instance_, std::to_underlying(handle), &said);
  if (known == 0) return std::nullopt;
  auto info = from_c(said);
  if (known != 1) fail("info() returned " + std::to_string(known) + ", not 0 or 1");
  if (!info) fail("info(): " + info.error());
  if (failure_) return std::nullopt;
  return *info;
}

std::expected<void, Refusal> PluginStack::set_knob(std::string_view name, std::string_view value) {
  if (failure_ || instance_ == nullptr) return std::unexpected{refusal("it has failed")};
  if (!capabilities_.controls.knobs) return StackUnderTest::set_knob(name, value);
  caused();
  const int done =
      table_.set_knob(instance_, std::string{name}.c_str(), std::string{value}.c_str());
  if (done != 0) return std::unexpected{refusal(last_error())};
  return {};
}

std::optional<TcpState> PluginStack::state(const FourTuple& sockets) const {
  constexpr std::size_t kEnd = kLeastTable + sizeof table_.state;
  if (failure_ || instance_ == nullptr || table_.size < kEnd || table_.state == nullptr) {
    return std::nullopt;  // the table ends before it, or it has none
  }
  const synspect_address local = to_c(sockets.local), remote = to_c(sockets.remote);
  const std::int32_t said = table_.state(instance_, &local, &remote);
  if (said == -1) return std::nullopt;
  if (said < SYNSPECT_CLOSED || said > SYNSPECT_TIME_WAIT) {
    fail("state(): the state " + std::to_string(said));
    return std::nullopt;
  }
  return static_cast<TcpState>(said);
}

}  // namespace

std::unique_ptr<StackUnderTest> make_plugin_stack(const synspect_stack_v1& table) noexcept {
  return std::make_unique<PluginStack>(table);
}

}  // namespace synspect
