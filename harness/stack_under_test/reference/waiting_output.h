// What a stack put out and nobody has taken yet, oldest first. Memory of what was taken is used
// again.
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "harness/stack_under_test/stack_under_test.h"

namespace synspect::reference {

class WaitingOutput {
 public:
  [[nodiscard]] std::span<const StackOutput> all() const {
    return std::span{entries_}.first(end_).subspan(next_);
  }
  [[nodiscard]] std::size_t size() const { return end_ - next_; }
  void clear() { next_ = end_ = 0; }
  // The caller says when, and what kind.
  [[nodiscard]] StackOutput& add() {
    if (next_ == end_) clear();
    if (end_ == entries_.size()) entries_.emplace_back();
    StackOutput& out = entries_[end_++];
    out.octets.clear();
    out.handle = Handle::kNone;
    out.signal = {};
    out.reason = {};
    return out;
  }
  // Swapped, not copied: the caller's buffer is used for a later output.
  [[nodiscard]] bool take(StackOutput& out) {
    if (next_ == end_) return false;
    StackOutput& oldest = entries_[next_++];
    out.octets.swap(oldest.octets);
    out.at = oldest.at;
    out.kind = oldest.kind;
    out.handle = oldest.handle;
    out.signal = oldest.signal;
    out.reason = oldest.reason;
    return true;
  }

 private:
  std::vector<StackOutput> entries_;  // [next_, end_) waits
  std::size_t next_{0}, end_{0};
};

}  // namespace synspect::reference
