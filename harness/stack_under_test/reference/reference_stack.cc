#include "harness/stack_under_test/reference/reference_stack.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>

#include "harness/stack_under_test/reference/convert.h"
#include "harness/stack_under_test/reference/describe.h"
#include "harness/stack_under_test/reference/rfc_calls.h"
#include "harness/stack_under_test/reference/sockets.h"
#include "harness/stack_under_test/reference/state_hash.h"
#include "harness/stack_under_test/reference/waiting_output.h"
#include "stack/host/host.h"

namespace synspect {
namespace {

using namespace reference;

constexpr std::int32_t kFirstHandle = 3;  // as a process has it

// Everything that a reset throws away and a snapshot keeps.
struct State {
  tcp::Host host{tcp::HostOptions{}};
  Sockets sockets;
  RfcCalls rfc;
  std::int32_t next_handle{kFirstHandle};
  Time now{kRunStart};
  WaitingOutput waiting;
};

class Snapshot final : public StackSnapshot {
 public:
  Snapshot(const void* owner, const State& state) : owner_{owner}, state_{state} {}
  // A snapshot of another stack is a fault of the caller.
  [[nodiscard]] const State& state_for(const void* owner) const {
    if (owner != owner_) std::abort();
    return state_;
  }

 private:
  const void* owner_;
  State state_;
};

class ReferenceStack final : public StackUnderTest {
 public:
  [[nodiscard]] const Capabilities& capabilities() const override { return capabilities_; }

  [[nodiscard]] std::expected<void, Refusal> reset(const ResetConfig& config) override {
    auto options = host_options(config);
    if (!options) return std::unexpected{options.error()};
    if (profile_name_ != config.profile || !(profile_ == options->profile)) {
      profile_name_ = config.profile;
      profile_ = options->profile;
      capabilities_ = describe(profile_name_, profile_);
    }
    state_.host.restart(*std::move(options));
    state_.sockets = {};
    state_.rfc = {};
    state_.next_handle = kFirstHandle;
    state_.now = kRunStart;
    state_.waiting.clear();
    return {};
  }

  [[nodiscard]] Time now() const override { return state_.now; }

  [[nodiscard]] std::optional<Time> next_deadline() const override {
    const std::optional<tcp::Instant> due = state_.host.next_deadline();
    if (!due) return std::nullopt;
    return std::max(state_.now, from_core(*due));
  }

  [[nodiscard]] Time advance_to(Time limit) override {
    if (limit < state_.now) std::abort();  // the contract: never back
    const std::size_t before = state_.waiting.size();
    while (state_.waiting.size() == before) {
      const std::optional<Time> due = next_deadline();
      if (!due || *due > limit) {
        state_.now = limit;
        break;
      }
      state_.now = *due;
      state_.host.advance(to_core(*due));
      collect();
    }
    return state_.now;
  }

  void inject(std::span<const std::byte> datagram) override {
    state_.host.receive_datagram(datagram, to_core(state_.now));
    collect();
  }

  [[nodiscard]] bool poll(StackOutput& out) override { return state_.waiting.take(out); }

  [[nodiscard]] CallResult call(const UserCall& call) override {
    Below below = this->below();
    const CallResult result = std::visit([&](const auto& c) { return perform(c, below); }, call);
    collect();
    return result;
  }

  [[nodiscard]] std::optional<StackInfo> info(Handle handle) const override {
    const tcp::Tcb* tcb = state_.sockets.tcb(handle, state_.host);
    if (tcb == nullptr) tcb = state_.rfc.tcb(handle, state_.host);
    if (tcb == nullptr) return std::nullopt;
    return info_of(*tcb);
  }

  [[nodiscard]] std::optional<TcpState> state(const FourTuple& sockets) const override {
    const auto takes = [](const tcp::Socket& listener, const SocketAddress& socket) {
      return (listener.port.number == socket.port || listener.port.number == 0) &&
             (same(listener.ip, socket.ip) || listener.ip.unspecified());
    };
    TcpState vacant = TcpState::kClosed;
    std::optional<TcpState> taken;
    for (const auto& [id, connection] : state_.host.connections()) {
      const tcp::Tcb& tcb = connection.tcb;
      if (tcb.state != tcp::State::kListen) {
        // The latest: one in TIME-WAIT may lie beneath (MAY-2). Ports first: they tell most apart.
        if (same(tcb.sockets, sockets)) taken = from_core(tcb.state);
      } else if (takes(tcb.sockets.local, sockets.local) &&
                 takes(tcb.sockets.remote, sockets.remote)) {
        vacant = TcpState::kListen;
      }
    }
    return taken.value_or(vacant);
  }
  [[nodiscard]] std::uint64_t state_changes() const override { return state_.host.changes(); }

  [[nodiscard]] std::unique_ptr<StackSnapshot> snapshot() const override {
    return std::make_unique<Snapshot>(this, state_);
  }
  void restore(const StackSnapshot& snapshot) override {
    state_ = dynamic_cast<const Snapshot&>(snapshot).state_for(this);
  }
  [[nodiscard]] std::optional<std::uint64_t> state_hash() const override {
    return reference::state_hash(state_.host, state_.sockets, state_.rfc, state_.next_handle,
                                 state_.now, state_.waiting.all());
  }

 private:
  [[nodiscard]] Below below() {
    return {.host = state_.host,
            .now = to_core(state_.now),
            .next_handle = state_.next_handle,
            .delivered = delivered_,
            .raised = raised_};
  }

  CallResult perform(const call::Socket& c, Below& b) { return state_.sockets.socket(c, b); }
  CallResult perform(const call::Bind& c, Below& b) { return state_.sockets.bind(c, b); }
  CallResult perform(const call::Listen& c, Below& b) { return state_.sockets.listen(c, b); }
  CallResult perform(const call::Accept& c, Below& b) { return state_.sockets.accept(c, b); }
  CallResult perform(const call::Connect& c, Below& b) { return state_.sockets.connect(c, b); }
  CallResult perform(const call::Send& c, Below& b) { return state_.sockets.send(c, b); }
  CallResult perform(const call::Receive& c, Below& b) { return state_.sockets.receive(c, b); }
  CallResult perform(const call::Shutdown& c, Below& b) { return state_.sockets.shutdown(c, b); }
  CallResult perform(const call::Close& c, Below& b) { return state_.sockets.close(c, b); }
  CallResult perform(const call::SetOption& c, Below& b) { return state_.sockets.set_option(c, b); }
  CallResult perform(const call::GetOption& c, Below& b) { return state_.sockets.get_option(c, b); }
  CallResult perform(const call::Name& c, Below&) { return state_.sockets.name(c); }
  CallResult perform(const call::Poll& c, Below& b) { return state_.sockets.poll(c, b); }
  CallResult perform(const call::Open& c, Below& b) { return state_.rfc.open(c, b); }
  CallResult perform(const call::RfcSend& c, Below& b) { return state_.rfc.send(c, b); }
  CallResult perform(const call::RfcReceive& c, Below& b) { return state_.rfc.receive(c, b); }
  CallResult perform(const call::RfcClose& c, Below& b) { return state_.rfc.close(c, b); }
  CallResult perform(const call::Abort& c, Below& b) {  // of both dialects
    const bool socket = state_.sockets.has(c.connection);
    return socket ? state_.sockets.abort(c.connection, b) : state_.rfc.abort(c.connection, b);
  }
  CallResult perform(const call::Status& c, Below& b) { return state_.rfc.status(c, b); }

  // Takes what the host put out: datagrams in their order, then what is told to the user.
  void collect() {
    Below below = this->below();
    while (const std::optional<tcp::HostNotice> notice = state_.host.next_notice()) {
      if (!state_.sockets.notice(*notice, below)) state_.rfc.notice(*notice, below);
    }
    state_.sockets.reset_unread(below);
    while (const auto datagram = state_.host.next_datagram()) {
      StackOutput& out = wait_for_poll(StackOutput::Kind::kDatagram);
      out.octets.assign(datagram->begin(), datagram->end());  // into memory that is there
    }
    for (const Raised& raised : raised_) {
      StackOutput& out = wait_for_poll(StackOutput::Kind::kSignal);
      out.handle = raised.handle;
      out.signal = raised.signal;
      out.reason = raised.reason;
    }
    raised_.clear();
  }

  StackOutput& wait_for_poll(StackOutput::Kind kind) {
    StackOutput& out = state_.waiting.add();
    out.at = state_.now;
    out.kind = kind;
    return out;
  }

  std::string profile_name_{"rfc"};  // of what is described
  tcp::Profile profile_{tcp::kRfcProfile};
  Capabilities capabilities_{describe(profile_name_, profile_)};
  State state_;
  std::vector<std::byte> delivered_;
  std::vector<Raised> raised_;
};

}  // namespace

std::unique_ptr<StackUnderTest> make_reference_stack() {
  return std::make_unique<ReferenceStack>();
}

}  // namespace synspect
