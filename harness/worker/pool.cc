#include "harness/worker/pool.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <deque>
#include <list>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "harness/worker/autopsy.h"
#include "harness/worker/frame.h"
#include "harness/worker/interrupt.h"

namespace synspect::worker {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// Tasks that wait at one worker: enough that none idles, few enough that all end together.
constexpr std::size_t kMostWaiting = 32;
constexpr std::uint32_t kMostParts = 10'000;

struct Worker {
  enum class Phase : std::uint8_t { kHiring, kWorking, kEnding, kGone };

  Worker(const Hire& hire, const Limits& limits, std::span<const int> not_for_it)
      : process{[&hire](int channel, Page& page) { serve(channel, page, hire); }, limits,
                not_for_it} {}

  Process process;
  FrameReader reader{};
  std::deque<std::uint32_t> tasks{};  // handed out and not done, the one under way first
  std::uint32_t parts{0};             // of the task under way
  std::uint64_t steps{0};             // of its page, when last looked at
  Phase phase{Phase::kHiring};
  bool said_bye{};
  Clock::time_point heard{Clock::now()};

  [[nodiscard]] bool busy() const { return phase != Phase::kWorking || !tasks.empty(); }
};

class Pool {
 public:
  Pool(std::uint32_t count, const PoolOptions& options, const Hire& hire, Overseer& overseer)
      : options_{options}, hire_{hire}, overseer_{overseer}, count_{count}, unfinished_{count} {
    for (std::uint32_t task = 0; task < count; ++task) pending_.push_back(task);
  }

  void run() {
    if (unfinished_ == 0) return;
    hire_one();  // alone: what cannot be hired at all is tried once
    while (unfinished_ != 0 || !workers_.empty()) {
      hire_more();
      hand_out();
      wait();
      if (const int number = InterruptGuard::signal_number()) {
        throw Interrupted{number, std::to_string(count_ - unfinished_) + " of " +
                                      std::to_string(count_) + " were done"};
      }
      for (Worker& worker : workers_) listen(worker);
      for (Worker& worker : workers_) watch(worker);
      std::erase_if(workers_, [](const Worker& w) { return w.phase == Worker::Phase::kGone; });
      if (unfinished_ == 0) end_all();
    }
  }

 private:
  void hire_one() {
    std::vector<int> channels;
    for (const Worker& worker : workers_) channels.push_back(worker.process.channel());
    workers_.emplace_back(hire_, options_.limits, channels);
  }

  void hire_more() {
    if (!proven_) return;
    const auto wanted = static_cast<std::size_t>(std::max(1, options_.workers));
    while (!pending_.empty() && workers_.size() < std::min<std::size_t>(wanted, unfinished_)) {
      hire_one();
    }
  }

  void hand_out() {
    for (Worker& worker : workers_) {
      if (worker.phase != Worker::Phase::kWorking || pending_.empty()) continue;
      const std::size_t share =
          pending_.size() / (4 * static_cast<std::size_t>(std::max(1, options_.workers)));
      const std::size_t wanted = suspects_.contains(pending_.front())
                                     ? 1
                                     : std::clamp<std::size_t>(share, 1, kMostWaiting);
      if (worker.tasks.size() > wanted / 2) continue;
      std::vector<std::uint32_t> handed;
      while (worker.tasks.size() < wanted && !pending_.empty()) {
        if (!worker.tasks.empty() && suspects_.contains(pending_.front())) break;
        handed.push_back(pending_.front());
        if (worker.tasks.empty()) worker.heard = Clock::now();
        worker.tasks.push_back(pending_.front());
        pending_.pop_front();
      }
      // A few octets into an empty buffer; if the worker has died meanwhile, its end is read next.
      static_cast<void>(send(worker.process.channel(), handed.data(),
                             handed.size() * sizeof handed.front(), MSG_NOSIGNAL));
    }
  }

  void wait() {
    std::optional<milliseconds> limit;
    std::vector<pollfd> channels;
    for (const Worker& worker : workers_) {
      channels.push_back({.fd = worker.process.channel(), .events = POLLIN, .revents = 0});
      if (options_.limits.watchdog.count() == 0 || !worker.busy()) continue;
      const auto left =
          std::chrono::ceil<milliseconds>(worker.heard + options_.limits.watchdog - Clock::now());
      limit = std::min(limit.value_or(left), left);
    }
    guard_.wait(channels, limit);
  }

  // Everything that the worker has to say by now.
  void listen(Worker& worker) {
    while (worker.phase != Worker::Phase::kGone) {
      const ssize_t got =
          recv(worker.process.channel(), buffer_.data(), buffer_.size(), MSG_DONTWAIT);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
      if (got <= 0) return bury(worker, std::nullopt);
      worker.heard = Clock::now();
      if (!take(worker, std::span{buffer_}.first(static_cast<std::size_t>(got)))) {
        return bury(worker, Ending::How::kBadAnswer);
      }
    }
  }

  bool take(Worker& worker, std::span<const std::byte> octets) {
    worker.reader.feed(octets);
    while (const std::optional<Frame> frame = worker.reader.next()) {
      if (!take(worker, *frame)) return false;
    }
    return !worker.reader.broken();
  }

  bool take(Worker& worker, const Frame& frame) {
    using Phase = Worker::Phase;
    switch (frame.kind) {
      case FrameKind::kReady:
        if (worker.phase == Phase::kHiring) worker.phase = Phase::kWorking;
        proven_ = true;
        return true;
      case FrameKind::kRefused:
        throw Refused{{frame.payload.begin(), frame.payload.end()}};
      case FrameKind::kFault:
        throw std::runtime_error{
            std::string{reinterpret_cast<const char*>(frame.payload.data()), frame.payload.size()}};
      case FrameKind::kPart:
        return is_under_way(worker, frame) && ++worker.parts <= kMostParts &&
               overseer_.part(frame.task, frame.payload);
      case FrameKind::kDone:
        if (!is_under_way(worker, frame) || !overseer_.done(frame.task, frame.payload)) {
          return false;
        }
        finish(worker);
        return true;
      case FrameKind::kBye:
        worker.said_bye = true;
        return worker.phase == Phase::kEnding;
    }
    std::unreachable();
  }

  static bool is_under_way(const Worker& worker, const Frame& frame) {
    return !worker.tasks.empty() && worker.tasks.front() == frame.task;
  }
  void finish(Worker& worker) {
    worker.tasks.pop_front();
    worker.parts = 0;
    --unfinished_;
  }

  void watch(Worker& worker) {
    if (options_.limits.watchdog.count() == 0 || worker.phase == Worker::Phase::kGone) return;
    if (!worker.busy() || Clock::now() < worker.heard + options_.limits.watchdog) return;
    const std::uint64_t steps = worker.process.page().steps.load(std::memory_order_relaxed);
    if (std::exchange(worker.steps, steps) != steps) {  // silent, but not idle
      worker.heard = Clock::now();
      return;
    }
    // Dead and yet not silent: something that it started holds the channel open.
    bury(worker, worker.process.ended() ? std::nullopt : std::optional{Ending::How::kHang});
  }

  // `how`: why it is ended; nothing: it ended by itself.
  void bury(Worker& worker, std::optional<Ending::How> how) {
    const Worker::Phase phase = worker.phase;
    worker.phase = Worker::Phase::kGone;
    const Ending ending = autopsy(worker.process, how, options_.limits, worker.said_bye);
    if (worker.said_bye && ending.how == Ending::How::kExit) return;
    const bool damaged =
        ending.how == Ending::How::kBadAnswer || ending.how == Ending::How::kChannelLost;
    // Here, too, the worker's word is not trusted: what is no frame ends it.
    if (!damaged) static_cast<void>(take(worker, worker.process.outbox()));
    if (damaged && worker.tasks.size() > 1) return suspect_all(worker);
    if (worker.tasks.empty()) {
      if (phase != Worker::Phase::kHiring || unfinished_ == 0) {
        return overseer_.lost_at_the_end(ending);
      }
      if (!proven_) {
        unfinished_ = 0;
        pending_.clear();
        return overseer_.never_hired(ending);
      }
      // Others were hired; so that there is an end to it, a task pays for it.
      if (pending_.empty()) return;
      worker.tasks.push_back(pending_.front());
      pending_.pop_front();
    }
    const std::uint32_t task = worker.tasks.front();
    finish(worker);
    pending_.insert(pending_.begin(), worker.tasks.begin(), worker.tasks.end());
    overseer_.lost(task, ending);
  }

  void suspect_all(Worker& worker) {
    for (const std::uint32_t task : worker.tasks) {
      overseer_.again(task);
      suspects_.insert(task);
    }
    pending_.insert(pending_.begin(), worker.tasks.begin(), worker.tasks.end());
  }

  void end_all() {
    for (Worker& worker : workers_) {
      if (worker.phase == Worker::Phase::kEnding) continue;
      worker.phase = Worker::Phase::kEnding;
      worker.heard = Clock::now();
      shutdown(worker.process.channel(), SHUT_WR);
    }
  }

  const PoolOptions& options_;
  const Hire& hire_;
  Overseer& overseer_;
  InterruptGuard guard_;
  std::list<Worker> workers_;  // a worker stays where it is
  std::deque<std::uint32_t> pending_;
  std::set<std::uint32_t> suspects_;  // one of them has damaged a channel
  std::uint32_t count_;
  std::uint32_t unfinished_;
  bool proven_{};  // that somebody could be hired
  std::array<std::byte, 64U << 10U> buffer_{};
};

}  // namespace

void run_pool(std::uint32_t count, const PoolOptions& options, const Hire& hire,
              Overseer& overseer) {
  Pool{count, options, hire, overseer}.run();
}

}  // namespace synspect::worker
