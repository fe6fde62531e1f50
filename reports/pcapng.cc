#include "reports/pcapng.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

#include "reports/call_words.h"
#include "reports/wording.h"

namespace synspect::reports {
namespace {

// draft-ietf-opsawg-pcapng: block types, option codes. Everything little-endian, on every machine.
constexpr std::uint32_t kSectionHeader = 0x0a0d0d0a, kInterface = 1, kInterfaceStatistics = 5,
                        kEnhancedPacket = 6;
constexpr std::uint32_t kByteOrderMagic = 0x1a2b3c4d;
constexpr std::uint16_t kLinkTypeRaw = 101;
constexpr std::uint16_t kEndOfOptions = 0, kComment = 1, kUserApplication = 4;
constexpr std::uint16_t kInterfaceName = 2, kInterfaceDescription = 3, kTimeResolution = 9;
constexpr std::uint16_t kPacketFlags = 2;
constexpr std::uint32_t kInbound = 1, kOutbound = 2;
constexpr std::size_t kLongestOption = 0xffff;

class Block {
 public:
  explicit Block(std::uint32_t type) {
    u32(type);
    u32(0);  // the length; see take()
  }
  void u16(unsigned value) {
    octets_ += static_cast<char>(value & 0xffU);
    octets_ += static_cast<char>((value >> 8U) & 0xffU);
  }
  void u32(std::uint32_t value) {
    u16(value & 0xffffU);
    u16(value >> 16U);
  }
  void padded(std::string_view octets) {
    octets_ += octets;
    octets_.append((4 - octets.size() % 4) % 4, '\0');
  }
  void option(std::uint16_t code, std::string_view value) {
    value = value.substr(0, kLongestOption);
    u16(code);
    u16(static_cast<unsigned>(value.size()));
    padded(value);
  }
  void end_options() {
    u16(kEndOfOptions);
    u16(0);
  }
  // The whole block; its length stands at both ends.
  [[nodiscard]] std::string take() {
    const auto length = static_cast<std::uint32_t>(octets_.size() + 4);
    u32(length);
    for (unsigned i = 0; i < 4; ++i) octets_[4 + i] = octets_[octets_.size() - 4 + i];
    return std::move(octets_);
  }

 private:
  std::string octets_;
};

// Comments are UTF-8: cut between characters, and free of octets that no reader wants to show.
std::string comment(std::string_view text, std::size_t most) {
  if (text.size() > most) {
    std::size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
    return one_line(text.substr(0, end)) + "...";
  }
  return one_line(text);
}

std::string section(const RunHeader& header, std::size_t most) {
  Block block{kSectionHeader};
  block.u32(kByteOrderMagic);
  block.u16(1);  // version 1.0
  block.u16(0);
  block.u32(0xffff'ffff);  // length of the section: not given
  block.u32(0xffff'ffff);
  if (!header.source.empty()) block.option(kComment, comment(header.source, most));
  block.option(kUserApplication, "synspect");
  block.end_options();
  return block.take();
}

std::string interface(const EndpointHeader& endpoint, std::size_t id) {
  Block block{kInterface};
  block.u16(kLinkTypeRaw);
  block.u16(0);
  block.u32(0);  // packets are whole
  block.option(kInterfaceName, fmt::format("endpoint{}", id));
  const std::string stack = endpoint.capabilities ? endpoint.capabilities->stack : "peer";
  block.option(kInterfaceDescription, one_line(stack));
  block.option(kTimeResolution, "\x06");  // 10^-6 s
  block.end_options();
  return block.take();
}

// Says of a capture that it is not whole.
std::string statistics(std::size_t left_out) {
  Block block{kInterfaceStatistics};
  block.u32(0);
  block.u32(0);  // time
  block.u32(0);
  block.option(kComment, fmt::format("{} further packets are left out", left_out));
  block.end_options();
  return block.take();
}

std::string_view fate_text(Fate fate) {
  switch (fate) {
    case Fate::kDropped:
      return "the network lost it";
    case Fate::kDuplicated:
      return "the network made one more copy";
    case Fate::kDelayed:
      return "the network held it back";
    case Fate::kSent:
    case Fate::kDelivered:
    case Fate::kPassed:
      return {};
  }
  std::unreachable();
}

class Writer {
 public:
  Writer(const History& history, std::span<const PacketNote> notes, const CaptureLimits& limits)
      : history_{history}, notes_{notes.begin(), notes.end()}, limits_{limits} {
    std::ranges::sort(notes_, {},
                      [](const PacketNote& note) { return std::tie(note.position, note.text); });
  }

  std::string write() {
    const RunHeader& header = history_.header();
    out_ = section(header, limits_.comment_octets);
    for (std::size_t i = 0; i < header.endpoints.size(); ++i) {
      out_ += interface(header.endpoints[i], i);
    }
    survey();
    const std::span<const Observation> all = history_.observations();
    for (position_ = 0; position_ < all.size(); ++position_) {
      if (const auto* call = std::get_if<CallSeen>(&all[position_].what)) {
        said_.push_back(fmt::format("{} us: {}", all[position_].at.time_since_epoch().count(),
                                    call_words(*call)));
      }
      const auto* segment = std::get_if<SegmentSeen>(&all[position_].what);
      if (segment != nullptr && fate_text(segment->fate).empty()) put(all[position_], *segment);
    }
    if (left_out_ > 0) out_ += statistics(left_out_);
    return std::move(out_);
  }

 private:
  // What the network did to a datagram is said at the packet itself, and notes behind the last
  // packet at the last.
  void survey() {
    const std::span<const Observation> all = history_.observations();
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto* segment = std::get_if<SegmentSeen>(&all[i].what);
      if (segment == nullptr) continue;
      if (const std::string_view fate = fate_text(segment->fate); !fate.empty()) {
        fates_[segment->datagram].emplace_back(fate);
      } else {
        last_packet_ = i;
      }
    }
  }

  std::vector<std::string> comments(const Observation& seen, const SegmentSeen& segment) {
    std::vector<std::string> all = std::exchange(said_, {});
    if (seen.script_line != 0) all.push_back(fmt::format("script line {}", seen.script_line));
    if (segment.direction == Direction::kFromStack) {
      for (const std::string& fate : fates_[segment.datagram]) all.push_back(fate);
    }
    std::ptrdiff_t notes = 0;
    while (next_note_ < notes_.size() &&
           (notes_[next_note_].position <= position_ || position_ == last_packet_)) {
      // Before the rest: a limit must not cut the findings.
      all.insert(all.begin() + notes++, notes_[next_note_++].text);
    }
    if (all.size() > limits_.comments_per_packet) all.resize(limits_.comments_per_packet);
    return all;
  }

  void put(const Observation& seen, const SegmentSeen& segment) {
    if (left_out_ > 0) {
      ++left_out_;
      return;
    }
    Block block{kEnhancedPacket};
    block.u32(segment.endpoint);
    const auto at =
        static_cast<std::uint64_t>(std::max<std::int64_t>(0, seen.at.time_since_epoch().count()));
    block.u32(static_cast<std::uint32_t>(at >> 32U));
    block.u32(static_cast<std::uint32_t>(at));
    block.u32(static_cast<std::uint32_t>(segment.octets.size()));
    block.u32(std::max(segment.wire_length, static_cast<std::uint32_t>(segment.octets.size())));
    block.padded({reinterpret_cast<const char*>(segment.octets.data()), segment.octets.size()});
    for (const std::string& text : comments(seen, segment)) {
      block.option(kComment, comment(text, limits_.comment_octets));
    }
    const std::uint32_t direction = segment.direction == Direction::kToStack ? kInbound : kOutbound;
    const char octets[4] = {static_cast<char>(direction), 0, 0, 0};
    block.option(kPacketFlags, {octets, 4});
    block.end_options();
    const std::string done = block.take();
    if (out_.size() + done.size() <= limits_.octets) {
      out_ += done;
    } else {
      ++left_out_;
    }
  }

  const History& history_;
  std::vector<PacketNote> notes_;
  const CaptureLimits& limits_;
  std::string out_;
  std::size_t position_{0};
  std::size_t next_note_{0};
  std::size_t last_packet_{0};
  std::map<std::uint64_t, std::vector<std::string>> fates_;
  std::vector<std::string> said_;  // calls since the last packet
  std::size_t left_out_{0};
};

}  // namespace

std::vector<PacketNote> notes_of(std::span<const judge::Finding> findings) {
  std::vector<PacketNote> notes;
  for (const judge::Finding& finding : findings) {
    notes.push_back(
        {finding.position, fmt::format("{}: {} Expected: {}. Observed: {}.", title_of(finding),
                                       summary_of(finding), finding.expected, finding.observed)});
  }
  return notes;
}

std::string pcapng(const History& history, std::span<const PacketNote> notes,
                   const CaptureLimits& limits) {
  return Writer{history, notes, limits}.write();
}

}  // namespace synspect::reports
