// What every emitted segment must look like, whatever the connection: checksum, reserved bits,
// options (RFC 9293 3.1 and 3.2).
#include <fmt/format.h>

#include "harness/judge/rules.h"

namespace synspect::judge {
namespace {

struct Header {
  Endpoint& endpoint;
  const DecodedSegment& seg;

  void check(Rule rule, bool good, const char* expected, const char* observed) const {
    if (good) return endpoint.report->upheld(rule);
    accuse(rule, expected, observed);
  }
  // Apart: it is seldom asked for.
  [[gnu::noinline]] void accuse(Rule rule, const char* expected, const char* observed) const {
    const FourTuple sockets{seg.source, seg.destination};
    Cause cause;
    cause.kind = Cause::Kind::kSegment;
    cause.flags = seg.flags;
    cause.text = !seg.payload.empty();
    endpoint.report->broken(rule, {endpoint.id, &sockets, 0, {}, cause},
                            {expected, fmt::format("{}: {}", observed, seg.to_string()), {}});
  }
};

void judge_options(const Header& header) {
  const DecodedSegment& seg = header.seg;
  header.check(Rule::kMust68, !seg.malformed_options,
               "every option but end-of-list and no-operation has a length of 2 or more that stays "
               "within the header",
               "a bad option length");
  constexpr unsigned kEnd = 0, kMss = 2;
  OptionReader reader{seg.options};
  const bool ended = seg.has_option(kEnd);
  while (ended || seg.has_option(kMss)) {
    const auto option = reader.next();
    if (!option) break;
    if (option->kind != kMss) continue;
    header.check(Rule::kMust65, seg.has(kSyn), "the MSS option only with SYN",
                 "an MSS option without SYN");
  }
  // Where the options fill the header there is no padding that could be anything else.
  bool zero = true;
  if (ended) {
    for (const std::byte octet : reader.rest()) zero = zero && octet == std::byte{0};
  }
  header.check(Rule::kMust69, zero, "zeros after the end-of-list option", "something else");
}

void judge_offered_mss(const Header& header) {
  if (!header.seg.has(kSyn)) return;
  const auto mss = header.seg.mss;
  if (!mss) return;
  const bool v4 = header.seg.source.ip.version == IpVersion::kV4;
  // No datagram of IPv4 can be longer than 65,535 octets, whatever the reassembly buffer.
  if (v4) {
    header.check(Rule::kMust67, *mss <= 65'495, "an MSS that a datagram can hold",
                 "an MSS above 65495");
  }
  const std::uint32_t headers = v4 ? 40 : 60;
  const auto mtu = header.endpoint.header.mtu;
  if (!mtu || *mtu <= headers) return;
  if (!v4 && *mss == 65'535) return;  // no limit of its own (9293-3.7.5-a)
  header.check(Rule::kOfferedMss, *mss <= *mtu - headers,
               "an MSS of at most the MTU less the fixed headers", "a larger MSS");
}

}  // namespace

void judge_header(Endpoint& endpoint, const DecodedSegment& seg) {
  const Header header{endpoint, seg};
  if (!endpoint.header.checksums_offloaded && seg.tcp_checksum != ChecksumStatus::kNotChecked) {
    header.check(Rule::kMust2, seg.tcp_checksum == ChecksumStatus::kCorrect,
                 "a correct TCP checksum", "a wrong checksum");
  }
  // Accurate ECN uses the lowest of the four bits.
  const unsigned mask = endpoint.features().accurate_ecn == false ? 0xFU : 0xEU;
  header.check(Rule::kReservedBits, (seg.reserved & mask) == 0, "reserved bits zero",
               "reserved bits set");
  if (!seg.options.empty()) judge_options(header);
  judge_offered_mss(header);
}

}  // namespace synspect::judge
