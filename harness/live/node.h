// A stack, a device, and the applications on it. It knows no clock: whoever runs it says what time
// it is, a wall clock or a simulated one.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/drive/session.h"
#include "harness/history/observation.h"
#include "harness/live/application.h"
#include "harness/live/device.h"
#include "harness/stack_under_test/stack_under_test.h"

namespace synspect::live {

class Node {
 public:
  struct Counts {
    std::uint64_t accepted{}, ended{}, broken{}, in{}, out{};  // connections; datagrams
  };

  // All must outlive the node. The stack was reset by the caller. `sink` sees everything, a judge
  // for example; the caller has begun its run.
  Node(StackUnderTest& stack, Device& device, ObservationSink& sink);
  ~Node();
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  // Nothing: done. Else why not.
  [[nodiscard]] std::optional<std::string> listen(const SocketAddress& at,
                                                  std::unique_ptr<Application> application);
  [[nodiscard]] std::optional<std::string> connect(const SocketAddress& from,
                                                   const SocketAddress& to,
                                                   std::unique_ptr<Conversation> conversation);

  // Told of each connection that a listener made.
  using OnAccept = std::function<void(Handle, const FourTuple&)>;
  void on_accept(OnAccept told) { on_accept_ = std::move(told); }

  // Takes what the device has, lets time pass until `now`, lets the applications work, sends.
  void run(Time now);
  // A conversation that waits for something of its own (standard input) may go on.
  void wake_all();
  // When run() is to be called again, if nothing arrives before; now() where there is more to do.
  [[nodiscard]] std::optional<Time> next() const;

  // Resets what is open: whoever is on the other side learns of the end.
  void abort_all();
  // Of connections that were opened from here and have ended for their user, none waits for the
  // peer any more; TIME-WAIT does not count.
  [[nodiscard]] bool settled() const;

  [[nodiscard]] std::size_t open_connections() const { return talks_.size(); }
  [[nodiscard]] const Counts& counts() const { return counts_; }
  [[nodiscard]] const std::string& broken() const { return session_.broken(); }

 private:
  struct Talk {
    std::unique_ptr<Conversation> conversation;
    std::optional<FourTuple> opened;  // from here
  };
  // Between the session and the sink: what the stack emits goes out, what it signals is noted.
  class Outlet final : public ObservationSink {
   public:
    Outlet(Node& node, ObservationSink& to) : node_{node}, to_{to} {}
    void begin(const RunHeader& header) override { to_.begin(header); }
    void observe(const Observation& seen) override;

   private:
    Node& node_;
    ObservationSink& to_;
  };

  void accept_all(Handle listener, Application& application);
  void go_on();

  StackUnderTest& stack_;
  Device& device_;
  Outlet outlet_;
  std::uint64_t ids_{};
  drive::Session session_;
  std::map<Handle, std::unique_ptr<Application>> listeners_;
  std::map<Handle, Talk> talks_;
  std::vector<Handle> awake_;
  std::vector<FourTuple> closing_;  // opened from here, closed by their user
  OnAccept on_accept_;
  Counts counts_;
};

}  // namespace synspect::live
