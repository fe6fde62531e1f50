// When each connection wants its TimerDue: an indexed binary heap, moved as late as possible. A
// deadline that moves later, or is taken back, leaves its entry where it is until somebody asks and
// meets it at the top; so a connection whose timer changes with each segment does not touch the
// heap.
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
    Instant due{};  // not after the deadline itself, and the deadline itself where handed out
    ConnectionId id{};
    Slot slot{};
  };

  // The earliest deadline; of several at one time that of the oldest connection.
  [[nodiscard]] const Entry* earliest() const { return due_by(kNever); }
  // The same, if it is at or before `now`: for the question that comes with each datagram.
  [[nodiscard]] const Entry* due_by(Instant now) const {
    while (!heap_.empty() && heap_.front().due <= now) {
      if (heap_.front().due == wanted_[index(heap_.front().slot)].due) return &heap_.front();
      mend_top();
    }
    return nullptr;
  }

  void set(const Connection& connection, MaybeInstant deadline) {
    const Instant due = deadline.raw();
    const std::size_t slot = index(connection.place.slot);
    if (slot >= wanted_.size()) {
      if (due == kNever) return;
      wanted_.resize(slot + 1);
    }
    Wanted& wanted = wanted_[slot];
    wanted.due = due;
    if (due < wanted.bound) move_up(connection);
  }
  void fetch(Slot slot) const {  // what set() will want
    if (index(slot) < wanted_.size()) __builtin_prefetch(&wanted_[index(slot)], 1);
  }
  void clear() {
    heap_.clear();
    wanted_.clear();
  }
  // The connection goes, and its slot with it.
  void remove(const Connection& connection) {
    const std::size_t slot = index(connection.place.slot);
    if (slot >= wanted_.size() || wanted_[slot].at == kNowhere) return;
    take_out(wanted_[slot].at);
    wanted_[slot] = {};
  }

 private:
  static constexpr std::uint32_t kNowhere = ~std::uint32_t{0};
  static constexpr Instant kNever = MaybeInstant::none();
  struct Wanted {  // of the connection in a slot
    Instant due{kNever};
    Instant bound{kNever};       // what its entry says; without one, never
    std::uint32_t at{kNowhere};  // its entry
  };

  [[nodiscard]] static constexpr std::size_t index(Slot slot) {
    return static_cast<std::size_t>(slot);
  }
  [[nodiscard]] static bool earlier(const Entry& a, const Entry& b) {
    return std::pair{a.due, a.id} < std::pair{b.due, b.id};
  }
  // Apart from set(), which seldom comes here.
  [[gnu::noinline]] void move_up(const Connection& connection) {
    const Wanted wanted = wanted_[index(connection.place.slot)];
    const std::size_t at = wanted.at == kNowhere ? heap_.size() : wanted.at;
    if (at == heap_.size()) heap_.emplace_back();
    heap_[at] = {wanted.due, connection.id, connection.place.slot};
    rise(at);
  }
  void put(std::size_t at, const Entry& entry) const {
    heap_[at] = entry;
    Wanted& wanted = wanted_[index(entry.slot)];
    wanted.bound = entry.due;
    wanted.at = static_cast<std::uint32_t>(at);
  }
  void rise(std::size_t at) const {
    const Entry entry = heap_[at];
    while (at > 0 && earlier(entry, heap_[(at - 1) / 2])) {
      put(at, heap_[(at - 1) / 2]);
      at = (at - 1) / 2;
    }
    put(at, entry);
  }
  void sink(std::size_t at) const {
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
  void take_out(std::size_t at) const {
    Wanted& wanted = wanted_[index(heap_[at].slot)];
    wanted.bound = kNever;
    wanted.at = kNowhere;
    const Entry last = heap_.back();
    heap_.pop_back();
    if (at == heap_.size()) return;
    put(at, last);
    rise(at);
    sink(wanted_[index(last.slot)].at);
  }
  // The top tells the truth from now on, wherever it goes to, or is gone.
  void mend_top() const {
    const Instant due = wanted_[index(heap_.front().slot)].due;
    if (due == kNever) {
      take_out(0);
    } else {
      heap_.front().due = due;
      sink(0);
    }
  }

  // Mutable: to ask is what puts the heap in order. What is wanted does not change by it.
  mutable std::vector<Entry> heap_;
  mutable std::vector<Wanted> wanted_;  // by slot
};

}  // namespace synspect::tcp
