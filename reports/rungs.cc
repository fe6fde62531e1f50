#include <fmt/format.h>

#include <bit>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "harness/judge/judge.h"
#include "reports/call_words.h"
#include "reports/ladder.h"

namespace synspect::reports {
namespace {

// Where the numbers of the two sides of a connection begin, from its endpoint's point of view.
struct Beginnings {
  std::optional<std::uint32_t> own, peer;
  // Of a SYN that came amid a connection: the peer's numbers begin there once it is acknowledged.
  std::optional<std::uint32_t> offered;

  void sees(const DecodedSegment& segment, bool out) {
    const bool syn = segment.has(kSyn);
    if (out && segment.has(kAck) && acknowledges(segment.ack)) peer = offered;
    if (out && syn) own = segment.seq;
    if (out || !syn) return;
    offered = segment.seq;
    offered_length = static_cast<std::uint32_t>(segment.payload.size());
    if (!peer) peer = offered;
  }

 private:
  [[nodiscard]] bool acknowledges(std::uint32_t ack) const {
    return offered && ack - *offered - 1 <= offered_length;
  }
  std::uint32_t offered_length{};
};

class Builder {
 public:
  explicit Builder(const History& history) : history_{history} { survey(); }

  std::vector<Rung> build() {
    judge_.begin(history_.header());
    const std::span<const Observation> all = history_.observations();
    for (position_ = 0; position_ < all.size(); ++position_) {
      const Observation& seen = all[position_];
      judge_.observe(seen);
      rung_ = Rung{};
      rung_.at = seen.at;
      rung_.script_line = seen.script_line;
      shown_ = false;
      std::visit([this](const auto& what) { show(what); }, seen.what);
      if (shown_ || guilty_.contains(position_)) put();
    }
    return std::move(rungs_);
  }

 private:
  // The positions at which something is found, and how many connections there are.
  void survey() {
    judge::Judge judge;
    history_.replay(judge);
    for (const judge::Finding& finding : judge.findings()) {
      guilty_.insert(finding.position);
      findings_.push_back(finding);
    }
    std::set<FourTuple> seen;
    for (const Observation& observation : history_.observations()) {
      const auto* segment = std::get_if<SegmentSeen>(&observation.what);
      if (segment != nullptr && segment->segment.kind == DatagramKind::kTcp) {
        seen.insert(sockets_of(*segment));
        if (segment->endpoint == 1) pair_ = true;
      }
    }
    several_ = seen.size() > (pair_ ? 2U : 1U);
  }

  static FourTuple sockets_of(const SegmentSeen& seen) {
    const FourTuple sent{seen.segment.source, seen.segment.destination};
    return seen.direction == Direction::kFromStack ? sent : sent.reversed();
  }

  void put() {
    for (const judge::Finding& finding : findings_) {
      if (finding.position != position_) continue;
      if (rung_.numbers.empty()) rung_.numbers = numbers_of(finding);
      rung_.findings.push_back(finding);
    }
    rungs_.push_back(std::move(rung_));
  }

  // The state, when it is one and another than was said last.
  std::string news(EndpointId endpoint, const FourTuple& sockets) {
    const std::uint16_t bits = judge_.states(endpoint, sockets);
    if (std::popcount(bits) != 1) return {};
    const auto state = static_cast<TcpState>(std::countr_zero(bits));
    std::optional<TcpState>& last = said_[{endpoint, sockets}];
    if (last == state) return {};
    last = state;
    return std::string(to_string(state));
  }

  static std::string number(std::uint32_t wire, const std::optional<std::uint32_t>& from) {
    return from ? std::to_string(static_cast<std::int32_t>(wire - *from))
                : std::to_string(wire) + "!";
  }

  // "on the wire 0 of the stack is 1000, 0 of the script is 251001"
  [[nodiscard]] std::string numbers_of(const judge::Finding& finding) const {
    if (!finding.connection) return {};
    const auto at = numbers_.find({finding.endpoint, *finding.connection});
    if (at == numbers_.end()) return {};
    const char* other = pair_ ? "the other" : "the script";
    const std::optional<std::uint32_t>& own = at->second.own;
    const std::optional<std::uint32_t>& peer = at->second.peer;
    std::string text;
    if (own) text = fmt::format("0 of the stack is {}", *own);
    if (peer) text += fmt::format("{}0 of {} is {}", text.empty() ? "" : ", ", other, *peer);
    return text.empty() ? text : "on the wire " + text;
  }

  std::string segment_text(const SegmentSeen& seen, const Beginnings& numbers) {
    const DecodedSegment& s = seen.segment;
    if (s.kind != DatagramKind::kTcp) return s.to_string();
    const bool out = seen.direction == Direction::kFromStack;
    const bool offer = !out && s.has(kSyn);
    const auto& from = out ? numbers.own : offer ? numbers.offered : numbers.peer;
    const auto& back = out ? numbers.peer : numbers.own;
    // DecodedSegment::to_string() begins with the flags and ends with the options.
    const std::string raw = s.to_string();
    std::string text = raw.substr(0, raw.find(' ')) + " " + number(s.seq, from);
    text += ":" + number(s.seq + static_cast<std::uint32_t>(s.payload.size()), from);
    text += fmt::format("({})", s.payload.size());
    // Once for each: a repetition begins nothing, nor does its arrival at the other end.
    if (s.has(kSyn) && named_.insert({s.source, s.destination, s.seq}).second) {
      text += fmt::format(" isn {}", s.seq);
    }
    if (s.has(kAck)) text += " ack " + number(s.ack, back);
    text += fmt::format(" win {}", s.window);
    if (s.has(kUrg)) text += fmt::format(" urg {}", s.urgent_pointer);
    if (const auto options = raw.find(" <"); options != std::string::npos) {
      text += raw.substr(options);
    }
    if (s.tcp_checksum == ChecksumStatus::kWrong) text += " bad checksum";
    if (s.reserved != 0) text += fmt::format(" rsv {}", s.reserved);
    if (several_) {
      text = fmt::format("{}>{} ", s.source.port, s.destination.port) + text;
    }
    return text;
  }

  void show(const SegmentSeen& seen) {
    shown_ = true;
    rung_.endpoint = seen.endpoint;
    const FourTuple sockets = sockets_of(seen);
    Beginnings& numbers = numbers_[{seen.endpoint, sockets}];
    const bool out = seen.direction == Direction::kFromStack;
    if (seen.segment.kind == DatagramKind::kTcp) numbers.sees(seen.segment, out);
    rung_.text = segment_text(seen, numbers);
    const bool right = seen.endpoint == 1;
    switch (seen.fate) {
      case Fate::kSent:
      case Fate::kPassed:
        rung_.kind = right ? Rung::Kind::kFromRight : Rung::Kind::kRight;
        break;
      case Fate::kDelivered:
        rung_.kind = right ? Rung::Kind::kToRight : Rung::Kind::kLeft;
        break;
      case Fate::kDropped:
        rung_.kind = Rung::Kind::kLost;
        rung_.text = "lost: " + rung_.text;
        return;
      case Fate::kDuplicated:
        rung_.kind = Rung::Kind::kLost;
        rung_.text = "copied: " + rung_.text;
        return;
      case Fate::kDelayed:
        rung_.kind = Rung::Kind::kLost;
        rung_.text = "held back: " + rung_.text;
        return;
    }
    if (seen.segment.kind == DatagramKind::kTcp) {
      focus_[seen.endpoint] = sockets;
      rung_.state = news(seen.endpoint, sockets);
    }
  }

  void show(const CallSeen& seen) {
    shown_ = true;
    rung_.kind = Rung::Kind::kUser;
    rung_.endpoint = seen.endpoint;
    rung_.text = call_words(seen);
    if (seen.result.connection) focus_[seen.endpoint] = *seen.result.connection;
    if (const auto at = focus_.find(seen.endpoint); at != focus_.end()) {
      rung_.state = news(seen.endpoint, at->second);
    }
  }

  void show(const SignalSeen& seen) {
    rung_.kind = Rung::Kind::kUser;
    rung_.endpoint = seen.endpoint;
    rung_.text =
        fmt::format("signal on {}: {}", std::to_underlying(seen.handle), to_string(seen.signal));
    shown_ = true;
  }
  void show(const StackFailed& seen) {
    remark(seen.kind == FailureKind::kHang ? "the stack does not come back from this"
                                           : "the stack dies of this");
    rung_.endpoint = seen.endpoint;
    shown_ = true;
  }
  void show(const KnobSet& seen) {
    remark(fmt::format("set {} = {}", seen.name, seen.value));
    shown_ = true;
  }
  void show(const FaultsStopped&) {
    remark("from here on the network loses nothing, and both users read and close");
    shown_ = true;
  }
  // Seen only where something is found.
  void show(const InfoSeen&) { remark("a look at the stack"); }
  void show(const TimeAdvanced&) { remark("time passes, and nothing comes"); }
  void show(const RunEnded&) {
    remark("the run ends");
    shown_ = true;
  }
  void remark(std::string text) {
    rung_.kind = Rung::Kind::kRemark;
    rung_.text = std::move(text);
  }

  const History& history_;
  judge::Judge judge_;
  std::size_t position_{0};
  Rung rung_;
  bool shown_{};
  bool pair_{}, several_{};
  std::set<std::uint64_t> guilty_;
  std::vector<judge::Finding> findings_;
  std::map<std::pair<EndpointId, FourTuple>, Beginnings> numbers_;
  std::set<std::tuple<SocketAddress, SocketAddress, std::uint32_t>> named_;  // SYNs
  std::map<std::pair<EndpointId, FourTuple>, std::optional<TcpState>> said_;
  std::map<EndpointId, FourTuple> focus_;  // the connection that was last spoken of
  std::vector<Rung> rungs_;
};

}  // namespace

std::vector<Rung> rungs(const History& history) { return Builder{history}.build(); }

}  // namespace synspect::reports
