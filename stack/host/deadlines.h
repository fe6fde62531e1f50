// When each connection wants its TimerDue: an indexed binary heap, moved as late as possible. A
// deadline that moves later, or is taken back, leaves its entry where it is until it comes to the
// top; so a connection that sets its timer anew with each segment does not touch the heap.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "stack/host/connection.h"
#include "stack/time.h"

namespace synspect::tcp {

class Deadlines {
 public:
  struct Entry {
    Instant due{};  // not after the deadline itself, and the deadline itself at the top
    ConnectionId id{};
    Slot slot{};
  };

  // The earliest deadline; of several at one time that of the oldest connection.
  [[nodiscard]] const Entry* earliest() const { return heap_.empty() ? nullptr : &heap_.front(); }

  void set(const Connection& connection, std::optional<Instant> due) {
    const std::size_t slot = index(connection.place.slot);
    if (slot >= wanted_.size()) {
      if (!due) return;
      wanted_.resize(slot + 1);
    }
    Wanted& wanted = wanted_[slot];
    if (wanted.due == due) return;
    wanted.due = due;
    if (wanted.at == kNowhere) {
      if (!due) return;
      heap_.push_back({*due, connection.id, connection.place.slot});
      wanted.at = static_cast<std::uint32_t>(heap_.size() - 1);
      rise(wanted.at);
    } else if (due && *due < heap_[wanted.at].due) {
      heap_[wanted.at].due = *due;
      rise(wanted.at);
    }
    settle_top();
  }
  // The connection goes, and its slot with it.
  void remove(const Connection& connection) {
    const std::size_t slot = index(connection.place.slot);
    if (slot >= wanted_.size() || wanted_[slot].at == kNowhere) return;
    take_out(wanted_[slot].at);
    wanted_[slot] = {};
    settle_top();
  }

 private:
  static constexpr std::uint32_t kNowhere = ~std::uint32_t{0};
  struct Wanted {  // of the connection in a slot
    std::optional<Instant> due;
    std::uint32_t at{kNowhere};  // its entry
  };

  [[nodiscard]] static constexpr std::size_t index(Slot slot) {
    return static_cast<std::size_t>(slot);
  }
  [[nodiscard]] static bool earlier(const Entry& a, const Entry& b) {
    return std::pair{a.due, a.id} < std::pair{b.due, b.id};
  }
  void put(std::size_t at, const Entry& entry) {
    heap_[at] = entry;
    wanted_[index(entry.slot)].at = static_cast<std::uint32_t>(at);
  }
  void rise(std::size_t at) {
    const Entry entry = heap_[at];
    while (at > 0 && earlier(entry, heap_[(at - 1) / 2])) {
      put(at, heap_[(at - 1) / 2]);
      at = (at - 1) / 2;
    }
    put(at, entry);
  }
  void sink(std::size_t at) {
    const Entry entry = heap_[at];
    while (true) {
      std::size_t child = 2 * at + 1;
      if (child >= heap_.size()) break;
      if (child + 1 < heap_.size() && earlier(heap_[child + 1], heap_[child])) ++child;
      if (!earlier(heap_[child], entry)) break;
      put(at, heap_[child]);
      at = child;
    }
    put(at, entry);
  }
  void take_out(std::size_t at) {
    wanted_[index(heap_[at].slot)].at = kNowhere;
    const Entry last = heap_.back();
    heap_.pop_back();
    if (at == heap_.size()) return;
    put(at, last);
    rise(at);
    sink(wanted_[index(last.slot)].at);
  }
  // The top must tell the truth. Each turn mends one entry for good or takes it out.
  void settle_top() {
    while (!heap_.empty()) {
      const std::optional<Instant>& due = wanted_[index(heap_.front().slot)].due;
      if (due == heap_.front().due) return;
      if (due) {
        heap_.front().due = *due;
        sink(0);
      } else {
        take_out(0);
      }
    }
  }

  std::vector<Entry> heap_;
  std::vector<Wanted> wanted_;  // by slot
};

}  // namespace synspect::tcp
