// A kept run: header, observations and every octet that they view, in one reusable arena.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "harness/history/observation.h"

namespace synspect {

class History final : public ObservationSink {
 public:
  History() = default;
  History(const History&) = delete;
  History& operator=(const History&) = delete;

  void begin(const RunHeader& header) override;  // keeps the memory

  // Copies what `seen` views; the stored observation views the copy, with `segment` re-based.
  void observe(const Observation& seen) override;

  [[nodiscard]] const RunHeader& header() const { return header_; }
  [[nodiscard]] std::span<const Observation> observations() const { return observations_; }
  // Hands header and every observation to `sink`, in order.
  void replay(ObservationSink& sink) const;
  // A digest of all observations by content (not of the header): equal runs have equal digests.
  [[nodiscard]] std::uint64_t digest() const;

 private:
  [[nodiscard]] std::span<const std::byte> keep(std::span<const std::byte> octets);

  RunHeader header_;
  std::vector<Observation> observations_;
  std::vector<std::unique_ptr<StackInfo>> infos_;
  // Chunks never move, so views into them stay good while more is added.
  std::vector<std::unique_ptr<std::byte[]>> chunks_;
  std::size_t chunk_{0};  // the one being filled
  std::size_t used_{0};   // octets of it
  std::vector<std::unique_ptr<std::byte[]>> oversize_;
};

// Hands each observation to several sinks, in the order given. The sinks must outlive it.
class Tee final : public ObservationSink {
 public:
  explicit Tee(std::vector<ObservationSink*> sinks) : sinks_{std::move(sinks)} {}
  void begin(const RunHeader& header) override {
    for (ObservationSink* sink : sinks_) sink->begin(header);
  }
  void observe(const Observation& seen) override {
    for (ObservationSink* sink : sinks_) sink->observe(seen);
  }

 private:
  std::vector<ObservationSink*> sinks_;
};

}  // namespace synspect
