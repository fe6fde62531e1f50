#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "fuzzers/judged_storm.h"
#include "harness/drive/session.h"
#include "harness/history/pattern.h"
#include "harness/network/prng.h"
#include "harness/stack_under_test/reference/reference_stack.h"
#include "stack/wire/codec.h"

namespace synspect::storm {
namespace {

using std::chrono::milliseconds;

constexpr std::uint32_t kIsns[] = {1000, 0xffff'fff0, 0x7fff'fffa, 0, 0xffff'ffff, 0x8000'0000};
constexpr std::uint16_t kListening[] = {80, 81};  // sockets, an OPEN of the RFC

// A four-tuple that was used, and where both streams stand by what the stack emitted last.
struct Edge {
  std::uint16_t stack_port{}, peer_port{};
  std::uint32_t next{};    // the peer's next number: what the stack acknowledges
  std::uint32_t acked{};   // the stack's next number
  std::uint32_t window{};  // that the stack offers
};

class Hostile {
 public:
  Hostile(std::uint64_t seed, ObservationSink& sink)
      : chance_{seed}, stack_{make_reference_stack()}, sink_{sink} {
    const bool v6 = chance_.one_in(2);
    ours_ = *IpAddress::parse(v6 ? "2001:db8::1" : "192.0.2.1");
    peer_ = *IpAddress::parse(v6 ? "2001:db8::9" : "192.0.2.9");
    begin(seed);
  }

  std::string play() {
    prepare();
    const std::uint64_t steps = 20 + below(60);
    for (std::uint64_t i = 0; i < steps && session_.broken().empty(); ++i) {
      const std::uint64_t what = below(10);
      if (what < 6) {
        inject();
      } else if (what < 9) {
        call();
      } else {
        wait();
      }
      take_output();
    }
    pass(milliseconds{5000});
    sink_.observe({.at = session_.now(), .script_line = 0, .what = RunEnded{}});
    return session_.broken();
  }

 private:
  std::uint64_t below(std::uint64_t bound) { return chance_.below(bound); }
  template <typename T, std::size_t N>
  T one_of(const T (&list)[N]) {
    return list[below(N)];
  }
  SocketAddress ours(std::uint16_t port) const { return {ours_, port}; }

  void begin(std::uint64_t seed) {
    ResetConfig reset;
    reset.seed = seed;
    reset.addresses = {ours_};
    for (int i = 0; i < 4; ++i) reset.forced_isns.push_back(one_of(kIsns));
    static_cast<void>(stack_->reset(reset));
    RunHeader header;
    header.seed = seed;
    EndpointHeader& endpoint = header.endpoints.emplace_back();
    endpoint.judged = true;
    endpoint.capabilities = stack_->capabilities();
    endpoint.addresses = reset.addresses;
    endpoint.mtu = reset.mtu;
    endpoint.reset = reset;
    sink_.begin(header);
  }

  void prepare() {
    if (!chance_.one_in(4)) {
      const Handle handle = new_socket();
      static_cast<void>(ask(call::Bind{handle, ours(80)}));
      static_cast<void>(ask(call::Listen{handle, static_cast<std::int32_t>(1 + below(4))}));
      listener_ = handle;
    }
    if (!chance_.one_in(3)) ask_open({.local = ours(81), .remote = {}});
    take_output();
  }

  CallResult ask(const UserCall& what) { return session_.call(what); }
  Handle new_socket() {
    const CallResult made = ask(call::Socket{ours_.version});
    return keep(Handle{static_cast<std::int32_t>(made.value)});
  }
  Handle keep(Handle handle) {
    if (handle != Handle::kNone && std::ranges::find(handles_, handle) == handles_.end()) {
      handles_.push_back(handle);
    }
    return handle;
  }
  void ask_open(const call::Open& open) {
    const CallResult made = ask(open);
    if (made.error == CallError::kNone) keep(Handle{static_cast<std::int32_t>(made.value)});
  }
  Handle some_handle() {
    if (handles_.empty()) return Handle{0};
    const std::uint64_t recent = std::min<std::uint64_t>(handles_.size(), 6);
    return handles_[handles_.size() - 1 - below(recent)];
  }

  void call() {
    const Handle h = some_handle();
    const SocketAddress peer{peer_, static_cast<std::uint16_t>(9000 + below(3))};
    std::array<std::byte, 64> text{};
    const std::size_t length = 1 + below(text.size());
    for (std::byte& octet : text) octet = pattern_octet(below(1000), 1);
    const std::span<const std::byte> data{text.data(), length};
    switch (below(16)) {
      case 0:
      case 1: {
        const CallResult made = ask(call::Accept{listener_});
        if (made.error == CallError::kNone) keep(Handle{static_cast<std::int32_t>(made.value)});
        break;
      }
      case 2:
        static_cast<void>(ask(call::Connect{new_socket(), peer}));
        break;
      case 3:
        ask_open({.local = ours(static_cast<std::uint16_t>(90 + below(3))),
                  .remote = peer,
                  .active = true});
        break;
      case 4:
        ask_open({.local = ours(one_of(kListening)),
                  .remote = chance_.one_in(3) ? std::optional{peer} : std::nullopt});
        break;
      case 5:
      case 6: {
        call::Send send;
        send.socket = h;
        send.data = data;
        static_cast<void>(ask(send));
        break;
      }
      case 7:
        static_cast<void>(ask(call::RfcSend{.connection = h, .data = data}));
        break;
      case 8:
        static_cast<void>(ask(call::Receive{.socket = h, .max = 1 + below(100)}));
        break;
      case 9:
        static_cast<void>(ask(call::RfcReceive{.connection = h, .max = 1 + below(100)}));
        break;
      case 10:
        static_cast<void>(ask(call::Shutdown{h, static_cast<call::ShutdownHow>(below(3))}));
        break;
      case 11:
        static_cast<void>(ask(call::Close{h}));
        break;
      case 12:
        static_cast<void>(ask(call::RfcClose{h}));
        break;
      case 13:
        static_cast<void>(chance_.one_in(3) ? ask(call::Abort{h}) : ask(call::Status{h}));
        break;
      case 14:
        static_cast<void>(
            ask(call::SetOption{h, call::Option::kLinger, chance_.one_in(2) ? 0 : -1}));
        break;
      case 15:
        static_cast<void>(ask(call::GetOption{h, call::Option::kError}));
        static_cast<void>(session_.info(h));
        break;
    }
  }

  void wait() {
    switch (below(8)) {
      case 0:
        return pass(milliseconds{100'000 + below(400'000)});  // past R2
      case 1:
        return pass(milliseconds{50'000 + below(200'000)});  // about 2 MSL
      case 2:
      case 3:
        return pass(milliseconds{below(10'000)});
      default:
        return pass(milliseconds{below(700)});
    }
  }
  void pass(Duration time) {
    session_.advance_to(session_.now() + time);
    take_output();
  }

  // A number at or near an edge.
  std::uint32_t near(std::uint32_t edge, std::uint32_t window) {
    switch (below(12)) {
      case 0:
        return edge - 1;
      case 1:
        return edge + 1;
      case 2:
        return edge - static_cast<std::uint32_t>(below(50));
      case 3:
        return edge + static_cast<std::uint32_t>(below(50));
      case 4:
        return edge + window - static_cast<std::uint32_t>(below(3));
      case 5:
        return chance_.one_in(4) ? static_cast<std::uint32_t>(chance_.next()) : edge + window;
      default:
        return edge;
    }
  }

  Edge& some_edge() {
    if (edges_.empty() || chance_.one_in(10)) {
      const std::uint16_t port = chance_.one_in(6) ? std::uint16_t{99} : one_of(kListening);
      edges_.push_back({port, static_cast<std::uint16_t>(9000 + below(3)), one_of(kIsns),
                        static_cast<std::uint32_t>(chance_.next()), 0});
      fresh_ = true;
      return edges_.back();
    }
    const std::uint64_t recent = std::min<std::uint64_t>(edges_.size(), 3);
    return edges_[edges_.size() - 1 - below(recent)];
  }

  void choose_flags(tcp::Segment& s) {
    s.ack_flag = !chance_.one_in(12);
    const std::uint64_t what = below(20);
    s.syn = what < 3;
    s.rst = what == 3 || what == 4;
    s.fin = what > 4 && what < 8;
    if (s.syn && chance_.one_in(2)) s.ack_flag = false;
    if (fresh_ && !chance_.one_in(8)) {
      s.syn = true;
      s.ack_flag = s.rst = s.fin = false;
    }
    fresh_ = false;
    if (chance_.one_in(25)) s.fin = true;
    if (chance_.one_in(40)) s.syn = true;
    if (chance_.one_in(40)) s.rst = true;
    s.psh = chance_.one_in(3);
  }

  void inject() {
    tcp::Datagram d;
    const auto core = [](const IpAddress& ip) {
      tcp::IpAddress result;
      result.version = ip.version == IpVersion::kV6 ? tcp::IpVersion::kV6 : tcp::IpVersion::kV4;
      result.octets = ip.octets;
      return result;
    };
    d.source = core(peer_);
    d.destination = core(ours_);
    const Edge edge = some_edge();
    d.source_port = {edge.peer_port};
    d.destination_port = {edge.stack_port};
    tcp::Segment& s = d.segment;
    choose_flags(s);
    const bool open = s.syn && chance_.one_in(2);
    s.seq = tcp::Seq{open ? one_of(kIsns) : near(edge.next, edge.window)};
    s.ack = tcp::Seq{near(edge.acked, 30)};
    if (!s.ack_flag) s.ack = {};
    s.window = static_cast<std::uint16_t>(chance_.one_in(6) ? below(40) : below(65'536));
    if (s.syn && chance_.one_in(2)) s.options.mss = static_cast<std::uint16_t>(below(3000));
    std::array<std::byte, 48> text{};
    for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<std::byte>(below(256));
    if (chance_.one_in(3)) s.payload = {text.data(), 1 + below(text.size())};
    octets_.clear();
    tcp::write_datagram(d, octets_);
    if (chance_.one_in(15)) octets_.back() ^= std::byte{0x11};  // a bad checksum
    session_.inject(octets_);
    if (chance_.one_in(8)) session_.inject(octets_);  // the network repeats
  }

  Edge& edge_of(const DecodedSegment& seg) {
    for (Edge& each : edges_) {
      if (each.stack_port == seg.source.port && each.peer_port == seg.destination.port) return each;
    }
    return edges_.emplace_back(
        Edge{seg.source.port, seg.destination.port, one_of(kIsns), seg.seq, 0});
  }

  void take_output() {
    while (!session_.captured().empty()) {
      const DecodedSegment seg = session_.captured().front().segment;
      Edge& edge = edge_of(seg);
      if (!seg.has(kRst)) {
        if (seg.has(kAck)) edge.next = seg.ack;
        edge.acked = seg.seq + seg.sequence_length();
        edge.window = seg.window;
      }
      session_.captured().pop_front();
    }
  }

  network::Prng chance_;
  std::unique_ptr<StackUnderTest> stack_;
  ObservationSink& sink_;
  std::uint64_t ids_{0};
  drive::Session session_{*stack_, sink_, 0, ids_};
  IpAddress ours_, peer_;
  Handle listener_{Handle::kNone};
  std::vector<Handle> handles_;
  std::vector<Edge> edges_;
  bool fresh_{false};
  std::vector<std::byte> octets_;
};

}  // namespace

std::string hostile(std::uint64_t seed, ObservationSink& sink) {
  return Hostile{seed, sink}.play();
}

}  // namespace synspect::storm
