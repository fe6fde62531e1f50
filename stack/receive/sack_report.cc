#include "stack/receive/sack_report.h"

#include <algorithm>

#include "stack/hash.h"
#include "stack/receive/reassembly.h"

namespace synspect::tcp {
namespace {

const Reassembly::Run* run_around(const Reassembly& held, Seq seq) {
  for (const Reassembly::Run& run : held.runs()) {
    if (at_or_before(run.begin, seq) && before(seq, run.end)) return &run;
  }
  return nullptr;
}

bool names(const SackBlocks& blocks, const Reassembly::Run& run) {
  return std::ranges::find(blocks.view(), SackBlock{run.begin, run.end}) != blocks.view().end();
}

}  // namespace

void SackReport::arrived(Seq seq) {
  const auto moved = std::ranges::find(newest_.begin(), newest_.begin() + count_, seq);
  if (moved == newest_.begin() + count_ && count_ < newest_.size()) ++count_;
  const auto last = std::min(moved + 1, newest_.begin() + count_);
  std::shift_right(newest_.begin(), last, 1);
  newest_[0] = seq;
}

SackBlocks SackReport::blocks(const Reassembly& held) {
  SackBlocks result;
  if (duplicate_) {
    result.add(*duplicate_);
    if (const auto* const run = run_around(held, duplicate_->begin)) {
      result.add({run->begin, run->end});
    }
  }
  std::uint32_t kept = 0;
  SackBlocks named;  // two numbers may lie in one run by now
  for (const Seq seq : std::span{newest_}.first(count_)) {
    const Reassembly::Run* const run = run_around(held, seq);
    if (run == nullptr || names(named, *run)) continue;
    newest_[kept++] = seq;
    named.add({run->begin, run->end});
    if (!names(result, *run)) result.add({run->begin, run->end});
  }
  std::fill(newest_.begin() + kept, newest_.end(), Seq{});
  count_ = kept;
  for (const Reassembly::Run& run : held.runs()) {  // 2018-8-2, 2883-4-5
    if (!names(result, run)) result.add({run.begin, run.end});
  }
  return result;
}

void SackReport::add_to(Hasher& hasher) const {
  for (const Seq seq : newest_) hasher.add(seq);
  hasher.add(std::uint64_t{count_});
  hasher.add(std::uint64_t{duplicate_.has_value()});
  if (duplicate_) {
    hasher.add(duplicate_->begin);
    hasher.add(duplicate_->end);
  }
}

}  // namespace synspect::tcp
