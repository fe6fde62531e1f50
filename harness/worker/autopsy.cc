#include "harness/worker/autopsy.h"

#include <poll.h>

#include <chrono>

namespace synspect::worker {
namespace {

using Clock = std::chrono::steady_clock;

// Once its channel is closed a process is all but gone.
constexpr std::chrono::milliseconds kTimeToDie{5'000};

bool dies(const Process& process) {
  const Clock::time_point latest = Clock::now() + kTimeToDie;
  while (!process.ended()) {
    if (Clock::now() >= latest) return false;
    poll(nullptr, 0, 1);
  }
  return true;
}

}  // namespace

Ending autopsy(Process& process, std::optional<Ending::How> how, const Limits& limits,
               bool in_order) {
  if (!how && !dies(process)) how = Ending::How::kChannelLost;
  const Exit exit = process.end();
  const Page& page = process.page();
  if (page.raised(Page::kForked)) how = Ending::How::kForked;
  const bool left = page.raised(Page::kLeft) && !in_order;
  if (!how && (page.raised(Page::kChannelLost) || left)) how = Ending::How::kChannelLost;
  Ending ending;
  ending.how = how.value_or(exit.signalled ? Ending::How::kSignal : Ending::How::kExit);
  ending.number = exit.number;
  ending.out_of_memory = ending.how == Ending::How::kSignal && limits.memory != 0 &&
                         exit.most_memory >= limits.memory / 8 * 7;
  // Found out too late to say where.
  const bool late =
      ending.how == Ending::How::kBadAnswer || ending.how == Ending::How::kChannelLost;
  for (std::size_t i = 0; i < kNotes && !late; ++i) {
    ending.notes[i] = page.notes[i].load(std::memory_order_relaxed);
  }
  ending.words = process.words();
  return ending;
}

}  // namespace synspect::worker
