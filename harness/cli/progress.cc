#include "harness/cli/progress.h"

#include <ostream>
#include <utility>

namespace synspect::cli {

Progress::Progress(Session& session, std::string what, std::size_t total)
    : session_{session},
      what_{std::move(what)},
      total_{total},
      next_{Clock::now() + std::chrono::seconds{2}} {}

Progress::~Progress() {
  if (shown_) session_.err << "\r\x1b[K" << std::flush;
}

std::function<void(std::size_t)> Progress::callback() {
  if (!session_.around.progress) return {};
  return [this](std::size_t done) {
    const Clock::time_point now = Clock::now();
    if (now < next_) return;
    next_ = now + std::chrono::milliseconds{200};
    shown_ = true;
    session_.err << '\r' << what_ << ' ' << done << '/' << total_ << std::flush;
  };
}

}  // namespace synspect::cli
