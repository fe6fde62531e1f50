// All workers of a campaign. As many run at once as there are places; where there are more targets
// than places, those of one place take turns.
#pragma once

#include <poll.h>

#include <chrono>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <vector>

#include "harness/campaign/engine_worker.h"

namespace synspect::campaign {

// How places are dealt to targets: one entry per worker.
struct Duty {
  std::size_t target{};
  std::size_t place{};
  std::uint32_t number{};  // among those of its target, from 1
  std::optional<std::uint64_t> runs;
};
// `runs` are those of all workers of a target together; the first ones take what does not divide.
[[nodiscard]] std::vector<Duty> duties(std::size_t targets, std::size_t places,
                                       std::optional<std::uint64_t> runs);

class Crew {
 public:
  // A turn of those that share a place, in a campaign without end.
  static constexpr std::chrono::seconds kTurn{600};

  explicit Crew(std::optional<std::chrono::milliseconds> time) : time_{time} {}

  void add(std::size_t place, WorkerPlan plan);
  void start(Clock::time_point now);
  // Listens, replaces, changes turns.
  void tend(Clock::time_point now);
  // All of them; done() is true some time after.
  void ask_to_end(Clock::time_point now);
  void kill();

  [[nodiscard]] bool done() const;
  [[nodiscard]] std::vector<pollfd> words() const;
  [[nodiscard]] const std::list<EngineWorker>& workers() const { return workers_; }
  // Of the first worker that ended as it should not. Empty: none.
  [[nodiscard]] std::string failure() const;

 private:
  struct Place {
    std::vector<EngineWorker*> workers;
    std::size_t at{0};  // whose turn it is
    std::optional<std::chrono::milliseconds> turn;
    Clock::time_point began{};
  };
  void next(Place& place, Clock::time_point now);

  std::optional<std::chrono::milliseconds> time_;
  std::list<EngineWorker> workers_;  // a worker stays where it is
  std::vector<Place> places_;
  bool ending_{false};
};

}  // namespace synspect::campaign
