#include "harness/judge/testing/exchange.h"

#include <span>
#include <string>

#include "harness/history/pattern.h"

namespace synspect::judge {
namespace {

using Octets = std::vector<std::byte>;

void put(Octets& to, std::uint64_t value, int octets) {
  for (int i = octets - 1; i >= 0; --i) {
    to.push_back(static_cast<std::byte>((value >> (8 * i)) & 0xFFU));
  }
}

std::uint16_t sum16(std::span<const std::byte> octets) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < octets.size(); ++i) {
    sum += std::to_integer<std::uint32_t>(octets[i]) << (i % 2 == 0 ? 8 : 0);
  }
  while (sum >> 16) sum = (sum & 0xFFFFU) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

void set16(Octets& octets, std::size_t at, std::uint16_t value) {
  octets[at] = static_cast<std::byte>(value >> 8);
  octets[at + 1] = static_cast<std::byte>(value & 0xFFU);
}

std::uint8_t bits(std::string_view flags) {
  std::uint8_t result = 0;
  for (const char flag : flags) {
    switch (flag) {
      case 'S':
        result |= kSyn;
        break;
      case 'F':
        result |= kFin;
        break;
      case 'R':
        result |= kRst;
        break;
      case 'A':
        result |= kAck;
        break;
      case 'P':
        result |= kPsh;
        break;
      case 'U':
        result |= kUrg;
        break;
      case 'E':
        result |= kEce;
        break;
      case 'W':
        result |= kCwr;
        break;
      default:
        std::abort();
    }
  }
  return result;
}

Octets pseudo_header(const SocketAddress& from, const SocketAddress& to, std::size_t length) {
  Octets octets;
  for (const std::uint8_t octet : from.ip.bytes()) put(octets, octet, 1);
  for (const std::uint8_t octet : to.ip.bytes()) put(octets, octet, 1);
  put(octets, length, 4);
  put(octets, 6, 4);
  return octets;
}

Octets ip_header(const SocketAddress& from, const SocketAddress& to, std::size_t length,
                 std::uint8_t ecn) {
  Octets ip;
  if (from.ip.version == IpVersion::kV4) {
    put(ip, 0x4500U | ecn, 2);
    put(ip, 20 + length, 2);
    put(ip, 0x0000'4000, 4);
    put(ip, 0x4006'0000, 4);
  } else {
    put(ip, 0x6000'0000U | std::uint32_t{ecn} << 20, 4);
    put(ip, length, 2);
    put(ip, 0x0640, 2);
  }
  for (const std::uint8_t octet : from.ip.bytes()) put(ip, octet, 1);
  for (const std::uint8_t octet : to.ip.bytes()) put(ip, octet, 1);
  if (from.ip.version == IpVersion::kV4) set16(ip, 10, sum16(ip));
  return ip;
}

std::vector<std::byte> pattern(std::size_t from, std::size_t count, std::uint32_t salt,
                               std::uint8_t change) {
  Octets octets;
  for (std::size_t i = 0; i < count; ++i) {
    octets.push_back(pattern_octet(from + i, salt) ^ std::byte{change});
  }
  return octets;
}

}  // namespace

Exchange::Exchange(Base base) : base_{base} {
  EndpointHeader& end = header_.endpoints.emplace_back();
  end.judged = true;
  end.mtu = 1500;
  const bool v4 = base.version == IpVersion::kV4;
  stack_ = {*IpAddress::parse(v4 ? "192.0.2.1" : "2001:db8::1"), 80};
  peer_ = {*IpAddress::parse(v4 ? "192.0.2.9" : "2001:db8::9"), 4000};
  end.addresses = {stack_.ip};
  Capabilities& own = end.capabilities.emplace();
  own.features.blind_reset = own.features.blind_syn = true;
  own.features.syn_cookies = own.features.limited_challenge = false;
  own.features.blind_data = false;
  own.features.rack_tlp = false;
  own.timing.msl = std::chrono::seconds{30};
  own.timing.initial_rto = std::chrono::seconds{1};
  own.timing.max_rto = std::chrono::seconds{60};
  own.timing.retransmission_granularity = Duration{0};
  own.timing.delayed_ack_granularity = Duration{0};
  own.timing.time_wait_granularity = Duration{0};
}

std::uint32_t Exchange::peer_wire(std::int64_t at) const {
  return base_.peer_isn + static_cast<std::uint32_t>(at);
}
std::uint32_t Exchange::stack_wire(std::int64_t at) const {
  return base_.stack_isn + static_cast<std::uint32_t>(at);
}

void Exchange::begin() {
  if (!begun_) judge_.begin(header_);
  begun_ = true;
}

void Exchange::observe(Observation seen) {
  begin();
  seen.at = now_;
  judge_.observe(seen);
}

Exchange& Exchange::segment(bool from_stack, std::string_view flags, std::uint32_t seq,
                            std::uint32_t ack, std::int64_t position, const Extra& given) {
  Extra extra = given;
  unsigned control = bits(flags);
  if (from_stack && (control & kSyn) != 0 && extra.options.empty() && !extra.no_mss) {
    const unsigned mss = base_.version == IpVersion::kV4 ? 1460 : 1440;
    extra.options = {2, 4, static_cast<std::uint8_t>(mss >> 8),
                     static_cast<std::uint8_t>(mss & 0xFFU)};
  }
  const bool last = position > 0 && extra.length > 0 &&
                    static_cast<std::size_t>(position) - 1 + extra.length == sent_;
  if (from_stack && last && !extra.no_push) control |= kPsh;
  const std::uint32_t acked = ack - base_.peer_isn;
  const bool acks = from_stack && (control & kAck) != 0 && (control & (kRst | kSyn)) == 0;
  if (acks && (edge_ - acked > 8000 || edge_ - acked <= 8000 - 1460)) edge_ = acked + 8000;
  const std::uint16_t usual = acks ? static_cast<std::uint16_t>(edge_ - acked) : 8000;
  const std::uint16_t window = extra.window.value_or(usual);
  if (from_stack && extra.window) edge_ = acked + window;
  const SocketAddress& from = from_stack ? stack_ : peer_;
  const SocketAddress& to = from_stack ? peer_ : stack_;
  Octets tcp;
  put(tcp, from.port, 2);
  put(tcp, to.port, 2);
  put(tcp, seq, 4);
  put(tcp, (control & kAck) != 0 ? ack : 0, 4);
  const std::size_t header = 20 + (extra.options.size() + 3) / 4 * 4;
  put(tcp, (header / 4) << 4 | extra.reserved, 1);
  put(tcp, control, 1);
  put(tcp, window, 2);
  put(tcp, 0, 2);
  put(tcp, extra.urgent, 2);
  for (const std::uint8_t octet : extra.options) put(tcp, octet, 1);
  tcp.resize(header);
  const std::size_t start = static_cast<std::size_t>(position > 0 ? position - 1 : 0);
  const Octets text =
      pattern(start, extra.length, kPatternSalts[from_stack ? 0 : 1], extra.xor_payload);
  tcp.insert(tcp.end(), text.begin(), text.end());
  Octets summed = pseudo_header(from, to, tcp.size());
  summed.insert(summed.end(), tcp.begin(), tcp.end());
  set16(tcp, 16, static_cast<std::uint16_t>(sum16(summed) ^ (extra.bad_checksum ? 0x0101 : 0)));
  Octets datagram = ip_header(from, to, tcp.size(), extra.ecn);
  datagram.insert(datagram.end(), tcp.begin(), tcp.end());
  SegmentSeen seen;
  seen.direction = from_stack ? Direction::kFromStack : Direction::kToStack;
  seen.fate = from_stack ? Fate::kSent : Fate::kDelivered;
  seen.datagram = ++datagram_;
  seen.octets = datagram;
  seen.wire_length = static_cast<std::uint32_t>(datagram.size());
  seen.segment = decode(datagram);
  observe({.at = {}, .script_line = 0, .what = seen});
  return *this;
}

Exchange& Exchange::peer(std::string_view flags, std::int64_t seq, std::int64_t ack, Extra extra) {
  return segment(false, flags, peer_wire(seq), stack_wire(ack), seq, extra);
}
Exchange& Exchange::stack(std::string_view flags, std::int64_t seq, std::int64_t ack, Extra extra) {
  return segment(true, flags, stack_wire(seq), peer_wire(ack), seq, extra);
}
Exchange& Exchange::stack_raw(std::string_view flags, std::uint32_t seq, std::uint32_t ack) {
  return segment(true, flags, seq, ack, 0, {});
}

Exchange& Exchange::pass(int milliseconds) {
  now_ += std::chrono::milliseconds{milliseconds};
  observe({.at = {}, .script_line = 0, .what = TimeAdvanced{}});
  return *this;
}
Exchange& Exchange::pass_quietly(int milliseconds) {
  now_ += std::chrono::milliseconds{milliseconds};
  return *this;
}

Exchange& Exchange::call(UserCall call, CallResult result) {
  observe({.at = {}, .script_line = 0, .what = CallSeen{0, call, result}});
  return *this;
}
Exchange& Exchange::signal(Handle handle, Signal signal) {
  observe({.at = {}, .script_line = 0, .what = SignalSeen{0, handle, signal, CallError::kNone}});
  return *this;
}
Exchange& Exchange::faults_stop() {
  observe({.at = {}, .script_line = 0, .what = FaultsStopped{}});
  return *this;
}

Exchange& Exchange::end() {
  observe({.at = {}, .script_line = 0, .what = RunEnded{}});
  return *this;
}

namespace {
constexpr Handle kListener{3}, kConnection{4};
}

Exchange& Exchange::listen() {
  call(call::Socket{base_.version}, CallResult::of(3));
  call(call::Bind{kListener, stack_});
  return call(call::Listen{kListener, 5});
}
Exchange& Exchange::accept() {
  CallResult result = CallResult::of(4);
  result.connection = sockets();
  return call(call::Accept{kListener}, result);
}
Exchange& Exchange::connect() {
  call(call::Socket{base_.version}, CallResult::of(4));
  call(call::Bind{kConnection, stack_});
  return call(call::Connect{kConnection, peer_}, CallResult::failed(CallError::kInProgress));
}
Exchange& Exchange::send(std::size_t octets, bool urgent) {
  const Octets data = pattern(sent_, octets, kPatternSalts[0], 0);
  sent_ += octets;
  return call(call::Send{.socket = kConnection, .data = data, .to = {}, .urgent = urgent},
              CallResult::of(static_cast<std::int64_t>(octets)));
}
Exchange& Exchange::send_part(std::size_t octets, std::size_t taken) {
  const Octets data = pattern(sent_, octets, kPatternSalts[0], 0);
  sent_ += taken;
  return call(call::Send{.socket = kConnection, .data = data, .to = {}, .urgent = true},
              CallResult::of(static_cast<std::int64_t>(taken)));
}
Exchange& Exchange::send_rfc(std::size_t octets, bool push) {
  const Octets data = pattern(sent_, octets, kPatternSalts[0], 0);
  sent_ += octets;
  return call(call::RfcSend{.connection = kConnection, .data = data, .push = push},
              CallResult::of(static_cast<std::int64_t>(octets)));
}
Exchange& Exchange::receive(std::size_t octets, std::uint8_t xor_octets) {
  const Octets data = pattern(read_, octets, kPatternSalts[1], xor_octets);
  read_ += octets;
  CallResult result = CallResult::of(static_cast<std::int64_t>(octets));
  result.data = data;
  return call(call::Receive{kConnection, 100'000}, result);
}
Exchange& Exchange::receive_end() {
  CallResult result = CallResult::of(0);
  result.end_of_stream = true;
  return call(call::Receive{kConnection, 100'000}, result);
}
Exchange& Exchange::receive_error(CallError error) {
  return call(call::Receive{kConnection, 100'000}, CallResult::failed(error));
}
Exchange& Exchange::no_delay() {
  return call(call::SetOption{kConnection, call::Option::kNoDelay, 1});
}
Exchange& Exchange::shutdown() {
  return call(call::Shutdown{kConnection, call::ShutdownHow::kWrite});
}
Exchange& Exchange::close() { return call(call::Close{kConnection}); }

Exchange& Exchange::passive() {
  return listen().peer("S", 0).stack("SA", 0, 1).peer("A", 1, 1).accept();
}
Exchange& Exchange::active() { return connect().stack("S", 0).peer("SA", 0, 1).stack("A", 1, 1); }

Exchange& Exchange::from_port(std::uint16_t port) {
  peer_.port = port;
  return *this;
}

const Judge& Exchange::judge() {
  begin();
  return judge_;
}
bool Exchange::accused(std::string_view clause) {
  for (const Finding& finding : judge().findings()) {
    if (finding.clause.text() == clause) return true;
  }
  return false;
}
std::uint32_t Exchange::upheld(std::string_view clause) {
  for (const ClauseTally& tally : judge().tallies()) {
    if (tally.clause.text() == clause) return tally.upheld;
  }
  return 0;
}
std::string Exchange::findings() {
  std::string text;
  for (const Finding& finding : judge().findings()) {
    text += finding.identity() + ": expected " + finding.expected + ", observed " +
            finding.observed + "\n";
  }
  return text;
}

}  // namespace synspect::judge
