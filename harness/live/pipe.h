// Two descriptors at an end of a connection: what is read from one goes out, what comes in is
// written to the other.
#pragma once

#include <poll.h>

#include <optional>
#include <string>
#include <vector>

#include "harness/live/application.h"

namespace synspect::live {

class Pipe final : public Conversation {
 public:
  struct Outcome {
    std::uint64_t sent{}, received{};    // octets
    CallError broken{CallError::kNone};  // why the connection ended, if not in order
    bool failed_output{};                // the descriptor takes nothing any more
  };
  // The end of `in` is a FIN. Over when both directions have ended. `outcome` must outlive it.
  Pipe(int in, int out, Outcome& outcome) : in_{in}, out_{out}, outcome_{outcome} {}

  [[nodiscard]] bool go_on(Socket& socket) override;
  [[nodiscard]] bool has_more() const override { return more_; }
  // What it waits for besides the connection.
  void watch(std::vector<pollfd>& waits_for) const;

 private:
  [[nodiscard]] bool give(Socket& socket);
  [[nodiscard]] bool take(Socket& socket);
  [[nodiscard]] bool write_out();

  int in_, out_;
  Outcome& outcome_;
  std::vector<std::byte> outgoing_, incoming_;  // read and not yet passed on
  std::size_t gone_{}, written_{};              // of those
  bool in_ended_{}, fin_sent_{}, far_ended_{};
  bool more_{};
};

}  // namespace synspect::live
