// The messages of a worker: a fixed head, then a payload. The parent trusts none of it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace synspect::worker {

enum class FrameKind : std::uint32_t {
  kReady,    // hired; payload: none
  kRefused,  // not hired: Refused, with its payload
  kFault,    // a fault of our own; payload: its words
  kPart,     // a piece of the answer to a task
  kDone,     // the last piece
  kBye,      // everything was put away in order
};

struct Frame {
  FrameKind kind{};
  std::uint32_t task{};
  std::span<const std::byte> payload;  // a view, until the next feed()
};

inline constexpr std::size_t kMostPayload = 16U << 20U;

// The head of a frame as octets; the payload follows it.
inline constexpr std::size_t kHeadOctets = 16;
[[nodiscard]] std::array<std::byte, kHeadOctets> head_of(const Frame& frame);
// Sends octets in full; false when the channel does not take them.
[[nodiscard]] bool send_all(int channel, std::span<const std::byte> octets);

// Octets in, frames out.
class FrameReader {
 public:
  void feed(std::span<const std::byte> octets);
  // The next whole frame. Nothing: more octets are needed, or broken().
  [[nodiscard]] std::optional<Frame> next();
  // What came is no frame; nothing more will.
  [[nodiscard]] bool broken() const { return broken_; }

 private:
  std::vector<std::byte> octets_;
  std::size_t start_{0};  // of what was not taken yet
  bool broken_{};
};

}  // namespace synspect::worker
