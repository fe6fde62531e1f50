// Hands everything on, and tells a listener.
#pragma once

#include <utility>

#include "harness/history/observation.h"
#include "harness/trial/trial.h"

namespace synspect::trial {

class Tap final : public ObservationSink {
 public:
  explicit Tap(ObservationSink& to, const judge::Judge* judge = nullptr)
      : to_{&to}, judge_{judge} {}
  void listen(Listener listener) { listener_ = std::move(listener); }

  void begin(const RunHeader& header) override { to_->begin(header); }
  void observe(const Observation& seen) override {
    to_->observe(seen);
    if (listener_) listener_(seen, judge_);
  }

 private:
  ObservationSink* to_;
  const judge::Judge* judge_;
  Listener listener_;
};

}  // namespace synspect::trial
