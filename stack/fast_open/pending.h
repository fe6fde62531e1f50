// PendingFastOpenRequests (RFC 7413 4.2): how many connections of a listener the users have and
// nobody has acknowledged yet. A flood of SYNs with a cookie that once was good ends here.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "stack/time.h"

namespace synspect::tcp {

class PendingFastOpens {
 public:
  // 7413-5.1-a: a RST frees a place only after this: else whoever owns the addresses that a flood
  // pretends to come from would make room for it with every answer.
  static constexpr Duration kAfterReset = std::chrono::seconds{60};

  std::uint16_t limit{};  // 0: off (7413-4.2-a)

  // 7413-4.2-b.
  [[nodiscard]] bool full(Instant now) {
    std::erase_if(reset_, [now](Instant until) { return until <= now; });
    return pending_ + reset_.size() >= limit;
  }
  void opened() { ++pending_; }
  void answered() { --pending_; }  // or given up
  void was_reset(Instant now) {
    --pending_;
    reset_.push_back(now + kAfterReset);  // as many as were pending: `limit` at most
  }
  [[nodiscard]] std::uint32_t pending() const { return pending_; }
  friend bool operator==(const PendingFastOpens&, const PendingFastOpens&) = default;

 private:
  std::uint32_t pending_{};
  std::vector<Instant> reset_;  // those that a RST has ended: until when they count
};

}  // namespace synspect::tcp
