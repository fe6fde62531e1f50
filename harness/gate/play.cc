#include "harness/gate/play.h"

#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

#include "harness/gate/player.h"

namespace synspect::gate {

std::vector<Result> play(std::span<const Item> items, const PlayOptions& options,
                         const EngineFactory& make_engine) {
  if (options.forked && !options.parse_only) return play_forked(items, options, make_engine);
  std::vector<Result> results(items.size());
  std::atomic<std::size_t> next{0};
  std::size_t done = 0;
  std::exception_ptr failure;
  std::mutex guard;  // of `done`, `failure` and progress()

  const auto work = [&] {
    try {
      Player player{options, make_engine};
      for (std::size_t i = next++; i < items.size(); i = next++) {
        results[i] = player.play(items[i]);
        const std::scoped_lock lock{guard};
        ++done;
        if (options.progress) options.progress(done);
      }
    } catch (...) {
      const std::scoped_lock lock{guard};
      if (!failure) failure = std::current_exception();
      next = items.size();
    }
  };

  std::vector<std::jthread> threads;
  for (int extra = 1; extra < options.jobs; ++extra) threads.emplace_back(work);
  work();
  threads.clear();  // joins
  if (failure) std::rethrow_exception(failure);
  return results;
}

}  // namespace synspect::gate
