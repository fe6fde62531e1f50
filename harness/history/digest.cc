// History::digest(): every field is written out in a fixed order and width, so that neither padding
// nor an address nor the byte order of the machine can enter.
#include <xxhash.h>

#include <bit>
#include <type_traits>
#include <utility>

#include "harness/history/history.h"

namespace synspect {
namespace {

class Writer {
 public:
  void clear() { octets_.clear(); }
  [[nodiscard]] std::span<const std::byte> octets() const { return octets_; }

  template <class T>
    requires std::is_integral_v<T>
  void put(T number) {
    auto rest = static_cast<std::uint64_t>(number);
    for (int i = 0; i < 8; ++i) {
      octets_.push_back(static_cast<std::byte>(rest & 0xff));
      rest >>= 8;
    }
  }
  template <class T>
    requires std::is_enum_v<T>
  void put(T value) {
    put(std::to_underlying(value));
  }
  void put(Duration duration) { put(duration.count()); }
  void put(std::span<const std::byte> octets) {
    put(octets.size());
    octets_.insert(octets_.end(), octets.begin(), octets.end());
  }
  void put(std::string_view text) { put(std::as_bytes(std::span{text})); }
  void put(const IpAddress& ip) {
    put(ip.version);
    put(std::as_bytes(ip.bytes()));
  }
  void put(const SocketAddress& socket) {
    put(socket.ip);
    put(socket.port);
  }
  void put(const FourTuple& sockets) {
    put(sockets.local);
    put(sockets.remote);
  }
  template <class T>
  void put(const std::optional<T>& maybe) {
    put(maybe.has_value());
    if (maybe) put(*maybe);
  }
  template <class... T>
  void all(const T&... fields) {
    (put(fields), ...);
  }

 private:
  std::vector<std::byte> octets_;
};

struct WriteCall {
  Writer& to;
  void operator()(const call::Socket& c) const { to.put(c.version); }
  void operator()(const call::Bind& c) const { to.all(c.socket, c.address); }
  void operator()(const call::Listen& c) const { to.all(c.socket, c.backlog); }
  void operator()(const call::Accept& c) const { to.put(c.socket); }
  void operator()(const call::Connect& c) const { to.all(c.socket, c.remote); }
  void operator()(const call::Send& c) const {
    to.all(c.socket, c.data, c.to, c.fast_open, c.urgent, c.more);
  }
  void operator()(const call::Receive& c) const { to.all(c.socket, c.max, c.peek); }
  void operator()(const call::Shutdown& c) const { to.all(c.socket, c.how); }
  void operator()(const call::Close& c) const { to.put(c.socket); }
  void operator()(const call::SetOption& c) const { to.all(c.socket, c.option, c.value); }
  void operator()(const call::GetOption& c) const { to.all(c.socket, c.option); }
  void operator()(const call::Name& c) const { to.put(c.socket); }
  void operator()(const call::Open& c) const {
    to.all(c.local, c.remote, c.active, c.timeout, c.diffserv, c.existing);
  }
  void operator()(const call::RfcSend& c) const {
    to.all(c.connection, c.data, c.push, c.urgent, c.timeout);
  }
  void operator()(const call::RfcReceive& c) const { to.all(c.connection, c.max); }
  void operator()(const call::RfcClose& c) const { to.put(c.connection); }
  void operator()(const call::Abort& c) const { to.put(c.connection); }
  void operator()(const call::Status& c) const { to.put(c.connection); }
  void operator()(const call::Poll& c) const { to.all(c.socket, c.events); }
};

struct WriteObservation {
  Writer& to;
  void operator()(const SegmentSeen& s) const {  // `segment` is a function of the octets
    to.all(s.endpoint, s.direction, s.fate, s.datagram, s.copy, s.octets, s.wire_length);
  }
  void operator()(const CallSeen& c) const {
    to.all(c.endpoint, c.call.index());
    std::visit(WriteCall{to}, c.call);
    const CallResult& r = c.result;
    to.all(r.value, r.error, r.data, r.connection, r.state, r.end_of_stream, r.push,
           r.urgent_ahead);
  }
  void operator()(const SignalSeen& s) const { to.all(s.endpoint, s.handle, s.signal, s.reason); }
  void operator()(const InfoSeen& seen) const {
    const StackInfo& i = *seen.info;
    to.all(seen.endpoint, seen.handle, i.state, i.options, i.snd_una, i.snd_nxt, i.rcv_nxt,
           i.snd_wnd, i.rcv_wnd, i.snd_mss, i.rcv_mss, i.advmss, i.cwnd_segments,
           i.ssthresh_segments, i.unacked_segments, i.sacked_segments, i.lost_segments,
           i.retransmits, i.total_retransmits, i.probes, i.backoff, i.ca_state, i.rto, i.srtt,
           i.rttvar, i.min_rtt, i.rcv_rtt, i.busy_time, i.rwnd_limited, i.sndbuf_limited,
           i.last_data_received, i.snd_wscale, i.rcv_wscale, i.delivered_segments, i.reordering,
           i.reorderings_seen, i.bytes_received);
  }
  void operator()(const StackFailed& f) const {
    to.all(f.endpoint, f.kind, f.signal_number, f.report);
  }
  void operator()(const KnobSet& k) const { to.all(k.endpoint, k.name, k.value); }
  void operator()(const TimeAdvanced&) const {}
  void operator()(const FaultsStopped&) const {}
  void operator()(const RunEnded&) const {}
};

}  // namespace

std::uint64_t History::digest() const {
  Writer writer;
  std::uint64_t digest = observations_.size();
  for (const Observation& seen : observations_) {
    writer.clear();
    writer.all(seen.at.time_since_epoch(), seen.script_line, seen.what.index());
    std::visit(WriteObservation{writer}, seen.what);
    digest = XXH3_64bits_withSeed(writer.octets().data(), writer.octets().size(), digest);
  }
  return digest;
}

}  // namespace synspect
