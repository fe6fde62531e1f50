// Signals that wait for the user, oldest first.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>

#include "stack/host/connection.h"
#include "stack/reused_list.h"

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
    return {notices_.begin() + next_, notices_.end()};
  }
  void push(HostNotice notice) {     // by value: in registers
    if (next_ > waiting().size()) {  // more waste than content: close the gap
      notices_.drop_front(next_);
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
    const auto first = notices_.begin() + next_;
    const auto left = std::remove_if(first, notices_.end(),
                                     [id](const HostNotice& n) { return n.connection == id; });
    notices_.keep(static_cast<std::size_t>(left - notices_.begin()));
  }
  friend bool operator==(const NoticeQueue& a, const NoticeQueue& b) {
    return std::ranges::equal(a.waiting(), b.waiting());
  }

 private:
  ReusedList<HostNotice> notices_;
  std::size_t next_{0};  // the first that has not been taken
};

}  // namespace synspect::tcp
