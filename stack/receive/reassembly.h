// What lies above a hole in the stream (SHLD-31): held until the hole is filled.
//
// Bounds, whatever the peer sends. All that is held lies inside the receive window, so the octets
// take at most bit_ceil(window) octets of memory. There are at most kMostRuns runs: what would need
// one more is not held, and its sender repeats it. One segment costs O(its length + kMostRuns), and
// O(length) once more for each octet that it sets free.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "stack/seq.h"

namespace synspect::tcp {

class ByteQueue;
class Hasher;

class Reassembly {
 public:
  struct Run {  // [begin, end), all octets there
    Seq begin, end;
    friend bool operator==(const Run&, const Run&) = default;
  };
  // Every hole of a 64 KiB window in segments of 256 octets.
  static constexpr std::size_t kMostRuns = 128;

  // Octets that are here already stay: those that came first win.
  void hold(Seq seq, std::span<const std::byte> text);
  // The stream ends at `at`. Of two FINs the lower holds, and nothing above it: so it would be if
  // the segments were processed in the order of their numbers.
  void hold_fin(Seq at);
  // `text` at `seq`, less what lies beyond the held FIN.
  [[nodiscard]] std::span<const std::byte> before_fin(Seq seq,
                                                      std::span<const std::byte> text) const;

  // 9293-3.10.7.4-1e. Appends to `queue` the `text` that stands at `next` and every run that it
  // reaches. Answers the number after the last octet.
  [[nodiscard]] Seq deliver(Seq next, std::span<const std::byte> text, ByteQueue& queue);

  // Something held begins, or the FIN stands, at `next`.
  [[nodiscard]] bool reaches(Seq next) const {
    return fin_ == next || (!runs_.empty() && runs_.front().begin == next);
  }
  [[nodiscard]] bool empty() const { return runs_.empty() && !fin_; }
  [[nodiscard]] std::optional<Seq> fin() const { return fin_; }
  // In order, disjoint, never touching.
  [[nodiscard]] std::span<const Run> runs() const { return runs_; }
  [[nodiscard]] std::size_t memory() const { return ring_.size(); }  // octets
  void clear();

  // By content, whatever else lies in memory.
  friend bool operator==(const Reassembly& a, const Reassembly& b);
  void add_to(Hasher& hasher) const;

 private:
  void make_room(Run whole);
  void write(Seq seq, std::span<const std::byte> octets);
  // The octets of [begin, end): two pieces where the ring comes round.
  struct Pieces {
    std::span<const std::byte> first, second;
  };
  [[nodiscard]] Pieces read(Run run) const;
  [[nodiscard]] std::size_t index(Seq seq) const { return seq.raw() & (ring_.size() - 1); }

  std::vector<Run> runs_;
  std::vector<std::byte> ring_;  // the octet at `seq` is ring_[seq mod size]; size: a power of two
  std::optional<Seq> fin_;
};

}  // namespace synspect::tcp
