#include "harness/campaign/crew.h"

#include <algorithm>
#include <utility>

namespace synspect::campaign {

std::vector<Duty> duties(std::size_t targets, std::size_t places,
                         std::optional<std::uint64_t> runs) {
  std::vector<Duty> all;
  std::vector<std::uint32_t> workers(targets, 0);
  for (std::size_t i = 0; i < std::max(targets, places) && targets > 0 && places > 0; ++i) {
    const std::size_t target = i % targets;
    all.push_back({target, i % places, ++workers[target], std::nullopt});
  }
  if (!runs) return all;
  for (Duty& duty : all) {
    const std::uint64_t count = workers[duty.target];
    duty.runs = *runs / count + (duty.number <= *runs % count ? 1 : 0);
  }
  std::erase_if(all, [](const Duty& duty) { return duty.runs == 0U; });
  return all;
}

void Crew::add(std::size_t place, WorkerPlan plan) {
  if (places_.size() <= place) places_.resize(place + 1);
  places_[place].workers.push_back(&workers_.emplace_back(std::move(plan)));
}

void Crew::start(Clock::time_point now) {
  for (Place& place : places_) {
    if (place.workers.empty()) continue;
    const bool shared = place.workers.size() > 1;
    if (time_) {
      place.turn = *time_ / static_cast<int>(place.workers.size());
    } else if (shared && !place.workers.front()->plan().runs) {
      place.turn = kTurn;
    }
    place.at = place.workers.size() - 1;
    next(place, now);
  }
}

// With a time of its own everybody gets one turn; without, turns go round for ever.
void Crew::next(Place& place, Clock::time_point now) {
  using State = EngineWorker::State;
  for (std::size_t i = 0; i < place.workers.size(); ++i) {
    place.at = (place.at + 1) % place.workers.size();
    EngineWorker& worker = *place.workers[place.at];
    const bool again = !time_ && place.turn && worker.state() == State::kDone;
    if (worker.state() != State::kIdle && !again) continue;
    place.began = now;
    worker.start(time_ ? std::optional{now + *place.turn} : std::nullopt, now);
    return;
  }
}

void Crew::tend(Clock::time_point now) {
  for (Place& place : places_) {
    if (place.workers.empty()) continue;
    EngineWorker& worker = *place.workers[place.at];
    worker.tend(now);
    if (worker.runs()) {
      const bool turn_over = !time_ && place.turn && now >= place.began + *place.turn;
      if (turn_over) worker.ask_to_end(now);
    } else if (!ending_) {
      next(place, now);
    }
  }
}

void Crew::ask_to_end(Clock::time_point now) {
  ending_ = true;
  for (EngineWorker& worker : workers_) worker.ask_to_end(now);
}

void Crew::kill() {
  ending_ = true;
  for (EngineWorker& worker : workers_) worker.kill();
}

bool Crew::done() const { return std::ranges::none_of(workers_, &EngineWorker::runs); }

std::vector<pollfd> Crew::words() const {
  std::vector<pollfd> all;
  for (const EngineWorker& worker : workers_) {
    if (worker.runs()) all.push_back({.fd = worker.words(), .events = POLLIN, .revents = 0});
  }
  return all;
}

std::string Crew::failure() const {
  const auto at = std::ranges::find(workers_, EngineWorker::State::kFailed, &EngineWorker::state);
  return at == workers_.end() ? "" : at->failure();
}

}  // namespace synspect::campaign
