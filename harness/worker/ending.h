// How a worker came to an end that it should not have come to.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "harness/worker/page.h"

namespace synspect::worker {

struct Ending {
  enum class How : std::uint8_t {
    kSignal,       // `number` is the signal
    kExit,         // exit() in the midst of its work; `number` is the code
    kHang,         // the watchdog
    kBadAnswer,    // what came over the channel is no answer
    kChannelLost,  // the channel was closed, or is something else now
    kForked,       // somebody called fork()
  };
  How how{};
  int number{};
  bool out_of_memory{};                       // it had come near its limit
  std::array<std::uint64_t, kNotes> notes{};  // of its page; zeros with kBadAnswer, kChannelLost
  std::string words;                          // the end of what it wrote during this task
};

}  // namespace synspect::worker
