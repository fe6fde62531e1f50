// The connections of a host: each in a slot that it keeps while it lives, found by id or by slot in
// constant time, visited in the order in which they were made.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <utility>

#include "stack/host/connection.h"
#include "stack/host/slot_index.h"
#include "stack/host/stable_list.h"
#include "stack/host/table_hash.h"

namespace synspect::tcp {

class ConnectionTable {
 public:
  class Iterator {
   public:
    using value_type = std::pair<ConnectionId, const Connection&>;
    using difference_type = std::ptrdiff_t;
    [[nodiscard]] value_type operator*() const {
      const Connection& connection = table_->nodes_[at_].connection;
      return {connection.id, connection};
    }
    Iterator& operator++() {
      at_ = table_->nodes_[at_].newer;
      return *this;
    }
    void operator++(int) { ++*this; }
    friend bool operator==(const Iterator& a, const Iterator& b) { return a.at_ == b.at_; }

   private:
    friend class ConnectionTable;
    Iterator(const ConnectionTable* table, std::uint32_t at) : table_{table}, at_{at} {}
    const ConnectionTable* table_;
    std::uint32_t at_;
  };

  [[nodiscard]] Iterator begin() const { return {this, oldest_}; }
  [[nodiscard]] Iterator end() const { return {this, kNowhere}; }
  [[nodiscard]] std::size_t size() const { return by_id_.size(); }
  [[nodiscard]] bool empty() const { return size() == 0; }

  [[nodiscard]] Connection& operator[](Slot slot) { return nodes_[index(slot)].connection; }
  [[nodiscard]] const Connection& operator[](Slot slot) const {
    return nodes_[index(slot)].connection;
  }
  [[nodiscard]] Connection* find(ConnectionId id) {
    auto* const found = const_cast<Connection*>(std::as_const(*this).find(id));
    if (found != nullptr) last_ = index(found->place.slot);
    return found;
  }
  [[nodiscard]] const Connection* find(ConnectionId id) const {
    if (last_ != kNowhere && nodes_[last_].connection.id == id) {
      return &nodes_[last_].connection;
    }
    const Slot* const slot = find_slot(id);
    return slot == nullptr ? nullptr : &nodes_[index(*slot)].connection;
  }
  [[nodiscard]] bool contains(ConnectionId id) const { return find(id) != nullptr; }

  // The live connection there, which much is to be done with: out of a cold cache all of it comes
  // at once, instead of line by line.
  [[nodiscard]] Connection& fetch(Slot slot) {
    last_ = index(slot);
    Connection& connection = nodes_[last_].connection;
    const auto* const at = reinterpret_cast<const std::byte*>(&connection);
    for (std::size_t i = 0; i < sizeof connection; i += 64) __builtin_prefetch(at + i, 1);
    return connection;
  }

  // `id` is newer than all that are there. References to others stay good.
  Connection& add(ConnectionId id, const Tcb& tcb = {}) {
    const std::uint32_t at = free_ != kNowhere ? free_ : static_cast<std::uint32_t>(nodes_.size());
    if (at != free_) nodes_.add();
    Node& node = nodes_[at];
    if (at == free_) free_ = node.newer;
    // Made where it stays: a Tcb is too large to be copied twice.
    std::destroy_at(&node.connection);
    ::new (&node.connection) Connection{.id = id, .place = {Slot{at}}, .tcb = tcb};
    node.older = newest_;
    node.newer = kNowhere;
    (newest_ == kNowhere ? oldest_ : nodes_[newest_].newer) = at;
    newest_ = at;
    by_id_.add(IdHash{}(id), Slot{at});
    return node.connection;
  }
  void erase(Connection& connection) {
    const std::uint32_t at = index(connection.place.slot);
    Node& node = nodes_[at];
    (node.older == kNowhere ? oldest_ : nodes_[node.older].newer) = node.newer;
    (node.newer == kNowhere ? newest_ : nodes_[node.newer].older) = node.older;
    by_id_.erase(find_slot(connection.id));
    last_ = kNowhere;
    let_go(connection);
    node.newer = std::exchange(free_, at);
  }
  // As new, but that a few slots are there already; they are given out in the same order.
  void clear() {
    for (std::uint32_t at = oldest_; at != kNowhere; at = nodes_[at].newer) {
      let_go(nodes_[at].connection);
    }
    nodes_.keep_first_chunk();
    oldest_ = newest_ = free_ = last_ = kNowhere;
    for (auto at = static_cast<std::uint32_t>(nodes_.size()); at-- > 0;) {
      nodes_[at].newer = std::exchange(free_, at);
    }
    by_id_.clear();
  }

  friend bool operator==(const ConnectionTable& a, const ConnectionTable& b) {
    if (a.size() != b.size()) return false;
    for (Iterator x = a.begin(), y = b.begin(); x != a.end(); ++x, ++y) {
      if (!((*x).second == (*y).second)) return false;
    }
    return true;
  }

 private:
  static constexpr std::uint32_t kNowhere = ~std::uint32_t{0};
  static void let_go(Connection& connection) {  // a free slot keeps no buffers
    connection.tcb.send_queue = ByteQueue{};
    connection.tcb.receive_queue = ByteQueue{};
    connection.tcb.held = Reassembly{};
    connection.ready = {};
  }
  [[nodiscard]] const Slot* find_slot(ConnectionId id) const {
    return by_id_.find(IdHash{}(id),
                       [&](Slot slot) { return nodes_[index(slot)].connection.id == id; });
  }
  struct Node {
    Connection connection{};
    std::uint32_t older{kNowhere};
    std::uint32_t newer{kNowhere};  // of a free one: the next free one
  };
  [[nodiscard]] static constexpr std::uint32_t index(Slot slot) {
    return static_cast<std::uint32_t>(slot);
  }

  StableList<Node> nodes_;
  std::uint32_t oldest_{kNowhere}, newest_{kNowhere}, free_{kNowhere};
  std::uint32_t last_{kNowhere};  // found last, which is often wanted again; no part of the value
  SlotIndex by_id_;
};

}  // namespace synspect::tcp
