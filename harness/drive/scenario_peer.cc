#include "harness/drive/scenario_peer.h"

#include <algorithm>
#include <utility>

#include "harness/history/pattern.h"
#include "harness/scenario/values.h"

namespace synspect::drive {
namespace {

constexpr std::uint32_t kOtherSalt = 0x0bad'0bad;
constexpr std::byte kNop{1};

}  // namespace

void ScenarioPeer::restart(const scenario::Setup& setup, const IpAddress& stack,
                           const IpAddress& peer, bool pad_options) {
  setup_ = setup;
  stack_ = stack;
  peer_ = peer;
  pad_options_ = pad_options;
}

void ScenarioPeer::start(std::uint8_t lane) {
  out_ = {};
  out_.source = {peer_, PeerView::peer_port(lane)};
  out_.destination = {stack_, view_->lane(lane).stack_port};
  out_.ttl = 64;
}

void ScenarioPeer::text(const Lane& lane, std::uint32_t octets, bool other) {
  const std::uint32_t first = out_.seq + ((out_.flags & kSyn) != 0 ? 1 : 0) - (lane.irs + 1);
  out_.payload =
      other ? other_text_.at(first, octets, kOtherSalt) : text_.at(first, octets, kPatternSalts[1]);
}

// Four NOPs ahead of the options change nothing (MUST-4, MUST-5); without room they stay away.
void ScenarioPeer::options(std::span<const std::byte> options) {
  const std::size_t pad = pad_options_ && options.size() <= 36 ? 4 : 0;
  std::fill_n(options_.begin(), pad, kNop);
  std::ranges::copy(options, options_.begin() + static_cast<std::ptrdiff_t>(pad));
  out_.options = std::span{options_}.first(pad + options.size());
}

// Of a clock that ticks in milliseconds (7323-5.4-1) and may soon wrap.
std::uint32_t ScenarioPeer::stamp() const {
  const auto ticks = std::chrono::floor<std::chrono::milliseconds>(now_ - kRunStart).count();
  return scenario::peer_isn(setup_) + static_cast<std::uint32_t>(ticks);
}

// A SYN offers everything, a SYN,ACK what the stack's SYN has offered.
void ScenarioPeer::options_of_syn(Lane& lane) {
  extensions_.clear();
  extensions_.append(scenario::syn_options(setup_));
  if (scenario::peer_extends(setup_)) {
    const LaneOptions& stack = lane.options;
    const bool answers = (out_.flags & kAck) != 0;
    lane.options.peer_offers = true;
    if (!answers || stack.sack) extensions_.sack_permitted();
    if (!answers || stack.timestamps)
      extensions_.timestamps(stamp(), answers ? stack.stack_stamp : 0);
    if (!answers || stack.window_scale) extensions_.window_scale();
    if (!answers) out_.flags |= kEce | kCwr;  // RFC 3168 6.1.1
    if (answers && stack.ecn) out_.flags |= kEce;
  }
  options(extensions_.octets());
}

// Timestamps where both sides have them (7323-3.2-3). Who speaks of its window alone has lost the
// first half of what is under way, and tells so.
void ScenarioPeer::options_of_move(const Lane& lane, bool window_alone) {
  extensions_.clear();
  const LaneOptions& agreed = lane.options;
  if (agreed.stamped() && (out_.flags & kRst) == 0) {
    extensions_.timestamps(stamp(), agreed.stack_stamp);
  }
  const std::uint32_t flight = lane.snd_nxt - lane.snd_una;
  if (window_alone && agreed.reports_blocks() && flight >= 2 && lane.snd_una != lane.iss) {
    extensions_.block(lane.snd_nxt - flight / 2, lane.snd_nxt);
  }
  if (pad_options_ || !extensions_.octets().empty()) options(extensions_.octets());
}

// A way that marks text of both sides, and a peer that echoes and answers the marks: which ones the
// numbers tell, so that the same scenario is the same run (RFC 3168 6.1).
void ScenarioPeer::marks_of_move(const Lane& lane, bool text) {
  if (!lane.options.marks() || (out_.flags & kRst) != 0) return;
  const std::uint32_t at = (out_.seq - lane.irs) * 7 + (out_.ack - lane.iss) * 3;
  if (at % 8 < 2) out_.flags |= kEce;
  if (!text) return;
  if (at % 5 == 0) out_.flags |= kCwr;
  out_.traffic_class = at % 3 == 0 ? 3 : 2;  // CE, ECT(0)
}

void ScenarioPeer::sent(Lane& lane) {
  PeerView::sends(lane, {.seq = out_.seq,
                         .ack = out_.ack,
                         .octets = static_cast<std::uint32_t>(out_.payload.size()),
                         .flags = out_.flags,
                         .window = out_.window,
                         .bad_checksum = out_.bad_checksum});
}

const DatagramToWrite& ScenarioPeer::move(const scenario::Move& move) {
  using Kind = scenario::Move::Kind;
  start(move.lane);
  Lane& lane = view_->lane(move.lane);
  out_.window = scenario::window(move.window);
  out_.seq = lane.peer_next;
  out_.ack = lane.snd_nxt;
  out_.flags = kAck;
  std::uint32_t octets = 0;
  switch (move.kind) {
    case Kind::kSyn:
    case Kind::kSynAlone:
      // A SYN that crosses belongs to the life that the stack has begun.
      if (move.kind == Kind::kSyn || !lane.irs_known) view_->opens(lane);
      out_.seq = lane.irs;
      out_.ack = 0;
      out_.flags = kSyn;
      break;
    case Kind::kSynAck:
      if (!lane.irs_known) view_->opens(lane);
      out_.seq = lane.irs;
      out_.flags = kSyn | kAck;
      break;
    case Kind::kAck:
      break;
    case Kind::kWindow:
      out_.ack = lane.snd_una;
      break;
    case Kind::kText: {
      const std::uint32_t room = lane.rcv_window_end - lane.peer_next;
      octets = scenario::text_octets(move.length);
      // A window of a past life says nothing; one that is shut is probed with an octet.
      if (room <= 0x4000'0000U) octets = std::min(octets, std::max(room, 1U));
      out_.flags = kAck | kPsh;
      break;
    }
    case Kind::kFin:
    case Kind::kFinNoAck:
      if (lane.fin_sent) --out_.seq;
      out_.flags = kFin | kAck;
      if (move.kind == Kind::kFinNoAck) out_.ack = lane.snd_una;
      break;
    case Kind::kRst:
      out_.seq = lane.rcv_nxt;
      out_.flags = kRst | kAck;
      break;
    case Kind::kResend:
      if (lane.irs_acked && after(lane.peer_next, lane.rcv_nxt)) {
        lane.peer_next = lane.rcv_nxt;
        lane.fin_sent = false;
      }
      out_.seq = lane.peer_next;
      octets = scenario::text_octets(move.length);
      break;
  }
  if ((out_.flags & kSyn) != 0) {
    options_of_syn(lane);
  } else {
    options_of_move(lane, move.kind == Kind::kWindow);
    marks_of_move(lane, octets != 0);
  }
  if (octets != 0) text(lane, octets, false);
  sent(lane);
  return out_;
}

const DatagramToWrite& ScenarioPeer::craft(const scenario::Craft& craft) {
  start(craft.lane);
  Lane& lane = view_->lane(craft.lane);
  out_.flags = craft.flags;
  out_.window = scenario::window(craft.window);
  if ((craft.flags & kSyn) != 0 && !lane.irs_known && !craft.bad_checksum) view_->opens(lane);
  out_.seq = PeerView::resolve(lane, craft.seq);
  out_.ack = PeerView::resolve(lane, craft.ack);
  out_.urgent_pointer = craft.urgent_pointer == 255 ? std::uint16_t{65535} : craft.urgent_pointer;
  out_.reserved = craft.reserved;
  out_.bad_checksum = craft.bad_checksum;
  if (craft.options == 0 && (craft.flags & kSyn) == 0) {
    options_of_move(lane, false);
  } else {
    options(scenario::crafted_options(craft.options));
  }
  text(lane, scenario::text_octets(craft.length), craft.other_text);
  sent(lane);
  return out_;
}

bool ScenarioPeer::reflect(std::uint8_t back) {
  const std::span<const std::byte> octets = view_->emitted(back);
  if (octets.empty()) return false;
  const DecodedSegment seg = decode(octets);
  if (seg.kind != DatagramKind::kTcp) return false;
  out_ = {};
  out_.source = seg.destination;
  out_.destination = seg.source;
  out_.ttl = 64;
  out_.seq = seg.seq;
  out_.ack = seg.ack;
  out_.flags = seg.flags;
  out_.reserved = seg.reserved;
  out_.window = seg.window;
  out_.urgent_pointer = seg.urgent_pointer;
  out_.options = seg.options;
  out_.payload = seg.payload;
  return true;
}

}  // namespace synspect::drive
