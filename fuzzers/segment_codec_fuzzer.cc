// The core's codec and the judge's decoder, written apart, on the same octets: neither reads past
// them, and what the core accepts the judge reads alike.
#include <cstddef>
#include <cstdint>
#include <span>

#include "fuzzers/this_worker.h"
#include "harness/history/decode/decoded_segment.h"
#include "stack/wire/codec.h"

extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
  static_cast<void>(synspect::this_worker());
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace synspect;
  this_worker().executed();
  const std::span octets{reinterpret_cast<const std::byte*>(data), size};
  const DecodedSegment seen = decode(octets);
  OptionReader options{seen.options};
  while (options.next()) {
  }
  (void)seen.to_string();
  const auto read = tcp::parse_datagram(octets);
  if (!read) return 0;
  const tcp::Segment& segment = read->segment;
  const bool same =
      seen.kind == DatagramKind::kTcp && seen.ip_checksum_correct &&
      seen.tcp_checksum == ChecksumStatus::kCorrect && segment.seq.raw() == seen.seq &&
      segment.window == seen.window && segment.length().n == seen.sequence_length() &&
      segment.payload.data() == seen.payload.data() && segment.options.mss == seen.mss();
  if (!same) __builtin_trap();
  return 0;
}
