// One forked process: its channel, its page, its last words, its limits, its end.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "harness/worker/page.h"

namespace synspect::worker {

struct Limits {
  // For one step: to be hired, a part of an answer, to put everything away. Wall time; 0: none.
  std::chrono::milliseconds watchdog{10'000};
  // Octets that a worker may map beyond what it is born with; 0: any. Not under AddressSanitizer,
  // which maps terabytes.
  std::uint64_t memory{std::uint64_t{1} << 30U};
};

[[nodiscard]] bool can_limit_memory();

struct Exit {
  bool signalled{};
  int number{};                 // of the signal, or the exit code
  std::uint64_t most_memory{};  // octets in use at the worst moment
};

class Process {
 public:
  // Runs in the child, which ends when it returns.
  using Body = std::function<void(int channel, Page& page)>;

  // Forks: the caller must be the only thread. The child has no descriptor of ours but its channel,
  // nor those of `not_for_it`; what it writes to standard output and error is kept, not shown. It
  // is killed when this process ends, whatever the reason. Throws std::system_error.
  Process(const Body& body, const Limits& limits, std::span<const int> not_for_it);
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();  // kills and reaps it, if that was not done

  [[nodiscard]] int channel() const { return channel_; }
  [[nodiscard]] const Page& page() const { return *page_; }
  // Answers that it did not come to send; to be read once it has ended.
  [[nodiscard]] std::span<const std::byte> outbox() const;
  // What the child has written since it last called forget_words(): the end of it.
  [[nodiscard]] std::string words() const;

  // Whether the child has ended, without waiting for it.
  [[nodiscard]] bool ended() const;
  // Ends it and whatever it left in its process group, and says how it had ended.
  Exit end();

 private:
  void become_child(const Body& body, const Limits& limits, int channel,
                    std::span<const int> not_for_it, pid_t parent);

  pid_t pid_{-1};
  int channel_{-1};
  int words_{-1};
  Page* page_{};
  std::optional<Exit> exit_;
};

// In the child: a new task begins, what was written before is of no interest.
void forget_words();

}  // namespace synspect::worker
