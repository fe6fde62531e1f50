// The user of one stack in a scenario: what a Call comes to in the dialect of its lane.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "harness/drive/session.h"
#include "harness/history/pattern_text.h"
#include "harness/scenario/event.h"
#include "harness/scenario/triples.h"

namespace synspect::drive {

// A place for one connection of the user.
struct UserLane {
  std::uint8_t group{};  // lanes of a group share a passive port, and a listener
  std::uint16_t passive_port{}, active_port{};
  SocketAddress remote;

  bool rfc{};                    // its dialect
  std::uint16_t port{};          // the local one, of the last opening
  Handle handle{Handle::kNone};  // socket, or local connection name
  std::uint32_t position{};      // octets that were sent by `handle`
};

// The Call::option of kSetOption that sets this; nothing where none does.
[[nodiscard]] std::optional<std::uint8_t> socket_option_code(call::Option option,
                                                             std::int64_t value);

class ScenarioUser {
 public:
  explicit ScenarioUser(Session& session) : session_{&session} {}

  // Lanes begin anew, of the dialects that `controls` allow: `rfc` is what is wished for.
  void restart(const Controls& controls, const IpAddress& address, std::uint32_t salt);
  UserLane& set_lane(std::uint8_t index, const UserLane& lane, bool rfc);
  [[nodiscard]] const UserLane& lane(std::uint8_t index) const { return lanes_[index]; }

  // The local port that the lane will speak from or at, once `call` is made.
  [[nodiscard]] std::uint16_t port_after(const scenario::Call& call, std::uint8_t lane) const;
  // False: it came to nothing, because there is nothing to ask or the stack cannot be asked.
  bool perform(const scenario::Call& call, std::uint8_t lane);
  // What it was, for StateCoverage; kOtherCall if the stack said no.
  [[nodiscard]] scenario::EventClass class_of_last() const { return last_; }
  // Whether all that can be read was read: end of stream, or an error.
  [[nodiscard]] bool drained(std::uint8_t lane);

 private:
  bool by_sockets(const scenario::Call& call, UserLane& lane);
  bool by_rfc_calls(const scenario::Call& call, UserLane& lane);
  void open_passive(UserLane& lane);
  void open_active(const scenario::Call& call, UserLane& lane);
  void accept(UserLane& lane, Handle listener);
  void open(const scenario::Call& call, UserLane& lane);
  void note(UserLane& lane, const CallResult& result);
  CallResult ask(const UserCall& call);
  [[nodiscard]] std::span<const std::byte> text(const UserLane& lane, std::uint32_t octets);

  Session* session_;
  Controls controls_;
  IpAddress address_;
  std::uint32_t salt_{};
  std::array<UserLane, scenario::kLanes> lanes_{};
  std::array<Handle, 2> listeners_{Handle::kNone, Handle::kNone};
  PatternText text_;
  bool succeeded_{};
  scenario::EventClass last_{};
};

}  // namespace synspect::drive
