// The system calls of a script: descriptors, arguments, expected results.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/drive/script_config.h"
#include "harness/drive/session.h"
#include "harness/history/user_call.h"
#include "harness/script/ast.h"

namespace synspect::drive {

class SocketCalls {
 public:
  SocketCalls(Session& session, const ScriptConfig& config)
      : session_{&session}, config_{&config} {}

  // Makes the call and compares its result; a sentence when it did not go as the script says.
  [[nodiscard]] std::optional<std::string> run(const script::SystemCall& call);

  // What the calls so far did to the socket under test (LANGUAGE.md, which connection a packet
  // belongs to).
  enum class Role : std::uint8_t { kNone, kUnbound, kListening, kConnecting };
  [[nodiscard]] Role role() const { return role_; }
  // Grows by one with every socket(): the number of the socket under test.
  [[nodiscard]] std::uint32_t generation() const { return generation_; }
  // Of the socket under test, or of the child once it was accepted; kNone while it has none.
  [[nodiscard]] Handle under_test() const { return under_test_; }
  // The call of the last line, if the stack lacks it; else empty.
  [[nodiscard]] const std::string& lacking() const { return lacking_; }
  // The stack has, or had, a handle for the descriptor that `call` is about.
  [[nodiscard]] bool knows(const script::SystemCall& call) const;

 private:
  struct Descriptor {
    Handle handle{Handle::kNone};
    bool non_blocking{};
    bool under_test{};         // socket() or accept() of the socket under test
    bool closed{};             // kept in the extension: what a stack says of it is its own word
    std::uint32_t position{};  // octets written so far: where the pattern goes on
  };
  struct Answer {  // what a call gave, in the script's terms
    std::int64_t value{};
    CallError error{CallError::kNone};
    std::string problem{};  // it could not even be made
    std::string lacking{};  // ... because the stack lacks it: its name
  };

  [[nodiscard]] Answer make(const script::SystemCall& call);
  [[nodiscard]] Answer socket(const script::SystemCall& call);
  [[nodiscard]] Answer accept(const script::SystemCall& call, Descriptor& descriptor);
  [[nodiscard]] Answer connect(const script::SystemCall& call, Descriptor& descriptor);
  [[nodiscard]] Answer write(const script::SystemCall& call, Descriptor& descriptor);
  [[nodiscard]] Answer read(const script::SystemCall& call, Descriptor& descriptor);
  [[nodiscard]] Answer poll(const script::SystemCall& call);
  [[nodiscard]] Answer fcntl(const script::SystemCall& call, Descriptor& descriptor);
  [[nodiscard]] Answer option(const script::SystemCall& call, Descriptor& descriptor);
  [[nodiscard]] Answer shutdown(const script::SystemCall& call, Descriptor& descriptor);
  [[nodiscard]] Answer close(std::int64_t number, Descriptor& descriptor);
  // The calls of RFC 9293 3.9.1 (LANGUAGE.md section 14).
  [[nodiscard]] Answer rfc(const script::SystemCall& call);
  [[nodiscard]] Answer rfc_open(const script::SystemCall& call);
  [[nodiscard]] Answer rfc_send(const script::SystemCall& call);
  [[nodiscard]] Answer rfc_status(const script::SystemCall& call, Handle name);
  // The octets that a line hands over: a quoted buffer (extension), the pattern, or zeros.
  [[nodiscard]] std::vector<std::byte> buffer(const script::SystemCall& call, std::size_t count,
                                              std::uint32_t position) const;
  // The quoted address of a line (extension), else `usual`.
  [[nodiscard]] SocketAddress address(const script::SystemCall& call, std::size_t index,
                                      SocketAddress usual) const;
  [[nodiscard]] Handle handle_at(const script::SystemCall& call, std::size_t index) const;
  // A call that would block, on a descriptor that blocks, would stall the script.
  [[nodiscard]] Answer finish(const Descriptor& descriptor, const CallResult& result,
                              std::string_view name) const;
  [[nodiscard]] Answer bind_alias(std::string_view name, std::int64_t alias, Descriptor descriptor);

  std::string lacking_;
  Session* session_;
  const ScriptConfig* config_;
  std::map<std::int64_t, Descriptor> descriptors_;  // by the script's number
  Role role_{Role::kNone};
  std::uint32_t generation_{0};
  Handle under_test_{Handle::kNone};
};

}  // namespace synspect::drive
