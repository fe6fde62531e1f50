// Signals that wait for the user, oldest first.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "stack/host/connection.h"

namespace synspect::tcp {

struct HostNotice {
  ConnectionId connection{};
  Notice notice{};
  Place place{};  // of the connection when it was told
  friend bool operator==(const HostNotice&, const HostNotice&) = default;
};

class NoticeQueue {
 public:
  [[nodiscard]] std::span<const HostNotice> waiting() const {
    return std::span<const HostNotice>{notices_}.subspan(next_);
  }
  void push(HostNotice notice) {     // by value: in registers
    if (next_ > waiting().size()) {  // more waste than content: close the gap
      notices_.erase(notices_.begin(), notices_.begin() + static_cast<std::ptrdiff_t>(next_));
      next_ = 0;
    }
    notices_.push_back(notice);
  }
  [[nodiscard]] std::optional<HostNotice> take() {
    if (next_ == notices_.size()) return std::nullopt;
    const HostNotice notice = notices_[next_++];
    if (next_ == notices_.size()) {
      notices_.clear();
      next_ = 0;
    }
    return notice;
  }
  void clear() {
    notices_.clear();
    next_ = 0;
  }
  void forget(ConnectionId id) {
    const auto first = notices_.begin() + static_cast<std::ptrdiff_t>(next_);
    notices_.erase(std::remove_if(first, notices_.end(),
                                  [id](const HostNotice& n) { return n.connection == id; }),
                   notices_.end());
  }
  friend bool operator==(const NoticeQueue& a, const NoticeQueue& b) {
    return std::ranges::equal(a.waiting(), b.waiting());
  }

 private:
  std::vector<HostNotice> notices_;
  std::size_t next_{0};  // the first that has not been taken
};

}  // namespace synspect::tcp
