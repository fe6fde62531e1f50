// Two stacks and the network between them, driven step by step in virtual time.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/drive/script_run.h"
#include "harness/drive/session.h"
#include "harness/history/observation.h"
#include "harness/network/network.h"
#include "harness/stack_under_test/stack_under_test.h"

namespace synspect::drive {

inline constexpr EndpointId kFirst = 0;
inline constexpr EndpointId kSecond = 1;

class Pair {
 public:
  Pair(StackUnderTest& first, StackUnderTest& second, ObservationSink& sink)
      : stacks_{&first, &second},
        sink_{sink},
        sessions_{{{first, sink, kFirst, ids_}, {second, sink, kSecond, ids_}}} {}

  // Resets both stacks and begins the run. Addresses follow the IP version of the variant; the ISNs
  // of the two ends are stack_isn and peer_shift, later connections of an end go on 1,000,000
  // further. Empty: all is well.
  [[nodiscard]] std::string start(const ScriptRunOptions& options, std::string_view source);

  [[nodiscard]] network::Network& network() { return network_; }
  [[nodiscard]] Time now() const { return now_; }
  [[nodiscard]] const SocketAddress address(EndpointId end, std::uint16_t port) const {
    return {addresses_[end], port};
  }

  // --- user calls. A result that is not as expected fails the run; see failure().
  Handle socket(EndpointId end, std::uint16_t port);  // bound; port 0: the stack chooses
  Handle listen(EndpointId end, std::uint16_t port);
  void connect(EndpointId end, Handle socket, std::uint16_t port);
  Handle accept(EndpointId end, Handle listener);
  void write(EndpointId end, Handle socket, std::uint32_t octets);
  // Reads what is there; `expected` octets, and end of stream if `end_of_stream`.
  void read(EndpointId end, Handle socket, std::uint32_t expected, bool end_of_stream = false);
  void shutdown_write(EndpointId end, Handle socket);
  void close(EndpointId end, Handle socket);
  // SO_ERROR is `error`.
  void expect_error(EndpointId end, Handle socket, CallError error);

  // Any call, in either dialect; what it answers is for the caller to judge.
  CallResult ask(EndpointId end, const UserCall& what) { return call(end, what); }

  // --- time
  void run_for(Duration duration);
  // Until `done`, `limit` at the most; fails the run with `what` if it never is.
  void run_until(const std::function<bool()>& done, Duration limit, std::string_view what);

  // --- states, from the stacks' own word
  [[nodiscard]] std::optional<TcpState> state(EndpointId end, Handle socket);
  void expect_state(EndpointId end, Handle socket, TcpState state);
  void run_until_state(EndpointId end, Handle socket, TcpState state, Duration limit);

  // From here on nothing is lost and both applications read and close (liveness rules).
  void faults_stop();
  void end();

  // Why the scenario did not come to pass: the first thing that went wrong; empty: all is well.
  [[nodiscard]] const std::string& failure() const { return failure_; }
  // The call by whose lack it did not, if a stack has no such call.
  [[nodiscard]] const std::string& lacking() const { return lacking_; }
  void fail(std::string message) {
    if (failure_.empty()) failure_ = std::move(message);
  }
  // Twice the MSL that the stack declares.
  [[nodiscard]] Duration two_msl(EndpointId end) const;

 private:
  void settle();          // hands emissions to the network until both ends are quiet
  bool step(Time limit);  // to the next thing that happens; false when that is `limit`
  CallResult call(EndpointId end, const UserCall& call);
  void expect_ok(const CallResult& result, std::string_view what, EndpointId end);

  std::array<StackUnderTest*, 2> stacks_;
  ObservationSink& sink_;
  std::uint64_t ids_{0};
  std::array<Session, 2> sessions_;
  network::Network network_{{}, 0};
  std::array<IpAddress, 2> addresses_{};
  Time now_{kRunStart};
  std::string failure_;
  std::string lacking_;
  std::map<std::pair<EndpointId, Handle>, std::uint32_t> written_;  // where each pattern goes on
};

}  // namespace synspect::drive
