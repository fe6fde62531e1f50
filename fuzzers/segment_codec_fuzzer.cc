// The core's codec and the judge's decoder, written apart, on the same octets: neither reads past
// them, what one takes for a good segment so does the other, field by field, and what the core
// writes both read as it was meant.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>
#include <string>
#include <vector>

#include "fuzzers/codec/agreement.h"
#include "fuzzers/this_worker.h"
#include "stack/wire/options.h"

namespace synspect {
namespace {

constexpr std::size_t kMostOctets = 4096;

void insist(const std::string& difference) {
  if (difference.empty()) return;
  std::fprintf(stderr, "%s\n", difference.c_str());
  __builtin_trap();
}

// Every option lies within the options and behind the one before.
void check_options(const DecodedSegment& seen) {
  std::size_t from = 0;
  OptionReader options{seen.options};
  while (const auto option = options.next()) {
    const std::size_t size = option->kind <= 1 ? 1 : 2 + option->body.size();
    if (option->offset != from || from + size > seen.options.size())
      insist("an option out of place");
    from += size;
  }
  if (options.malformed() != seen.malformed_options && codec::good(seen)) {
    insist("malformed options");
  }
}

// A capture that holds only the beginning: nothing is read that is not there.
void check_cut(std::span<const std::byte> octets) {
  for (const std::size_t kept : {octets.size() / 2, octets.size() - octets.size() / 8}) {
    const DecodedSegment cut = decode(octets.first(kept), octets.size());
    if (kept < octets.size() && codec::good(cut) && !cut.length_mismatch) insist("cut, and good");
    check_options(cut);
  }
}

// Blocks for which the option area has no room are left out, the last ones (2018-3-2).
tcp::Segment as_written(const tcp::Segment& segment, const tcp::Segment& again) {
  tcp::Segment expected = segment;
  const std::size_t kept = again.options.sack.view().size();
  const std::size_t more = kept == 0 ? 12 : 8;  // octets of another block
  if (tcp::options_size(again.options) + more > 40) expected.options.sack.keep(kept);
  return expected;
}

}  // namespace
}  // namespace synspect

extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
  static_cast<void>(synspect::this_worker());
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace synspect;
  this_worker().executed();
  const std::span octets{reinterpret_cast<const std::byte*>(data), std::min(size, kMostOctets)};
  const DecodedSegment seen = decode(octets);
  static_cast<void>(seen.to_string());
  check_options(seen);
  check_cut(octets);
  const codec::Read read = tcp::parse_datagram(octets);
  insist(codec::disagreement(seen, read));
  if (!read) return 0;
  std::vector<std::byte> written;
  tcp::write_datagram(*read, written);
  const codec::Read again = tcp::parse_datagram(written);
  const bool same = again && again->segment == as_written(read->segment, again->segment);
  insist(same ? "" : "what the core wrote it reads otherwise");
  insist(codec::disagreement(decode(written), again));
  return 0;
}
