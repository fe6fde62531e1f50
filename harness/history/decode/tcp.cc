// RFC 9293 3.1: the TCP header.
#include <algorithm>

#include "harness/history/decode/checksum.h"
#include "harness/history/decode/layers.h"

namespace synspect::decoding {
namespace {

ChecksumStatus checksum_of(const Carried& carried, const DecodedSegment& out) {
  if (!carried.complete) return ChecksumStatus::kNotChecked;
  InternetChecksum checksum;
  checksum.add_pseudo_header(out.source.ip, out.destination.ip, kTcp, carried.body.size());
  checksum.add(carried.body);
  return checksum.proves() ? ChecksumStatus::kCorrect : ChecksumStatus::kWrong;
}

}  // namespace

void read_tcp(const Carried& carried, DecodedSegment& out) {
  constexpr std::size_t kFixed = 20;
  const Wire segment = carried.body;
  if (segment.size() < kFixed) return;
  out.kind = DatagramKind::kTcp;
  out.source.port = segment.u16(0);
  out.destination.port = segment.u16(2);
  out.seq = segment.u32(4);
  out.ack = segment.u32(8);
  const std::uint32_t fourth = segment.u32(12);
  out.data_offset = static_cast<std::uint8_t>(fourth >> 28);
  out.reserved = static_cast<std::uint8_t>(fourth >> 24 & 0xF);
  out.flags = static_cast<std::uint8_t>(fourth >> 16 & 0xFF);
  out.window = static_cast<std::uint16_t>(fourth & 0xFFFF);
  out.checksum = segment.u16(16);
  out.urgent_pointer = segment.u16(18);
  out.tcp_checksum = checksum_of(carried, out);

  const std::size_t header = std::size_t{out.data_offset} * 4;
  if (header < kFixed || header > carried.length) {  // nobody can say where the text begins
    out.malformed_options = true;
    return;
  }
  const std::span<const std::byte> options = segment.part(kFixed, header - kFixed).octets();
  out.payload = segment.from(header).octets();
  out.payload_cut = static_cast<std::uint32_t>(carried.length - header - out.payload.size());
  if (options.empty()) {
    out.options = options;
    return;
  }
  const bool options_whole = options.size() == header - kFixed;
  const bool well_formed = out.take_options(options);
  out.malformed_options = options_whole && !well_formed;
}

}  // namespace synspect::decoding
