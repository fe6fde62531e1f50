#include "stack/receive/reassembly.h"

#include <bit>
#include <utility>

#include "stack/hash.h"
#include "stack/tcb.h"

namespace synspect::tcp {

void Reassembly::hold(Seq seq, std::span<const std::byte> text) {
  if (text.empty()) return;
  const Seq end = seq + SeqLen{static_cast<std::uint32_t>(text.size())};
  // [first, last): the runs that the text overlaps or touches.
  const auto first =
      std::ranges::find_if(runs_, [&](const Run& run) { return at_or_before(seq, run.end); });
  const auto last =
      std::find_if(first, runs_.end(), [&](const Run& run) { return before(end, run.begin); });
  Run whole{seq, end};
  if (first != last) {
    if (before(first->begin, seq)) whole.begin = first->begin;
    if (before(end, std::prev(last)->end)) whole.end = std::prev(last)->end;
  } else if (runs_.size() == kMostRuns) {
    return;
  }
  make_room(whole);
  // Only the gaps are written.
  Seq at = seq;
  const auto write_up_to = [&](Seq limit) {
    if (!before(at, limit)) return;
    write(at, text.subspan(distance(seq, at).n, distance(at, limit).n));
  };
  for (auto run = first; run != last; ++run) {
    write_up_to(run->begin);
    at = run->end;
  }
  write_up_to(end);
  if (first == last) {
    runs_.insert(first, whole);
  } else {
    *first = whole;
    runs_.erase(std::next(first), last);
  }
}

void Reassembly::hold_fin(Seq at) {
  if (fin_ && at_or_before(*fin_, at)) return;
  fin_ = at;
  while (!runs_.empty() && before(at, runs_.back().end)) {
    if (before(runs_.back().begin, at)) {
      runs_.back().end = at;
    } else {
      runs_.pop_back();
    }
  }
}

std::span<const std::byte> Reassembly::before_fin(Seq seq, std::span<const std::byte> text) const {
  if (!fin_) return text;
  if (at_or_before(*fin_, seq)) return {};
  return text.first(std::min<std::size_t>(text.size(), distance(seq, *fin_).n));
}

Seq Reassembly::deliver(Seq next, std::span<const std::byte> text, ByteQueue& queue) {
  std::size_t reached = 0;  // runs that are through
  while (true) {
    if (reached < runs_.size() && runs_[reached].begin == next) {
      const Run run = runs_[reached++];
      const Pieces pieces = read(run);
      queue.append(pieces.first);
      queue.append(pieces.second);
      text = text.subspan(std::min<std::size_t>(text.size(), distance(run.begin, run.end).n));
      next = run.end;
      continue;
    }
    if (text.empty()) break;
    std::size_t length = text.size();
    if (reached < runs_.size()) {
      length = std::min<std::size_t>(length, distance(next, runs_[reached].begin).n);
    }
    queue.append(text.first(length));
    text = text.subspan(length);
    next = next + SeqLen{static_cast<std::uint32_t>(length)};
  }
  runs_.erase(runs_.begin(), runs_.begin() + static_cast<std::ptrdiff_t>(reached));
  if (runs_.empty()) ring_.clear();  // the memory stays, but a copy does not carry it
  return next;
}

void Reassembly::clear() {
  runs_.clear();
  ring_.clear();
  fin_.reset();
}

void Reassembly::make_room(Run whole) {
  if (!runs_.empty()) {
    if (before(runs_.front().begin, whole.begin)) whole.begin = runs_.front().begin;
    if (before(whole.end, runs_.back().end)) whole.end = runs_.back().end;
  }
  const std::size_t size = std::bit_ceil(std::size_t{distance(whole.begin, whole.end).n});
  if (size <= ring_.size()) return;
  if (runs_.empty()) {  // all the memory that is there: growing later would take another
    ring_.resize(std::max(size, std::bit_floor(ring_.capacity())));
    return;
  }
  Reassembly larger;
  larger.ring_.resize(size);
  for (const Run& run : runs_) {
    const Pieces pieces = read(run);
    larger.write(run.begin, pieces.first);
    larger.write(run.begin + SeqLen{static_cast<std::uint32_t>(pieces.first.size())},
                 pieces.second);
  }
  ring_ = std::move(larger.ring_);
}

void Reassembly::write(Seq seq, std::span<const std::byte> octets) {
  const std::size_t straight = std::min(octets.size(), ring_.size() - index(seq));
  std::ranges::copy(octets.first(straight),
                    ring_.begin() + static_cast<std::ptrdiff_t>(index(seq)));
  std::ranges::copy(octets.subspan(straight), ring_.begin());
}

Reassembly::Pieces Reassembly::read(Run run) const {
  const std::size_t length = distance(run.begin, run.end).n;
  const std::size_t straight = std::min(length, ring_.size() - index(run.begin));
  const std::span<const std::byte> ring{ring_};
  return {ring.subspan(index(run.begin), straight), ring.first(length - straight)};
}

bool operator==(const Reassembly& a, const Reassembly& b) {
  if (a.fin_ != b.fin_ || a.runs_ != b.runs_) return false;
  // Rings of two sizes break at two places: octet by octet.
  return std::ranges::all_of(a.runs_, [&](const Reassembly::Run& run) {
    for (Seq at = run.begin; at != run.end; at = at + SeqLen{1}) {
      if (a.ring_[a.index(at)] != b.ring_[b.index(at)]) return false;
    }
    return true;
  });
}

void Reassembly::add_to(Hasher& hasher) const {
  hasher.add(fin_);
  hasher.add(std::uint64_t{runs_.size()});
  for (const Run& run : runs_) {
    hasher.add(run.begin);
    hasher.add(run.end);
    for (Seq at = run.begin; at != run.end; at = at + SeqLen{1}) {
      hasher.add(static_cast<std::uint64_t>(ring_[index(at)]));
    }
  }
}

}  // namespace synspect::tcp
