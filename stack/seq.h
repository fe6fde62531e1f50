// Sequence numbers (9293-3.4-a): positions on a circle, and distances between them.
#pragma once

#include <compare>
#include <concepts>
#include <cstdint>

namespace synspect::tcp {

struct SeqLen {  // a count of sequence numbers, never a position
  std::uint32_t n{};
  friend constexpr auto operator<=>(SeqLen, SeqLen) = default;
  friend constexpr SeqLen operator+(SeqLen a, SeqLen b) { return {a.n + b.n}; }
};

class Seq {  // a position on the 2^32 circle
 public:
  constexpr Seq() = default;
  constexpr explicit Seq(std::uint32_t raw) : raw_{raw} {}
  [[nodiscard]] constexpr std::uint32_t raw() const { return raw_; }
  friend constexpr bool operator==(Seq, Seq) = default;
  friend constexpr Seq operator+(Seq s, SeqLen d) { return Seq{s.raw_ + d.n}; }
  friend constexpr Seq operator-(Seq s, SeqLen d) { return Seq{s.raw_ - d.n}; }
  // No operator<: a circle has no total order, so std::set<Seq> must not compile.

 private:
  std::uint32_t raw_{};
};

// How far `to` lies ahead of `from`, going forward round the circle.
[[nodiscard]] constexpr SeqLen distance(Seq from, Seq to) { return {to.raw() - from.raw()}; }

// [first, first+len)
[[nodiscard]] constexpr bool in_window(Seq s, Seq first, SeqLen len) {
  return distance(first, s) < len;
}

// True when `a` lies in the half circle behind `b`.
[[nodiscard]] constexpr bool before(Seq a, Seq b) {
  return static_cast<std::int32_t>(a.raw() - b.raw()) < 0;
}
[[nodiscard]] constexpr bool at_or_before(Seq a, Seq b) { return a == b || before(a, b); }

static_assert(!std::totally_ordered<Seq>);
static_assert(before(Seq{0xffff'fff0}, Seq{0x10}), "order survives the wrap");

}  // namespace synspect::tcp
