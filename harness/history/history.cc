#include "harness/history/history.h"

#include <algorithm>
#include <functional>

namespace synspect {
namespace {

constexpr std::size_t kChunkOctets = 64 * 1024;

bool lies_in(std::span<const std::byte> part, std::span<const std::byte> whole) {
  const std::less_equal<const std::byte*> at_or_before;
  return at_or_before(whole.data(), part.data()) &&
         at_or_before(part.data() + part.size(), whole.data() + whole.size());
}

}  // namespace

void History::begin(const RunHeader& header) {
  header_ = header;
  observations_.clear();
  infos_.clear();
  oversize_.clear();
  chunk_ = 0;
  used_ = 0;
}

std::span<const std::byte> History::keep(std::span<const std::byte> octets) {
  if (octets.empty()) return {};
  std::byte* place = nullptr;
  if (octets.size() > kChunkOctets / 4) {  // a chunk of its own wastes less
    oversize_.push_back(std::make_unique_for_overwrite<std::byte[]>(octets.size()));
    place = oversize_.back().get();
  } else {
    if (used_ + octets.size() > kChunkOctets) {
      ++chunk_;
      used_ = 0;
    }
    if (chunk_ == chunks_.size()) {
      chunks_.push_back(std::make_unique_for_overwrite<std::byte[]>(kChunkOctets));
    }
    place = chunks_[chunk_].get() + used_;
    used_ += octets.size();
  }
  std::ranges::copy(octets, place);
  return {place, octets.size()};
}

void History::observe(const Observation& seen) {
  Observation& kept = observations_.emplace_back(seen);
  if (auto* segment = std::get_if<SegmentSeen>(&kept.what)) {
    const std::span<const std::byte> from = segment->octets;
    segment->octets = keep(from);
    const auto rebase = [&](std::span<const std::byte>& view) {
      if (view.empty()) {
        view = {};
      } else if (lies_in(view, from)) {
        view = segment->octets.subspan(static_cast<std::size_t>(view.data() - from.data()),
                                       view.size());
      } else {
        view = keep(view);
      }
    };
    rebase(segment->segment.options);
    rebase(segment->segment.payload);
  } else if (auto* call = std::get_if<CallSeen>(&kept.what)) {
    if (auto* send = std::get_if<call::Send>(&call->call)) send->data = keep(send->data);
    if (auto* send = std::get_if<call::RfcSend>(&call->call)) send->data = keep(send->data);
    call->result.data = keep(call->result.data);
  } else if (auto* info = std::get_if<InfoSeen>(&kept.what)) {
    infos_.push_back(std::make_unique<StackInfo>(*info->info));
    info->info = infos_.back().get();
  } else if (auto* failed = std::get_if<StackFailed>(&kept.what)) {
    failed->report = keep(failed->report);
  } else if (auto* knob = std::get_if<KnobSet>(&kept.what)) {
    const auto keep_text = [&](std::string_view text) {
      const auto octets = keep(std::as_bytes(std::span{text}));
      return std::string_view{reinterpret_cast<const char*>(octets.data()), octets.size()};
    };
    knob->name = keep_text(knob->name);
    knob->value = keep_text(knob->value);
  }
}

void History::replay(ObservationSink& sink) const {
  sink.begin(header_);
  for (const Observation& seen : observations_) sink.observe(seen);
}

}  // namespace synspect
