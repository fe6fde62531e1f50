// What the SACK option of the next acknowledgment says (RFC 2018 4, RFC 2883 4).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "stack/segment.h"
#include "stack/seq.h"

namespace synspect::tcp {

class Hasher;
class Reassembly;

// Remembers which runs of the held text were spoken of last, by a number inside each. Four are all
// that an option can name, so no more is kept whatever the peer sends.
class SackReport {
 public:
  // Text that begins at `seq` has arrived above a hole (2018-4-4).
  void arrived(Seq seq);
  // Text that is here already: reported once, in front (2883-4-1, 2883-4-2).
  void duplicate(SackBlock block) { duplicate_ = block; }
  [[nodiscard]] bool has_duplicate() const { return duplicate_.has_value(); }

  // The blocks: a duplicate and the run around it, the newest run, those named before it, the
  // others (2018-4-4 to -6, 2883-4-4). What was filled in meanwhile is forgotten.
  [[nodiscard]] SackBlocks blocks(const Reassembly& held);
  void reported() { duplicate_.reset(); }

  void add_to(Hasher& hasher) const;
  friend bool operator==(const SackReport&, const SackReport&) = default;

 private:
  std::array<Seq, SackBlocks::kMost> newest_;  // the first count_ of them, newest first
  std::uint32_t count_{};
  std::optional<SackBlock> duplicate_;
};

}  // namespace synspect::tcp
