// A pool of workers: hands out tasks, gathers answers, buries the dead and replaces them.
//
// Answers come in batches, through memory that worker and parent share where the worker has died.
// So it is known which task a crash or a hang belongs to; damage to the channel is seen only later,
// and everything that may have done it is performed once more, one task per batch.
//
// Which worker performs a task is chance; an answer must therefore depend on the task alone. A task
// whose worker died or hung is lost(); the tasks that waited behind it go to somebody else.
#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>

#include "harness/worker/ending.h"
#include "harness/worker/labour.h"
#include "harness/worker/process.h"

namespace synspect::worker {

// The parent's side of the work. Payloads come from a process that runs a stranger's code.
class Overseer {
 public:
  Overseer() = default;
  Overseer(const Overseer&) = delete;
  Overseer& operator=(const Overseer&) = delete;
  virtual ~Overseer() = default;

  // False: it is no answer; the worker is ended and the task lost.
  [[nodiscard]] virtual bool part(std::uint32_t task, std::span<const std::byte> payload) = 0;
  [[nodiscard]] virtual bool done(std::uint32_t task, std::span<const std::byte> payload) = 0;
  // Everything that came of it is void: it will be performed once more.
  virtual void again(std::uint32_t task) = 0;
  virtual void lost(std::uint32_t task, const Ending& ending) = 0;
  // The first worker ended before it was hired: no task was tried.
  virtual void never_hired(const Ending& ending) = 0;
  // A worker ended badly when nothing was left to do.
  virtual void lost_at_the_end(const Ending& ending) = 0;
};

class Interrupted : public std::runtime_error {  // by SIGINT or SIGTERM; no worker is left
 public:
  Interrupted(int number, const std::string& how_far)
      : std::runtime_error{how_far}, signal_number{number} {}
  int signal_number;
};

struct PoolOptions {
  int workers{1};
  Limits limits;
};

// Performs tasks 0 to `count` - 1; each is then done or lost. The caller must be the only thread.
// Throws Refused, Interrupted, or std::runtime_error for a fault of our own in a worker.
void run_pool(std::uint32_t count, const PoolOptions& options, const Hire& hire,
              Overseer& overseer);

}  // namespace synspect::worker
