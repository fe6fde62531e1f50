#include "harness/drive/state_coverage.h"

#include <utility>

namespace synspect::drive {
namespace {

// One function per triple, different enough that no linker folds them into one.
template <std::size_t kTriple>
[[gnu::noinline]] void mark(std::array<std::uint64_t, scenario::kTriples>& counts) {
  ++counts[kTriple];
}

using Mark = void (*)(std::array<std::uint64_t, scenario::kTriples>&);
constexpr auto kMarks = []<std::size_t... kTriple>(std::index_sequence<kTriple...>) {
  return std::array<Mark, sizeof...(kTriple)>{&mark<kTriple>...};
}(std::make_index_sequence<scenario::kTriples>{});

}  // namespace

void StateCoverage::reached(TcpState from, scenario::EventClass event, TcpState to) {
  states_of_run_ |= 1U << std::to_underlying(from) | 1U << std::to_underlying(to);
  const std::size_t index = scenario::index_of({from, event, to});
  if (index < kMarks.size()) {
    reached_ += counts_[index] == 0 ? 1 : 0;
    return kMarks[index](counts_);
  }
  ++unlisted_;
  last_unlisted_ = {from, event, to};
}

}  // namespace synspect::drive
