// What the peer says to hold above SND.UNA (2018-5-1, RFC 6675 3), and what follows from it:
// which octets count as lost, and how many are in the network.
//
// Bounds, whatever the peer sends: at most kMostRuns runs; a block that would need one more is not
// remembered, and what it covers is at worst sent again. A block costs O(kMostRuns).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "stack/segment.h"
#include "stack/seq.h"

namespace synspect::tcp {

class Hasher;

class Scoreboard {
 public:
  static constexpr std::size_t kMostRuns = 128;
  static constexpr std::size_t kRunsForLoss = 3;  // DupThresh

  // Of a block inside (una, nxt]; others, as of duplicates (2883-5-1), mean nothing here. True when
  // it says something new.
  bool add(SackBlock block, Seq una, Seq nxt);
  // SND.UNA has moved: what lies below is forgotten.
  void drop_below(Seq una);
  void clear() { runs_.clear(); }

  [[nodiscard]] bool empty() const { return runs_.empty(); }
  [[nodiscard]] std::span<const SackBlock> runs() const { return runs_; }  // in order, apart
  // The first number at or after `seq` that is in no run.
  [[nodiscard]] Seq next_hole(Seq seq) const;
  // Where the hole at `seq` ends: the next run, or `nxt`.
  [[nodiscard]] Seq end_of_hole(Seq seq, Seq nxt) const;
  // IsLost (6675-4-islost) of the hole at `seq`: three runs above it, or more than two segments.
  [[nodiscard]] bool lost(Seq seq, std::uint32_t mss) const;
  // Octets reported in [from, to).
  [[nodiscard]] std::uint32_t octets(Seq from, Seq to) const;

  void add_to(Hasher& hasher) const;
  friend bool operator==(const Scoreboard&, const Scoreboard&) = default;

 private:
  std::vector<SackBlock> runs_;
};

}  // namespace synspect::tcp
