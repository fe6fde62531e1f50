// The spine: hands each observation to the rules, then to what follows the connections.
#include "harness/judge/judge.h"

#include <algorithm>
#include <array>
#include <optional>

#include "harness/judge/follow.h"
#include "harness/judge/rules.h"

namespace synspect::judge {
namespace {

bool is_fragment(const SegmentSeen& seen) {
  const auto octet = [&](std::size_t i) { return std::to_integer<unsigned>(seen.octets[i]); };
  if (seen.octets.size() < 20) return false;
  const unsigned version = octet(0) >> 4;
  if (version == 4) return octet(9) == 6 && ((octet(6) & 0x3FU) != 0 || octet(7) != 0);
  return version == 6 && octet(6) == 44;
}

bool own_address(const Endpoint& endpoint, const IpAddress& ip) {
  const auto& addresses = endpoint.header.addresses;
  return addresses.empty() || std::ranges::find(addresses, ip) != addresses.end();
}

// MUST-57, MUST-63: what comes from or goes to a group address is nobody's connection.
bool plain_source(const SocketAddress& source) {
  const unsigned first = source.ip.octets[0];
  if (source.port == 0) return false;
  if (source.ip.version == IpVersion::kV6) return first != 0xFF && first != 0;
  return first != 0 && first < 224 && first != 127;
}

bool tells_the_end(Signal signal) {
  return signal == Signal::kReset || signal == Signal::kRefused || signal == Signal::kTimedOut;
}

}  // namespace

class Judge::Impl {
 public:
  Impl() = default;
  Impl(const Impl& other) { *this = other; }
  Impl& operator=(const Impl& other) {
    report_ = other.report_;
    endpoints_ = other.endpoints_;
    next_position_ = other.next_position_;
    last_at_ = other.last_at_;
    faults_stopped_ = other.faults_stopped_;
    reached_ = other.reached_;
    lend();
    return *this;
  }
  Impl(Impl&&) = delete;
  Impl& operator=(Impl&&) = delete;
  ~Impl() = default;

  void begin(const RunHeader& header) {
    report_.begin();
    next_position_ = 0;
    last_at_ = kRunStart;
    faults_stopped_.reset();
    reached_ = {};
    endpoints_.resize(header.endpoints.size());
    for (std::size_t i = 0; i < header.endpoints.size(); ++i) {
      Endpoint& endpoint = endpoints_[i];
      endpoint.restart(header.endpoints[i]);
      endpoint.id = static_cast<EndpointId>(i);
      endpoint.uncertainty = header.clock_uncertainty;
    }
    lend();
  }

  void observe(const Observation& seen) {
    report_.place(seen.at, next_position_++, seen.script_line);
    for (Endpoint& endpoint : endpoints_) {
      if (endpoint.next_due && seen.at > *endpoint.next_due) settle_due(endpoint, seen.at);
      if (seen.at > last_at_) settle_instants(endpoint);  // what comes now is a timer's doing
    }
    last_at_ = seen.at;
    if (const auto* segment = std::get_if<SegmentSeen>(&seen.what)) return on(*segment);  // most
    std::visit([this](const auto& what) { on(what); }, seen.what);
  }

  [[nodiscard]] const Report& report() const { return report_; }

  [[nodiscard]] StateSet states(EndpointId id, const FourTuple& sockets) {
    Endpoint* endpoint = judged(id);
    if (endpoint == nullptr) return {};
    const Connection* conn = endpoint->find(sockets);
    return conn == nullptr ? endpoint->vacant(sockets) : conn->states;
  }

  [[nodiscard]] const Connection* reached() const {
    if (reached_.endpoint >= endpoints_.size()) return nullptr;
    for (const Connection& conn : endpoints_[reached_.endpoint].connections) {
      if (conn.incarnation == reached_.incarnation) return &conn;
    }
    return nullptr;
  }

 private:
  void lend() {  // what endpoints share or use again
    for (std::size_t i = 0; i < endpoints_.size(); ++i) {
      endpoints_[i].report = &report_;
      endpoints_[i].pattern = &patterns_[i % patterns_.size()];
    }
  }

  [[nodiscard]] Endpoint* judged(EndpointId id) {
    if (id >= endpoints_.size() || !endpoints_[id].header.judged) return nullptr;
    return endpoints_[id].failed ? nullptr : &endpoints_[id];
  }

  [[nodiscard]] Endpoint* other_than(EndpointId id) {
    return endpoints_.size() == 2 ? &endpoints_[1U - id] : nullptr;
  }

  void stamp(const Endpoint& endpoint, Connection& conn, Cause cause) {
    cause.at = report_.now();
    cause.position = report_.position();
    cause.script_line = report_.script_line();
    conn.cause = cause;
    conn.last_input = report_.now();
    reached_ = {endpoint.id, conn.incarnation};
  }

  void on(const SegmentSeen& seen) {
    Endpoint* endpoint = judged(seen.endpoint);
    if (!endpoint) return;
    const bool from_stack = seen.direction == Direction::kFromStack;
    if (from_stack && (seen.fate == Fate::kSent || seen.fate == Fate::kPassed)) {
      return emitted(*endpoint, seen);
    }
    if (!from_stack && seen.fate == Fate::kDelivered) delivered(*endpoint, seen);
  }

  void emitted(Endpoint& endpoint, const SegmentSeen& seen) {
    if (is_fragment(seen)) endpoint.blind = true;
    if (seen.segment.kind != DatagramKind::kTcp) return;
    const DecodedSegment& seg = seen.segment;
    judge_header(endpoint, seg);
    // A capture on the path knows neither what was delivered nor in which order.
    if (endpoint.header.vantage == Vantage::kOnPath || endpoint.blind || seg.truncated) return;
    Connection* known = endpoint.find(seg.source, seg.destination);
    Connection& conn = known ? *known : endpoint.add({seg.source, seg.destination});
    Scene scene{endpoint, conn};
    follow_time(scene);
    if (conn.earlier) resume_earlier(scene, seg);
    const Emission out = read_emission(scene, seg);
    // Only rules that may have something to say are asked.
    if (conn.crossed) judge_ignored_syn(scene, out);
    judge_reset_emission(scene, out);
    if (conn.aborted) judge_aborted_emission(scene, out);
    if (!out.rst) judge_open_emission(scene, out);
    if (out.syn) judge_missing_mss(scene, out);
    if (about_ecn(conn, seg)) judge_ecn_emission(scene, out);
    const bool optional = about_options(conn, seg);
    if (optional) judge_options_emission(scene, out);
    const bool in_stream = !out.rst && !out.syn && !conn.vague;
    if (in_stream) judge_stream_emission(scene, out);
    if (endpoint.header.pattern_salt) judge_pattern_emission(scene, out);
    if (in_stream && (out.fin || conn.snd.fin)) judge_fin_emission(scene, out);
    const bool takes_numbers = !out.rst && seg.sequence_length() > 0;
    if (takes_numbers) {
      judge_timer_emission(scene, out);
      judge_rto_emission(scene, out);
    }
    if (conn.persist.closed) judge_probe_emission(scene, out);
    if (out.by_timer) {
      judge_limit_emission(scene, out);
      judge_keep_alive_emission(scene, out);
    }
    if (!conn.expected.empty()) judge_expected(scene, out);
    follow_emission(scene, out);
    if (out.syn) follow_ecn_syn(conn, out);
    if (optional) follow_options_emission(scene, out);
    if (takes_numbers) {  // a SYN tells the numbers by which it is to be read
      out.syn ? expect_retransmission(scene, read_emission(scene, seg))
              : expect_retransmission(scene, out);
    }
    conn.last_emitted = report_.now();
  }

  // Neither SYN nor RST, of a connection whose numbers are known.
  static void judge_stream_emission(Scene& scene, const Emission& out) {
    judge_ack_emission(scene, out);
    judge_send_emission(scene, out);
    if (!out.seg.payload.empty()) {
      judge_small_emission(scene, out);
      judge_flow_emission(scene, out);
    }
    judge_receive_emission(scene, out);
    const bool urgent = out.seg.has(kUrg) || out.seq < scene.conn.snd.up;
    if (urgent) judge_urgent_emission(scene, out);
  }

  // Only rules that may have something to say are asked: most of them look at one state, or at what
  // few segments have.
  static void judge_arrival(Scene& scene, const Arrival& in) {
    const Connection& conn = scene.conn;
    if (conn.states.only(TcpState::kClosed)) judge_closed_arrival(scene, in);
    if (conn.states.only(TcpState::kListen)) judge_listen_arrival(scene, in);
    if (conn.states.only(TcpState::kSynSent)) judge_syn_sent_arrival(scene, in);
    if (in.rst) judge_reset_arrival(scene, in);
    if (in.syn) judge_syn_arrival(scene, in);
    const bool misplaced = in.syn || in.fit == Fit::kOutside || in.seq < conn.rcv.low;
    if (misplaced && in.certain && !in.rst) judge_unacceptable(scene, in);
    if (conn.snd.known && conn.rcv.known) judge_ack_arrival(scene, in);
    if (in.text && in.exact) judge_blind_data(scene, in);
    if (in.text) judge_order_of_text(scene, in);
    if (in.seg.has(kUrg)) judge_urgent_arrival(scene, in);
    if (in.ack_good && in.certain) judge_text_arrival(scene, in);
    if (in.text && in.end == in.seq + 1) judge_probe_arrival(scene, in);
    if (in.syn) judge_time_wait_arrival(scene, in);
  }

  void delivered(Endpoint& endpoint, const SegmentSeen& seen) {
    settle_instants(endpoint);
    endpoint.last_input = report_.position();
    if (is_fragment(seen)) endpoint.blind = true;
    if (endpoint.header.vantage == Vantage::kOnPath || endpoint.blind) return;
    const DecodedSegment& seg = seen.segment;
    if (seg.kind == DatagramKind::kIcmp) return icmp(endpoint, seg);
    if (seg.kind != DatagramKind::kTcp) return;
    if (!own_address(endpoint, seg.destination.ip) || !plain_source(seg.source)) return;
    Connection* known = endpoint.find(seg.destination, seg.source);
    Connection& conn = known ? *known : endpoint.add({seg.destination, seg.source});
    Scene scene{endpoint, conn};
    follow_time(scene);
    judge_long_silence(scene);
    stamp(endpoint, conn,
          {.kind = Cause::Kind::kSegment, .flags = seg.flags, .text = !seg.payload.empty()});
    const bool doubtful = !seg.ip_checksum_correct || seg.length_mismatch || seg.truncated ||
                          seg.ttl == 0 || seg.destination.port == 0;
    const Arrival in = read_arrival(scene, seg, doubtful);
    if (seg.tcp_checksum == ChecksumStatus::kWrong && !offloaded(seen)) {
      conn.reset_excuse = false;
      if (!doubtful) judge_bad_checksum_arrival(scene, in);
      return;
    }
    count_arrival(scene);
    judge_arrival(scene, in);
    if (about_ecn(conn, seg)) follow_ecn_arrival(scene, in);
    if (about_options(conn, seg)) {
      const bool dropped = judge_options_arrival(scene, in);
      follow_options_arrival(scene, in);
      if (dropped) {
        conn.reset_excuse = false;
        return conn.bad_ack.reset();
      }
    }
    const Offset una_before = conn.snd.una;
    const Offset edge_before = conn.snd.edge_high;
    const Offset high_before = conn.rcv.high();
    const std::uint64_t incarnation = conn.incarnation;
    follow_arrival(scene, in);
    if (conn.incarnation != incarnation) return;
    if (conn.snd.una > una_before) expect_rest_resent(scene, una_before);
    if (conn.snd.edge_high != edge_before) expect_after_shrink(scene, edge_before);
    // MUST-37: an old ACK, or one that is dropped, answers no probe.
    const bool taken = in.certain && in.fit == Fit::kInside && !in.syn && !in.rst;
    if (taken && in.ack_bit && in.ack_good && in.ack >= una_before) {
      conn.persist.answered = report_.now();
    }
    expect_probe(scene);
    if (in.text) expect_held_text(scene, in, high_before);
    if (conn.snd.handed_end > conn.snd.nxt) expect_waiting_text(scene);
  }

  // Another end that leaves checksums to its hardware is taken at its word.
  [[nodiscard]] bool offloaded(const SegmentSeen& seen) const {
    return std::ranges::any_of(endpoints_, [&](const Endpoint& each) {
      return each.id != seen.endpoint && each.header.checksums_offloaded;
    });
  }

  // A path MTU is that of the way to a host: any connection with it may send smaller segments from
  // now on (9293-3.7.2-a), and none that it sent before says what a full one is.
  static void narrow(Endpoint& endpoint, const IpAddress& host) {
    for (Connection& conn : endpoint.connections) {
      if (conn.sockets.remote.ip == host) conn.snd.largest = conn.snd.largest_whole = 0;
    }
  }

  void icmp(Endpoint& endpoint, const DecodedSegment& seg) {
    if (!seg.quoted) return;
    if (seg.icmp_mtu != 0) narrow(endpoint, seg.quoted->remote.ip);
    // Hard errors may abort, reports of a path MTU resend: early ends are not judged any more.
    if (Connection* conn = endpoint.find(*seg.quoted)) {
      conn->touched = true;
      conn->limit.reset();
      stamp(endpoint, *conn, {.kind = Cause::Kind::kSegment});
      conn->states.add(endpoint.vacant(conn->sockets));
      Scene{endpoint, *conn}.drop_expectations();
    }
  }

  void on(const CallSeen& seen) {
    Endpoint* endpoint = judged(seen.endpoint);
    if (!endpoint) return;
    settle_instants(*endpoint);
    endpoint->last_input = report_.position();
    const Handle handle = handle_of(seen.call);
    if (Connection* conn = endpoint->of_handle(handle)) {
      Scene scene{*endpoint, *conn};
      follow_time(scene);
      stamp(*endpoint, *conn, {.kind = Cause::Kind::kCall, .call = name_of(seen.call)});
      conn->reset_excuse = false;
      conn->last_call = report_.now();
      judge_delivery(scene, seen, other_than(seen.endpoint));
      judge_call(scene, seen);
      expect_text(scene, seen);
      expect_undelayed(scene, seen);
    }
    judge_call_by_state(*endpoint, seen);
    judge_accept(*endpoint, seen);
    follow_call(*endpoint, seen);
    if (Connection* conn = endpoint->of_handle(handle)) {
      Scene scene{*endpoint, *conn};
      expect_probe(scene);  // text may wait now
    }
  }

  void on(const SignalSeen& seen) {
    Endpoint* endpoint = judged(seen.endpoint);
    if (!endpoint) return;
    judge_acceptable(*endpoint, seen);
    if (Connection* conn = endpoint->of_handle(seen.handle)) {
      Scene scene{*endpoint, *conn};
      judge_signal(scene, seen);
    } else if (tells_the_end(seen.signal)) {
      end_name(*endpoint, seen.handle);  // whichever connection it had
    }
  }

  void on(const InfoSeen&) {}

  void on(const StackFailed& seen) {
    Endpoint* endpoint = judged(seen.endpoint);
    if (!endpoint) return;
    endpoint->failed = true;
    Finding finding;
    finding.endpoint = seen.endpoint;
    finding.state = finding.all_states = "-";
    finding.event_class = "failure";
    if (const Connection* conn = reached_.endpoint == seen.endpoint ? reached() : nullptr) {
      finding.all_states = conn->states.to_string();
      finding.state = to_string(conn->states.first());
      finding.event_class = conn->cause.event_class();
    }
    finding.expected = "the stack stays alive and answers";
    switch (seen.kind) {
      case FailureKind::kHang:
        finding.kind = FindingKind::kHang;
        finding.observed = "an operation did not return";
        break;
      case FailureKind::kProtocolError:
        finding.kind = FindingKind::kInterface;
        finding.expected = "the stack keeps to the interface that it was written for";
        finding.observed = "it did not";
        break;
      case FailureKind::kSignal:
      case FailureKind::kEndOfFile:
      case FailureKind::kSanitizer:
        finding.kind = FindingKind::kCrash;
        finding.observed = "the stack died";
        break;
    }
    if (!seen.report.empty()) {
      const std::string_view report{reinterpret_cast<const char*>(seen.report.data()),
                                    seen.report.size()};
      const bool whole = seen.kind == FailureKind::kProtocolError;  // an adapter's own sentence
      finding.observed =
          whole ? std::string{report} : finding.observed + ": " + std::string{report};
    }
    report_.failed(std::move(finding));
  }

  void on(const KnobSet& seen) {
    Endpoint* endpoint = judged(seen.endpoint);
    if (!endpoint) return;
    endpoint->knobs = true;
    for (Connection& conn : endpoint->connections) {
      conn.touched = true;
      conn.limit.reset();
    }
  }

  void on(const TimeAdvanced&) {
    for (Endpoint& endpoint : endpoints_) settle_instants(endpoint);
  }

  void on(const FaultsStopped&) { faults_stopped_ = report_.now(); }

  void on(const RunEnded&) {
    for (Endpoint& endpoint : endpoints_) {
      settle_instants(endpoint);
      if (!endpoint.header.judged || endpoint.failed || !faults_stopped_) continue;
      settle_liveness(endpoint, other_than(endpoint.id), *faults_stopped_);
    }
  }

  Report report_;
  std::vector<Endpoint> endpoints_;
  std::array<PatternText, 2> patterns_;  // no part of the value
  std::uint64_t next_position_{0};
  Time last_at_{};
  std::optional<Time> faults_stopped_;
  struct {
    EndpointId endpoint{};
    std::uint64_t incarnation{};  // 0: of no connection
  } reached_;                     // what something last reached
};

Judge::Judge() : impl_{std::make_unique<Impl>()} {}
Judge::Judge(const Judge& other) : impl_{std::make_unique<Impl>(*other.impl_)} {}
Judge& Judge::operator=(const Judge& other) {
  if (this != &other) *impl_ = *other.impl_;
  return *this;
}
Judge::~Judge() = default;

void Judge::begin(const RunHeader& header) { impl_->begin(header); }
void Judge::observe(const Observation& seen) { impl_->observe(seen); }
std::uint16_t Judge::states(EndpointId endpoint, const FourTuple& sockets) const {
  return impl_->states(endpoint, sockets).bits();
}
std::span<const Finding> Judge::findings() const { return impl_->report().findings(); }
std::span<const ClauseTally> Judge::tallies() const { return impl_->report().tallies(); }
StateSet Judge::states() const {
  const Connection* conn = impl_->reached();
  return conn == nullptr ? StateSet{} : conn->states;
}

}  // namespace synspect::judge
