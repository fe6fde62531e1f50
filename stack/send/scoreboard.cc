#include "stack/send/scoreboard.h"

#include <algorithm>

#include "stack/hash.h"

namespace synspect::tcp {

bool Scoreboard::add(SackBlock block, Seq una, Seq nxt) {
  const std::uint32_t out = distance(una, nxt).n;
  const std::uint32_t from = distance(una, block.begin).n, to = distance(una, block.end).n;
  if (from == 0 || from >= to || to > out) return false;
  // [first, last): the runs that the block overlaps or touches.
  const auto first = std::ranges::find_if(
      runs_, [&](const SackBlock& run) { return at_or_before(block.begin, run.end); });
  const auto last = std::find_if(
      first, runs_.end(), [&](const SackBlock& run) { return before(block.end, run.begin); });
  if (first == last) {
    if (runs_.size() == kMostRuns) return false;
    runs_.insert(first, block);
    return true;
  }
  SackBlock whole = block;
  if (before(first->begin, whole.begin)) whole.begin = first->begin;
  if (before(whole.end, std::prev(last)->end)) whole.end = std::prev(last)->end;
  if (*first == whole) return false;
  *first = whole;
  runs_.erase(std::next(first), last);
  return true;
}

void Scoreboard::drop_below(Seq una) {
  const auto above =
      std::ranges::find_if(runs_, [&](const SackBlock& run) { return before(una, run.end); });
  runs_.erase(runs_.begin(), above);
  // A run that SND.UNA has entered: the peer has let go of its front, or says nonsense.
  if (!runs_.empty() && at_or_before(runs_.front().begin, una)) runs_.erase(runs_.begin());
}

Seq Scoreboard::next_hole(Seq seq) const {
  for (const SackBlock& run : runs_) {
    if (before(seq, run.begin)) break;
    if (before(seq, run.end)) return run.end;
  }
  return seq;
}

Seq Scoreboard::end_of_hole(Seq seq, Seq nxt) const {
  for (const SackBlock& run : runs_) {
    if (before(seq, run.begin)) return run.begin;
  }
  return nxt;
}

bool Scoreboard::lost(Seq seq, std::uint32_t mss) const {
  std::size_t runs = 0;
  std::uint32_t octets = 0;
  for (const SackBlock& run : runs_) {
    if (!before(seq, run.begin)) continue;
    ++runs;
    octets += distance(run.begin, run.end).n;
  }
  return runs >= kRunsForLoss || octets > 2 * mss;
}

std::uint32_t Scoreboard::octets(Seq from, Seq to) const {
  std::uint32_t sum = 0;
  for (const SackBlock& run : runs_) {
    const Seq begin = before(run.begin, from) ? from : run.begin;
    const Seq end = before(to, run.end) ? to : run.end;
    if (before(begin, end)) sum += distance(begin, end).n;
  }
  return sum;
}

void Scoreboard::add_to(Hasher& hasher) const {
  hasher.add(std::uint64_t{runs_.size()});
  for (const SackBlock& run : runs_) {
    hasher.add(run.begin);
    hasher.add(run.end);
  }
}

}  // namespace synspect::tcp
