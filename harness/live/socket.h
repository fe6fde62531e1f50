// A connection as an application sees it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "harness/drive/session.h"

namespace synspect::live {

class Socket {
 public:
  Socket(drive::Session& session, Handle handle) : session_{&session}, handle_{handle} {}

  enum class Read : std::uint8_t { kOctets, kNothingYet, kEnd, kBroken };
  struct Reading {
    Read what{};
    std::span<const std::byte> octets;  // until the next operation of any socket
  };
  [[nodiscard]] Reading read(std::size_t most);
  // How many were taken; 0 while there is no room, or when the connection is broken.
  [[nodiscard]] std::size_t write(std::span<const std::byte> octets);
  // FIN behind what was written. False: it is not connected, or not any more.
  bool end_writing();
  [[nodiscard]] bool broken() const { return why_broken_ != CallError::kNone; }
  [[nodiscard]] CallError why_broken() const { return why_broken_; }

 private:
  void note(CallError error) {
    if (!broken()) why_broken_ = error;
  }

  drive::Session* session_;
  Handle handle_;
  CallError why_broken_{CallError::kNone};  // the first: it says more than those that follow
};

}  // namespace synspect::live
