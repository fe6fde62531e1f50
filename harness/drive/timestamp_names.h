// The stack's timestamps by the names that a script gives them (LANGUAGE.md section 12): what an
// expected line calls `TS val N` stands behind a later inbound `ecr N`.
#pragma once

#include <cstdint>
#include <optional>
#include <ranges>
#include <vector>

namespace synspect::drive {

// Of one connection.
class TimestampNames {
 public:
  void learn(std::uint32_t script, std::uint32_t wire) {
    if (pairs_.empty() || pairs_.back() != Pair{script, wire}) pairs_.push_back({script, wire});
  }
  // What the stack sent on the last line that calls it so; nothing where no line does.
  [[nodiscard]] std::optional<std::uint32_t> wire(std::uint32_t script) const {
    for (const Pair& pair : pairs_ | std::views::reverse) {
      if (pair.script == script) return pair.wire;
    }
    return std::nullopt;
  }
  // The same for values that no line had, by the distance of the first pair.
  [[nodiscard]] std::optional<std::uint32_t> scaled(std::uint32_t script) const {
    if (pairs_.empty()) return std::nullopt;
    return script + (pairs_.front().wire - pairs_.front().script);
  }
  void forget() { pairs_.clear(); }

 private:
  struct Pair {
    std::uint32_t script{}, wire{};
    friend bool operator==(Pair, Pair) = default;
  };
  std::vector<Pair> pairs_;  // in the order of the lines
};

}  // namespace synspect::drive
