// A node on a TUN device under the wall clock, and the loop that keeps it going. The only place of
// the harness where the clock of a stack is that of the machine.
#pragma once

#include <poll.h>

#include <chrono>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "harness/history/reset_config.h"
#include "harness/live/link.h"
#include "harness/live/node.h"
#include "harness/live/tun.h"
#include "harness/worker/interrupt.h"

namespace synspect::live {

class Station {
 public:
  struct Options {
    Tun::Options tun;
    ResetConfig reset;
    std::optional<network::LinkQuality> link;
  };
  // Tun::Refusal also tells why a stack cannot be reset as asked. `sink` must outlive the station.
  [[nodiscard]] static std::expected<std::unique_ptr<Station>, Tun::Refusal> open(
      std::unique_ptr<StackUnderTest> stack, const Options& options, ObservationSink& sink);

  [[nodiscard]] Node& node() { return node_; }
  [[nodiscard]] StackUnderTest& stack() { return *stack_; }

  // Called before each wait: adds the descriptors that a conversation waits for.
  using Watch = std::function<void(std::vector<pollfd>&)>;
  // Until `done` says so after a round, a signal comes, or the stack is broken. The signal, or 0.
  int run(const std::function<bool()>& done, const Watch& watch = {});

 private:
  Station(std::unique_ptr<StackUnderTest> stack, std::unique_ptr<Tun> tun, const Options& options,
          ObservationSink& sink);
  [[nodiscard]] Time now() const;
  void round();
  [[nodiscard]] std::optional<std::chrono::milliseconds> patience() const;

  worker::InterruptGuard guard_;
  std::unique_ptr<StackUnderTest> stack_;
  std::unique_ptr<Tun> tun_;
  std::optional<Link> link_;
  Node node_;
  std::chrono::steady_clock::time_point start_{std::chrono::steady_clock::now()};
};

}  // namespace synspect::live
