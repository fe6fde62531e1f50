#include "harness/stack_under_test/lwip/lwip_stack.h"

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <utility>

#include "harness/stack_under_test/lwip/describe.h"
#include "harness/stack_under_test/lwip/image.h"

namespace synspect {
namespace {

using namespace lwip;

class LwipSnapshot final : public StackSnapshot {
 public:
  LwipSnapshot(const void* of, std::vector<std::byte> memory, Time at,
               std::deque<StackOutput> outputs)
      : owner{of}, image{std::move(memory)}, now{at}, waiting{std::move(outputs)} {}

  const void* owner;
  std::vector<std::byte> image;
  Time now;
  std::deque<StackOutput> waiting;
};

class LwipStack final : public StackUnderTest {
 public:
  explicit LwipStack(std::unique_ptr<Image> image) : image_{std::move(image)} {}

  [[nodiscard]] const Capabilities& capabilities() const override { return capabilities_; }

  [[nodiscard]] std::expected<void, Refusal> reset(const ResetConfig& config) override {
    auto start = start_of(config);
    if (!start) return std::unexpected{start.error()};
    start->outlet = {.context = this, .datagram = take_datagram, .signal = take_signal};
    image_->restart();
    waiting_.clear();
    now_ = kRunStart;
    lwip().start(*start);
    return {};
  }

  [[nodiscard]] Time now() const override { return now_; }

  [[nodiscard]] std::optional<Time> next_deadline() const override {
    if (dead()) return std::nullopt;
    return lwip().deadline();
  }

  [[nodiscard]] Time advance_to(Time limit) override {
    if (limit < now_) std::abort();  // the contract: never back
    const std::size_t before = waiting_.size();
    while (waiting_.size() == before) {
      const std::optional<Time> due = next_deadline();
      now_ = due && *due <= limit ? *due : limit;
      if (!dead()) lwip().advance(now_);
      if (!due || *due > limit) break;
    }
    return now_;
  }

  void inject(std::span<const std::byte> datagram) override {
    if (!dead()) lwip().inject(datagram);
  }

  [[nodiscard]] bool poll(StackOutput& out) override {
    if (waiting_.empty()) return false;
    out = std::move(waiting_.front());
    waiting_.pop_front();
    return true;
  }

  [[nodiscard]] CallResult call(const UserCall& call) override {
    return dead() ? CallResult::failed(CallError::kConnectionAborted) : lwip().call(call);
  }

  [[nodiscard]] std::optional<StackInfo> info(Handle handle) const override {
    if (dead()) return std::nullopt;
    return lwip().info(handle);
  }

  // A failed assertion of lwIP would have been an abort() on a device.
  [[nodiscard]] std::optional<StackFailure> failure() const override {
    const char* why = lwip().failed_assertion();
    if (why == nullptr) return std::nullopt;
    StackFailure failure{.kind = FailureKind::kSignal, .signal_number = SIGABRT, .report = {}};
    const auto* octets = reinterpret_cast<const std::byte*>(why);
    failure.report.assign(octets, octets + std::strlen(why));
    return failure;
  }

  [[nodiscard]] std::optional<TcpState> state(const FourTuple& sockets) const override {
    if (dead()) return std::nullopt;
    return lwip().state(sockets);
  }
  [[nodiscard]] std::optional<std::vector<EndpointEntry>> endpoints() const override {
    if (dead()) return std::nullopt;
    std::vector<EndpointEntry> all;
    lwip().endpoints(&all, [](void* context, const FourTuple& sockets, TcpState state) {
      static_cast<std::vector<EndpointEntry>*>(context)->push_back({sockets, state});
    });
    return all;
  }
  [[nodiscard]] bool drop(const FourTuple& sockets) override {
    return !dead() && lwip().drop(sockets);
  }

  [[nodiscard]] std::unique_ptr<StackSnapshot> snapshot() const override {
    return std::make_unique<LwipSnapshot>(this, image_->save(), now_, waiting_);
  }
  void restore(const StackSnapshot& snapshot) override {
    const auto& saved = dynamic_cast<const LwipSnapshot&>(snapshot);
    if (saved.owner != this) std::abort();  // of another stack: a fault of the caller
    image_->restore(saved.image);
    now_ = saved.now;
    waiting_ = saved.waiting;
  }
  // No state_hash(): memory that lwIP has freed differs between equal states.

 private:
  [[nodiscard]] const Module& lwip() const { return image_->module(); }
  [[nodiscard]] bool dead() const { return lwip().failed_assertion() != nullptr; }

  StackOutput& wait_for_poll(StackOutput::Kind kind) {
    StackOutput& out = waiting_.emplace_back();
    out.at = now_;
    out.kind = kind;
    return out;
  }
  static void take_datagram(void* context, std::span<const std::byte> octets) {
    StackOutput& out =
        static_cast<LwipStack*>(context)->wait_for_poll(StackOutput::Kind::kDatagram);
    out.octets.assign(octets.begin(), octets.end());
  }
  static void take_signal(void* context, Handle handle, Signal signal, CallError reason) {
    if (handle == Handle::kNone) return;  // of a connection that nobody has accepted yet
    StackOutput& out = static_cast<LwipStack*>(context)->wait_for_poll(StackOutput::Kind::kSignal);
    out.handle = handle;
    out.signal = signal;
    out.reason = reason;
  }

  std::unique_ptr<Image> image_;
  Capabilities capabilities_{describe()};
  Time now_{kRunStart};
  std::deque<StackOutput> waiting_;
};

}  // namespace

std::expected<std::unique_ptr<StackUnderTest>, Refusal> make_lwip_stack(
    const std::filesystem::path& module) {
  auto image = Image::load(module);
  if (!image) return std::unexpected{Refusal{std::move(image.error())}};
  return std::make_unique<LwipStack>(*std::move(image));
}

}  // namespace synspect
