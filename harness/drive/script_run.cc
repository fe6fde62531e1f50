#include "harness/drive/script_run.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "harness/drive/datagram_writer.h"
#include "harness/drive/event_clock.h"
#include "harness/drive/number_translation.h"
#include "harness/drive/outbound_match.h"
#include "harness/drive/script_config.h"
#include "harness/drive/session.h"
#include "harness/drive/snippet_run.h"
#include "harness/drive/socket_calls.h"
#include "harness/history/pattern.h"
#include "harness/script/script.h"

namespace synspect::drive {
namespace {

// A line whose packet comes late is told how late; one that waits longer is told that none came.
constexpr Duration kPatience = std::chrono::seconds{2};
// Time that passes after the last event, so that the judge sees whether what is due still comes;
// past the bound of the delayed ACK (MUST-40).
constexpr Duration kSettleTime = std::chrono::seconds{5};
// Ports of the script's side of passive opens, one per connection.
constexpr std::uint16_t kFirstRemotePort = 49152;

// The connection that packet lines speak of.
struct Flow {
  bool exists{};
  FourTuple sockets;  // local = the stack's
  bool local_port_known{};
  NumberTranslation numbers;
};

class ScriptRun {
 public:
  ScriptRun(const script::Script& script, const ScriptRunOptions& options,
            const ScriptConfig& config, StackUnderTest& stack, ObservationSink& sink)
      : script_{script},
        options_{options},
        config_{config},
        sink_{sink},
        session_{stack, sink, 0, ids_},
        calls_{session_, config_},
        clock_{stack.capabilities(), config.tolerance, config.tolerance_percent} {}

  Outcome play() {
    for (const script::Event& event : script_.events) {
      session_.set_script_line(event.at.line);
      if (!play(event)) return end(std::move(outcome_));
    }
    session_.set_script_line(0);
    if (const auto failed = snippets_.evaluate()) {
      outcome_ = {.verdict = Verdict::kFail,
                  .line = failed->line,
                  .column = failed->column,
                  .message = failed->message,
                  .construct = {}};
    }
    return end(std::move(outcome_));
  }

 private:
  Outcome end(Outcome outcome) {
    session_.set_script_line(0);
    outcome.virtual_time = session_.now() - kRunStart;
    session_.advance_to(session_.now() + kSettleTime);
    sink_.observe({.at = session_.now(), .script_line = 0, .what = RunEnded{}});
    return outcome;
  }

  bool fail(const script::Event& event, std::string message) {
    outcome_ = {.verdict = Verdict::kFail,
                .line = event.at.line,
                .column = event.at.column,
                .message = std::move(message),
                .construct = {}};
    return false;
  }

  bool play(const script::Event& event) {
    const std::optional<DueTime> due = clock_.due(event.time);
    if (!due) {
      outcome_ = {.verdict = Verdict::kUnsupported,
                  .line = event.at.line,
                  .column = event.at.column,
                  .message = std::string("the stack does not declare ") + clock_.missing_macro(),
                  .construct = std::string("time macro ") + clock_.missing_macro()};
      return false;
    }
    if (const auto* packet = std::get_if<script::TcpPacket>(&event.what);
        packet != nullptr && packet->direction == script::Direction::kOutbound) {
      return expect(event, *packet, *due);
    }
    if (due->from + due->slack < session_.now()) {
      return fail(event, "this time has passed: it is already " + seconds(session_.now()));
    }
    session_.advance_to(std::max(session_.now(), due->from));
    const bool ok = std::visit([&](const auto& what) { return act(event, what); }, event.what);
    clock_.finished(session_.now());
    if (ok && !session_.broken().empty()) return fail(event, session_.broken());
    return ok;
  }

  bool act(const script::Event&, const script::TcpPacket& packet) {
    inject(packet);
    return true;
  }
  bool act(const script::Event&, const script::RawPacket& packet) {
    session_.inject(from_hex(packet.hex));
    return true;
  }
  bool act(const script::Event& event, const script::SystemCall& call) {
    const std::uint32_t generation = calls_.generation();
    const std::optional<std::string> problem = calls_.run(call);
    if (calls_.generation() != generation) flow_ = Flow{};
    if (calls_.role() == SocketCalls::Role::kConnecting && !flow_.exists) open_active_flow();
    return problem ? fail(event, *problem) : true;
  }
  bool act(const script::Event& event, const script::Snippet& snippet) {
    snippets_.add(event.at, snippet, session_.info(calls_.under_test()));
    return true;
  }
  // find_unsupported() keeps these out of a run.
  bool act(const script::Event& event, const script::Command&) {
    return fail(event, "shell commands are not supported");
  }
  bool act(const script::Event& event, const script::Unsupported& thing) {
    return fail(event, thing.construct + " is not supported");
  }

  void open_active_flow() {
    flow_ = Flow{};
    flow_.exists = true;
    flow_.sockets = {{config_.local_ip, 0}, {config_.remote_ip, config_.connect_port}};
    flow_.numbers.peer_shift = options_.variant.peer_shift;
  }

  // The first packet to a listener, or to a port that nobody listens on, makes a connection of its
  // own, from a fresh port; its number is the peer's ISN whatever its flags.
  void open_passive_flow(std::uint32_t seq) {
    flow_ = Flow{};
    flow_.exists = true;
    flow_.sockets = {{config_.local_ip, config_.bind_port}, {config_.remote_ip, next_port_++}};
    flow_.local_port_known = true;
    flow_.numbers.peer_shift = options_.variant.peer_shift;
    pending_peer_isn_ = seq;
  }

  void inject(const script::TcpPacket& packet) {
    const bool syn = (packet.flags & kSyn) != 0;
    const bool acked = (packet.flags & kAck) != 0;
    if (!flow_.exists) open_passive_flow(packet.seq);
    NumberTranslation& numbers = flow_.numbers;
    if (pending_peer_isn_) {
      numbers.peer_isn = *std::exchange(pending_peer_isn_, std::nullopt);
      numbers.peer_isn_known = true;
    } else if (syn && acked && !numbers.peer_isn_known) {
      numbers.peer_isn = packet.seq;
      numbers.peer_isn_known = true;
    }

    DatagramToWrite datagram;
    datagram.source = flow_.sockets.remote;
    datagram.destination = flow_.sockets.local;
    if (packet.ports) {
      datagram.source.port = packet.ports->source;
      datagram.destination.port = packet.ports->destination;
    }
    if (packet.extension.from) datagram.source = socket_of(*packet.extension.from);
    if (packet.extension.to) datagram.destination = socket_of(*packet.extension.to);
    if (packet.ip.ttl) datagram.ttl = *packet.ip.ttl;
    if (packet.ip.traffic_class) datagram.traffic_class = *packet.ip.traffic_class;
    if (packet.ip.flow_label) datagram.flow_label = *packet.ip.flow_label;
    datagram.seq = packet.seq_untranslated ? packet.seq : numbers.inbound_seq(packet.seq, syn);
    if (packet.ack_untranslated) {
      datagram.ack = packet.ack.value_or(0);
    } else if (packet.ack || acked) {
      datagram.ack = numbers.inbound_ack(packet.ack.value_or(0), syn);
    }
    datagram.flags = packet.flags;
    datagram.reserved = packet.extension.reserved.value_or(0);
    datagram.window = packet.window.value_or(0);
    datagram.urgent_pointer = packet.urgent_pointer.value_or(0);
    datagram.bad_checksum = packet.extension.bad_checksum;
    const std::vector<std::byte> option_octets = encode_options(packet.options);
    datagram.options = option_octets;
    const std::vector<std::byte> payload =
        payload_of(packet, salt(1), datagram.seq + (syn ? 1 : 0) - (numbers.peer_isn_wire() + 1));
    datagram.payload = payload;

    octets_.clear();
    write_datagram(datagram, octets_);
    session_.inject(octets_);
  }

  // The four-tuple, from the stack's side, that an outbound line is about. Port 0: not known yet.
  [[nodiscard]] FourTuple expected_sockets(const script::TcpPacket& packet) const {
    FourTuple sockets = flow_.sockets;
    if (!flow_.local_port_known) sockets.local.port = 0;
    if (packet.ports) {
      sockets.local.port = packet.ports->source;
      sockets.remote.port = packet.ports->destination;
    }
    if (packet.extension.from) sockets.local = socket_of(*packet.extension.from);
    if (packet.extension.to) sockets.remote = socket_of(*packet.extension.to);
    return sockets;
  }

  // The oldest captured datagram of the connection; the end when there is none.
  [[nodiscard]] std::deque<Captured>::iterator find_captured(const FourTuple& sockets) {
    return std::ranges::find_if(session_.captured(), [&](const Captured& captured) {
      const DecodedSegment& segment = captured.segment;
      return segment.kind == DatagramKind::kTcp && segment.destination == sockets.remote &&
             segment.source.ip == sockets.local.ip &&
             (sockets.local.port == 0 || segment.source.port == sockets.local.port);
    });
  }

  bool expect(const script::Event& event, const script::TcpPacket& packet, const DueTime& due) {
    const FourTuple sockets = expected_sockets(packet);
    auto found = find_captured(sockets);
    const Time patience = due.to + due.slack + (due.any ? Duration{0} : kPatience);
    while (found == session_.captured().end()) {
      if (session_.now() >= patience || !session_.advance_until_output(patience)) {
        if (!session_.broken().empty()) return fail(event, session_.broken());
        return fail(event, "the stack sent nothing up to " + seconds(session_.now()) +
                               "; expected " + script::print(packet));
      }
      found = find_captured(sockets);
    }
    Captured captured = std::move(*found);
    session_.captured().erase(found);
    if (!merge(packet, sockets, captured, due)) {
      return fail(event, "segments of the stack do not join to the expected payload");
    }

    const DecodedSegment& segment = captured.segment;
    // The first SYN tells the stack's ISN. In the extension `...(n)` on a later one does so again:
    // it begins another incarnation of the connection.
    const bool again = config_.extension && packet.seq_ignored;
    if (segment.has(kSyn) && !packet.seq_untranslated &&
        (!flow_.numbers.stack_isn_known || again)) {
      flow_.numbers.stack_isn_known = true;
      flow_.numbers.stack_isn_script = packet.seq_ignored ? 0 : packet.seq;
      flow_.numbers.stack_isn_wire = segment.seq;
    }
    if (!flow_.local_port_known && flow_.exists) {
      flow_.sockets.local.port = segment.source.port;
      flow_.local_port_known = true;
    }

    const std::uint32_t position =
        segment.seq + (segment.has(kSyn) ? 1 : 0) - (flow_.numbers.stack_isn_wire + 1);
    std::optional<std::string> problem =
        mismatch(packet, segment, flow_.numbers, payload_of(packet, salt(0), position));
    if (problem) *problem += " (it sent: " + segment.to_string() + ")";
    const bool early = captured.at + due.slack < due.from;
    if (!problem && !due.any && (early || captured.at > due.to + due.slack)) {
      problem = "sent at " + seconds(captured.at) + ", expected at " + seconds(due.from) +
                (due.to > due.from ? " to " + seconds(due.to) : "") + ", tolerance " +
                seconds(kRunStart + due.slack);
    }
    clock_.finished(due.any ? captured.at : session_.now());
    if (problem && !config_.packets_non_fatal) return fail(event, *problem);
    return true;
  }

  // Google's tool joins segments until the line's payload is complete, so that a stack with and one
  // without segmentation offload satisfy the same line. Headers and time of the last, number of the
  // first. False when what follows does not continue what was taken.
  bool merge(const script::TcpPacket& packet, const FourTuple& sockets, Captured& captured,
             const DueTime& due) {
    if (config_.strict_segments) return true;
    while (!captured.segment.payload.empty() && captured.segment.payload.size() < packet.length) {
      auto next = find_captured(sockets);
      if (next == session_.captured().end()) {
        if (!session_.advance_until_output(due.to + due.slack)) return true;  // length will differ
        continue;
      }
      const DecodedSegment& a = captured.segment;
      const DecodedSegment& b = next->segment;
      constexpr std::uint8_t kFree = kFin | kPsh | kCwr;
      const std::size_t joined = a.payload.size() + b.payload.size();
      if (b.seq != a.seq + a.payload.size() || b.ack != a.ack || b.window != a.window ||
          b.data_offset != a.data_offset || ((a.flags ^ b.flags) & ~kFree & 0xff) != 0 ||
          b.payload.empty() || joined > packet.length) {
        return false;
      }
      join(captured, *next);
      session_.captured().erase(next);
    }
    return true;
  }

  static void join(Captured& first, Captured& last) {
    const std::vector<std::byte> front(first.segment.payload.begin(), first.segment.payload.end());
    const std::uint32_t seq = first.segment.seq;
    const std::uint8_t cwr = first.segment.flags & kCwr;
    const std::size_t header = last.octets.size() - last.segment.payload.size();
    const std::size_t options = header - last.segment.options.size();
    last.octets.insert(last.octets.begin() + static_cast<std::ptrdiff_t>(header), front.begin(),
                       front.end());
    const std::size_t option_count = last.segment.options.size();
    const std::size_t payload_count = front.size() + last.segment.payload.size();
    first.octets = std::move(last.octets);
    first.segment = last.segment;
    first.segment.options = std::span{first.octets}.subspan(options, option_count);
    first.segment.payload = std::span{first.octets}.subspan(header, payload_count);
    first.segment.seq = seq;
    first.segment.flags = static_cast<std::uint8_t>((first.segment.flags & ~kCwr) | cwr);
    first.at = last.at;
  }

  [[nodiscard]] std::optional<std::uint32_t> salt(std::size_t end) const {
    return config_.extension ? std::optional{kPatternSalts[end]} : std::nullopt;
  }

  static SocketAddress socket_of(const std::string& text) {
    return SocketAddress::parse(text).value_or(SocketAddress{});
  }

  static std::string seconds(Time at) {
    const long long micros = (at - kRunStart).count();
    std::string fraction = std::to_string(micros % 1'000'000);
    return std::to_string(micros / 1'000'000) + "." + std::string(6 - fraction.size(), '0') +
           fraction + " s";
  }

  const script::Script& script_;
  const ScriptRunOptions& options_;
  const ScriptConfig& config_;
  ObservationSink& sink_;
  std::uint64_t ids_{0};
  Session session_;
  SocketCalls calls_;
  EventClock clock_;
  SnippetRun snippets_;
  Flow flow_;
  std::optional<std::uint32_t> pending_peer_isn_;
  std::uint16_t next_port_{kFirstRemotePort};
  Outcome outcome_;
  std::vector<std::byte> octets_;  // reused
};

Outcome refused(std::string message, std::string construct) {
  return {.verdict = Verdict::kUnsupported,
          .message = std::move(message),
          .construct = std::move(construct)};
}

// Literal payload on either side means that the stream is not the pattern throughout.
bool has_literal_payload(const script::Script& script) {
  return std::ranges::any_of(script.events, [](const script::Event& event) {
    const auto* packet = std::get_if<script::TcpPacket>(&event.what);
    return std::holds_alternative<script::RawPacket>(event.what) ||
           (packet != nullptr && packet->extension.payload_hex);
  });
}

}  // namespace

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPass:
      return "pass";
    case Verdict::kFail:
      return "fail";
    case Verdict::kUnsupported:
      return "unsupported";
    case Verdict::kError:
      return "error";
  }
  std::unreachable();
}

bool fixes_sequence_numbers(const script::Script& script) {
  const bool literal = std::ranges::any_of(script.events, [](const script::Event& event) {
    const auto* packet = std::get_if<script::TcpPacket>(&event.what);
    return std::holds_alternative<script::RawPacket>(event.what) ||
           (packet != nullptr && (packet->seq_untranslated || packet->ack_untranslated));
  });
  return literal || std::ranges::any_of(script.options, [](const script::OptionLine& line) {
           return line.name == "local_isn";
         });
}

Outcome run_script(const script::Script& script, const ScriptRunOptions& options,
                   StackUnderTest& stack, ObservationSink& sink) {
  const auto config = configure(script, options.variant);
  if (!config) return config.error();
  const Controls& controls = stack.capabilities().controls;
  if (!controls.socket_calls) return refused("the stack has no socket calls", "socket calls");
  if (config->ip_version == IpVersion::kV6 ? !controls.ipv6 : !controls.ipv4) {
    return refused("the stack does not speak this IP version", "IP version");
  }

  ResetConfig reset;
  reset.seed = options.seed;
  reset.addresses = {config->local_ip};
  reset.mtu = config->mtu;
  reset.profile = options.profile;
  reset.forced_isns = config->local_isns;
  if (reset.forced_isns.empty() && options.variant.stack_isn) {
    reset.forced_isns = {*options.variant.stack_isn};
  }
  if (!reset.forced_isns.empty() && !controls.forced_isn) {
    return refused("the stack's initial sequence number cannot be set", "forced ISN");
  }
  if (const auto done = stack.reset(reset); !done) return refused(done.error().what, "reset");

  RunHeader header;
  header.source = options.path;
  const bool patterned = config->extension && !has_literal_payload(script);
  for (std::size_t end = 0; end < 2; ++end) {
    EndpointHeader& endpoint = header.endpoints.emplace_back();
    endpoint.addresses = {end == 0 ? config->local_ip : config->remote_ip};
    if (patterned) endpoint.pattern_salt = kPatternSalts[end];
  }
  header.endpoints[0].judged = true;
  header.endpoints[0].capabilities = stack.capabilities();
  header.endpoints[0].mtu = config->mtu;
  header.endpoints[0].reset = reset;
  sink.begin(header);
  return ScriptRun{script, options, *config, stack, sink}.play();
}

}  // namespace synspect::drive
