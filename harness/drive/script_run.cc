#include "harness/drive/script_run.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "harness/drive/capture_queue.h"
#include "harness/drive/event_clock.h"
#include "harness/drive/flow.h"
#include "harness/drive/line_options.h"
#include "harness/drive/needs.h"
#include "harness/drive/outbound_match.h"
#include "harness/drive/script_config.h"
#include "harness/drive/session.h"
#include "harness/drive/snippet_run.h"
#include "harness/drive/socket_calls.h"
#include "harness/history/pattern.h"
#include "harness/script/icmp_line.h"
#include "harness/script/script.h"

namespace synspect::drive {
namespace {

// A line whose packet comes late is told how late; one that waits longer is told that none came.
constexpr Duration kPatience = std::chrono::seconds{2};

class ScriptRun {
 public:
  ScriptRun(const script::Script& script, const ScriptRunOptions& options,
            const ScriptConfig& config, StackUnderTest& stack, ObservationSink& sink)
      : script_{script},
        at_line_{options.at_line},
        config_{config},
        sink_{sink},
        session_{stack, sink, 0, ids_},
        calls_{session_, config_},
        clock_{stack.capabilities(), config.tolerance, config.tolerance_percent},
        flow_{config, options.variant.peer_shift} {}

  Outcome play() {
    for (const script::Event& event : script_.events) {
      session_.set_script_line(event.at.line);
      if (at_line_) at_line_(event.at.line);
      if (!play(event)) return end(std::move(outcome_));
    }
    session_.set_script_line(0);
    if (const auto failed = snippets_.evaluate()) {
      outcome_ = {.verdict = failed->lacking.empty() ? Verdict::kFail : Verdict::kUnsupported,
                  .line = failed->line,
                  .column = failed->column,
                  .message = failed->message,
                  .construct = failed->lacking};
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
    if (!session_.broken().empty()) return fail(event, session_.broken());  // the cause of the rest
    return ok;
  }

  bool act(const script::Event& event, const script::TcpPacket& packet) {
    const auto octets = flow_.inbound(packet);
    if (!octets) return fail(event, octets.error());
    session_.inject(*octets);
    return true;
  }
  bool act(const script::Event&, const script::RawPacket& packet) {
    session_.inject(from_hex(packet.hex));
    return true;
  }
  bool act(const script::Event& event, const script::IcmpPacket& packet) {
    const auto numbers = script::icmp_numbers(packet, config_.ip_version);
    if (!numbers) {
      return fail(event, "icmp " + packet.type + " " + packet.code + " is of another IP version");
    }
    const std::vector<std::byte> octets = flow_.icmp(packet, *numbers);
    if (octets.empty()) {
      return fail(event, "there is nothing to quote: no line has met a SYN of the stack yet");
    }
    session_.inject(octets);
    return true;
  }
  bool act(const script::Event& event, const script::SystemCall& call) {
    const std::uint32_t generation = calls_.generation();
    const std::optional<std::string> problem = calls_.run(call);
    if (calls_.generation() != generation) flow_.forget();
    if (calls_.role() == SocketCalls::Role::kConnecting && !flow_.exists()) flow_.begin_active();
    if (!problem || (config_.calls_non_fatal && calls_.lacking().empty())) return true;
    fail(event, *problem);
    if (!calls_.lacking().empty()) {
      outcome_.verdict = Verdict::kUnsupported;
      outcome_.construct = calls_.lacking();
    }
    return false;
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

  bool expect(const script::Event& event, const script::TcpPacket& packet, const DueTime& due) {
    const FourTuple sockets = flow_.outbound_sockets(packet);
    std::deque<Captured>& queue = session_.captured();
    auto found = find_captured(queue, sockets);
    const Time patience = due.to + due.slack + (due.any ? Duration{0} : kPatience);
    while (found == queue.end()) {
      if (session_.now() >= patience || !session_.advance_until_output(patience)) {
        if (!session_.broken().empty()) return fail(event, session_.broken());
        const std::string when = due.any ? "" : " at " + seconds(due.from);
        return fail(event, "expected" + when + ": " + script::print(packet) + "; the stack sent " +
                               instead() + " up to " + seconds(session_.now()));
      }
      found = find_captured(queue, sockets);
    }
    Captured captured = std::move(*found);
    queue.erase(found);
    if (std::optional<std::string> problem = complete(packet, sockets, captured, due)) {
      return fail(event, *problem);
    }
    flow_.learn(packet, captured.segment);
    clock_.finished(due.any ? captured.at : session_.now());

    std::optional<std::string> problem =
        mismatch(packet, captured.segment, flow_.numbers(),
                 flow_.outbound_payload(packet, captured.segment), config_.extension);
    if (problem) {
      *problem += "; at " + seconds(captured.at) + " it sent " +
                  in_script_numbers(captured.segment, flow_.numbers());
    } else {
      problem = untimely(captured.at, due);
    }
    if (!problem) problem = flow_.clock_mismatch(packet, captured.segment, captured.at);
    if (problem && !config_.packets_non_fatal) return fail(event, *problem);
    return true;
  }

  // What it sent that no line can be about.
  std::string instead() const {
    const std::deque<Captured>& queue = session_.captured();
    const auto odd = [](const Captured& c) { return c.segment.kind != DatagramKind::kTcp; };
    const auto count = std::ranges::count_if(queue, odd);
    if (count == 0) return "nothing";
    const Captured& first = *std::ranges::find_if(queue, odd);
    return "nothing that is a TCP segment, but " + std::to_string(count) + " other datagram" +
           (count == 1 ? "" : "s") + ", at " + seconds(first.at) + " " + first.segment.to_string();
  }

  // Takes further segments until the line's payload is complete; a sentence when what follows does
  // not continue what was taken.
  std::optional<std::string> complete(const script::TcpPacket& packet, const FourTuple& sockets,
                                      Captured& captured, const DueTime& due) {
    if (config_.strict_segments) return std::nullopt;
    std::deque<Captured>& queue = session_.captured();
    while (!captured.segment.payload.empty() && captured.segment.payload.size() < packet.length) {
      const auto next = find_captured(queue, sockets);
      if (next == queue.end()) {
        // Whatever is missing then shows as another payload length.
        if (!session_.advance_until_output(due.to + due.slack)) return std::nullopt;
        continue;
      }
      if (!continues(captured.segment, next->segment, packet.length)) {
        return "the stack's segments do not join to " + std::to_string(packet.length) +
               " octets: after " + in_script_numbers(captured.segment, flow_.numbers()) + " came " +
               in_script_numbers(next->segment, flow_.numbers());
      }
      join(captured, std::move(*next));
      queue.erase(next);
    }
    return std::nullopt;
  }

  static std::optional<std::string> untimely(Time at, const DueTime& due) {
    const bool early = at + due.slack < due.from;
    if (due.any || (!early && at <= due.to + due.slack)) return std::nullopt;
    return "sent at " + seconds(at) + ", expected at " + seconds(due.from) +
           (due.to > due.from ? " to " + seconds(due.to) : "") + ", tolerance " +
           seconds(kRunStart + due.slack);
  }

  static std::string seconds(Time at) {
    const long long micros = (at - kRunStart).count();
    std::string fraction = std::to_string(micros % 1'000'000);
    return std::to_string(micros / 1'000'000) + "." + std::string(6 - fraction.size(), '0') +
           fraction + " s";
  }

  const script::Script& script_;
  const std::function<void(std::uint32_t)>& at_line_;
  const ScriptConfig& config_;
  ObservationSink& sink_;
  std::uint64_t ids_{0};
  Session session_;
  SocketCalls calls_;
  EventClock clock_;
  SnippetRun snippets_;
  Flow flow_;
  Outcome outcome_;
};

Outcome refused(std::string message, std::string construct) {
  return {.verdict = Verdict::kUnsupported,
          .message = std::move(message),
          .construct = std::move(construct)};
}

std::pair<std::string, std::string> knob_of(const script::OptionLine& line) {
  const std::string& value = *line.value;  // NAME=VALUE, by the parser's check
  const std::size_t equals = value.find('=');
  return {value.substr(0, equals), value.substr(equals + 1)};
}

Outcome refused_line(const Refusal& refusal, const script::OptionLine& line, std::string what) {
  Outcome outcome = refused(refusal.what, std::move(what));
  outcome.line = line.at.line;
  outcome.column = line.at.column;
  if (refusal.nonsense) {
    outcome.verdict = Verdict::kError;
    outcome.construct.clear();
  }
  return outcome;
}

// The extension that a setting switches, as the stack declares it.
std::optional<bool> declared(const Features& features, const std::string& setting) {
  if (setting == "window_scale") return features.window_scale;
  if (setting == "timestamps") return features.timestamps;
  if (setting == "sack") return features.sack;
  return std::nullopt;
}

// Resets the stack, one setting after another: what it refuses and yet is, as it says itself, needs
// no setting. Else the line is named that it does not take.
std::optional<Outcome> reset_by_lines(const ScriptConfig& config, ResetConfig& reset,
                                      StackUnderTest& stack) {
  reset.knobs.clear();
  if (const auto done = stack.reset(reset); !done) {
    reset.profile = ResetConfig{}.profile;
    const bool by_profile = config.profile && stack.reset(reset);
    return by_profile ? refused_line(done.error(), *config.profile, "profile")
                      : refused(done.error().what, "reset");
  }
  for (const script::OptionLine& line : config.settings) {
    const auto knob = knob_of(line);
    reset.knobs.push_back(knob);
    const auto done = stack.reset(reset);
    if (done) continue;
    reset.knobs.pop_back();
    const bool again = stack.reset(reset).has_value();
    const std::optional<bool> has = declared(stack.capabilities().features, knob.first);
    if (again && has && knob.second == (*has ? "on" : "off")) continue;
    return refused_line(done.error(), line, "setting " + knob.first);
  }
  return std::nullopt;
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
  if (const auto unsupported = script::find_unsupported(script)) {
    return {.verdict = Verdict::kUnsupported,
            .line = unsupported->at.line,
            .column = unsupported->at.column,
            .message = unsupported->construct + " is not supported yet",
            .construct = unsupported->construct};
  }
  const auto config = configure(script, options.variant);
  if (!config) return config.error();
  const Controls& controls = stack.capabilities().controls;
  if (!controls.socket_calls) return refused("the stack has no socket calls", "socket calls");
  if (config->ip_version == IpVersion::kV6 ? !controls.ipv6 : !controls.ipv4) {
    return refused("the stack does not speak this IP version", "IP version");
  }
  for (const std::string& need : config->needs) {
    if (lacks(stack.capabilities().features, need)) {
      return refused("the stack does without " + need, need);
    }
  }

  ResetConfig reset;
  reset.seed = config->stack_seed.value_or(options.seed);
  reset.addresses = {config->local_ip};
  reset.mtu = config->mtu;
  reset.profile = config->profile ? *config->profile->value : options.profile;
  reset.knobs = options.knobs;
  for (const script::OptionLine& line : config->settings) reset.knobs.push_back(knob_of(line));
  reset.forced_isns = config->local_isns;
  if (reset.forced_isns.empty() && options.variant.stack_isn) {
    reset.forced_isns = {*options.variant.stack_isn};
  }
  if (!reset.forced_isns.empty() && !controls.forced_isn) {
    return refused("the stack's initial sequence number cannot be set", "forced ISN");
  }
  if (!stack.reset(reset)) {
    if (auto problem = reset_by_lines(*config, reset, stack)) return *std::move(problem);
  }

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
