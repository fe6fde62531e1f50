#include "harness/drive/lower.h"

#include <algorithm>
#include <set>
#include <utility>

#include "harness/drive/flow.h"
#include "harness/drive/lower_call.h"
#include "harness/drive/lower_config.h"
#include "harness/drive/lower_packet.h"
#include "harness/drive/lower_playback.h"
#include "harness/drive/script_run.h"
#include "harness/drive/session.h"
#include "harness/drive/socket_calls.h"
#include "harness/drive/tcp_info.h"
#include "harness/script/script.h"

namespace synspect::drive {
namespace {

struct NullSink final : ObservationSink {
  void begin(const RunHeader&) override {}
  void observe(const Observation&) override {}
};

// A call that may wait. In the history none did: each was answered at the instant at which it was
// made, and another stack, too, is to be asked no more than that.
bool may_wait(const UserCall& call) {
  return std::holds_alternative<call::Accept>(call) ||
         std::holds_alternative<call::Connect>(call) || std::holds_alternative<call::Send>(call) ||
         std::holds_alternative<call::Receive>(call);
}

// One attempt: in the public language, or in the extension.
class Lowering {
 public:
  Lowering(const History& history, const LowerOptions& options, const ScriptConfig& config)
      : history_{history}, options_{options}, config_{config} {
    playback_.compare_octets(options.keep_octets);
  }

  // False when the extension is needed and not on; else `lowered` is complete.
  bool run() {
    survey();
    const std::span<const Observation> all = observations();
    for (position_ = 0; position_ < all.size(); ++position_) {
      at_ = all[position_].at;
      std::visit([this](const auto& what) { lower(what); }, all[position_].what);
      if (needs_extension_ && !config_.extension) return false;
    }
    wait_until(settled_);
    return !needs_extension_ || config_.extension;
  }
  Lowered lowered;
  // Some call's result is left to the judge.
  [[nodiscard]] bool has_open_call() const { return open_call_; }

 private:
  [[nodiscard]] std::span<const Observation> observations() const {
    const std::span<const Observation> all = history_.observations();
    const bool cut = options_.open_from && options_.until;
    return cut ? all.first(std::min(all.size(), *options_.until + 1)) : all;
  }
  [[nodiscard]] bool is_open() const {
    return options_.open_from && position_ >= *options_.open_from;
  }
  // What must be known beforehand: which descriptors may not block, and from when on the driver
  // lets the run go on by itself, so that no line is needed.
  void survey() {
    const std::span<const Observation> all = observations();
    std::size_t last_input = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (const auto* call = std::get_if<CallSeen>(&all[i].what)) {
        if (call->endpoint != options_.accused) continue;
        last_input = i;
        if (may_wait(call->call)) non_blocking_.insert(handle_of(call->call));
      } else if (const auto* segment = std::get_if<SegmentSeen>(&all[i].what)) {
        if (segment->endpoint == options_.accused && segment->fate == Fate::kDelivered) {
          last_input = i;
        }
      }
    }
    if (all.empty()) return;
    settled_ = std::max(kRunStart, all.back().at - kSettleTime);
    last_line_ = std::max(last_input, options_.until.value_or(0));
  }

  void put(decltype(script::Event::what) what) {
    if (lowered.script.events.empty() && at_ > kRunStart) {  // the first event is at 0
      const Time later = std::exchange(at_, kRunStart);
      put(ask_flags(kNoDescriptor, false, false));
      at_ = later;
    }
    script::Event event;
    event.time.form =
        lowered.script.events.empty() ? script::TimeForm::kAbsolute : script::TimeForm::kRelative;
    event.time.from.micros = std::max(Duration{0}, at_ - end_).count();
    event.what = std::move(what);
    lowered.script.events.push_back(std::move(event));
    lowered.origins.push_back(position_);
    end_ = std::max(end_, at_);
  }

  void wait_until(Time to) {
    if (to <= end_) return;
    at_ = to;
    if (position_ > 0) --position_;
    if (live_.empty()) {
      needs_extension_ = true;  // no descriptor that a kernel would take
      put(ask_flags(kNoDescriptor, false, false));
    } else {
      const Handle handle = *live_.begin();
      put(ask_flags(aliases_.of(handle), true, non_blocking_.contains(handle)));
    }
  }

  void lower(const SegmentSeen& seen) {
    if (seen.endpoint != options_.accused) return;
    if (seen.direction == Direction::kToStack && seen.fate == Fate::kDelivered) {
      const auto line = inbound_line(seen, flow_, options_.keep_octets);
      const auto* packet = std::get_if<script::TcpPacket>(&line);
      if (packet == nullptr || needs_extension(*packet)) needs_extension_ = true;
      std::visit([this](const auto& what) { put(what); }, line);
    } else if (seen.fate == Fate::kSent || seen.fate == Fate::kPassed) {
      if ((position_ > last_line_ && at_ > settled_) || is_open()) return;
      const std::optional<script::TcpPacket> packet =
          outbound_line(seen, flow_, config_, options_.keep_octets);
      if (!packet) return leave_out("no line can expect " + seen.segment.to_string());
      if (needs_extension(*packet)) needs_extension_ = true;
      put(*packet);
    }
  }

  void lower(const CallSeen& seen) {
    if (seen.endpoint != options_.accused || std::holds_alternative<call::Name>(seen.call)) return;
    bool words = false;
    for (const CallLine& line : call_lines(seen, aliases_)) {
      words = true;
      if (line.extension && !config_.extension) {
        needs_extension_ = true;
        return;
      }
      if (!agrees(line.call, seen)) continue;
      if (line.extension) needs_extension_ = true;
      open_call_ = open_call_ || is_open();
      put(line.call);
      return note_handles(seen);
    }
    leave_out(
        std::string(words ? "the driver does not make this call: " : "no words for the call ") +
        std::string(name_of(seen.call)));
  }

  // Tries the line: the driver must make the very call, take the answer, and ask nothing else.
  bool agrees(const script::SystemCall& line, const CallSeen& seen) {
    SocketCalls trial = calls_;
    const bool unknown = !trial.knows(line);
    playback_.expect(&seen, !unknown);
    const std::uint32_t generation = trial.generation();
    const bool went = !trial.run(line);
    // A descriptor that never was: the driver answers by itself what every stack answers.
    if (!went || !(playback_.agreed() || (unknown && !playback_.asked()))) return false;
    calls_ = trial;
    if (calls_.generation() != generation) flow_.forget();
    if (calls_.role() == SocketCalls::Role::kConnecting && !flow_.exists()) flow_.begin_active();
    return true;
  }

  void note_handles(const CallSeen& seen) {
    if (std::holds_alternative<call::Close>(seen.call)) live_.erase(handle_of(seen.call));
    const bool opens = std::holds_alternative<call::Socket>(seen.call) ||
                       std::holds_alternative<call::Accept>(seen.call);
    if (!opens || seen.result.error != CallError::kNone) return;
    const Handle handle{static_cast<std::int32_t>(seen.result.value)};
    live_.insert(handle);
    if (!non_blocking_.contains(handle)) return;
    const script::SystemCall line = make_non_blocking(aliases_.of(handle));
    playback_.expect(nullptr);
    static_cast<void>(calls_.run(line));
    put(line);
  }

  void lower(const InfoSeen& seen) {
    if (seen.endpoint != options_.accused || !seen.info->state) return;
    if (seen.handle == Handle::kNone || seen.handle != calls_.under_test()) return;
    put(script::Snippet{
        .text = " assert tcpi_state == " + std::string(script_name(*seen.info->state)) + " ",
        .at = {}});
  }
  void lower(const KnobSet& seen) {
    if (seen.endpoint == options_.accused) leave_out("knob " + std::string(seen.name));
  }
  void lower(const SignalSeen&) {}
  void lower(const StackFailed&) {}
  void lower(const TimeAdvanced&) {}
  void lower(const FaultsStopped&) {}
  void lower(const RunEnded&) {}

  void leave_out(std::string what) {
    lowered.left_out.push_back("observation " + std::to_string(position_) + ": " + std::move(what));
  }

  static constexpr std::int64_t kNoDescriptor = 1000;

  const History& history_;
  const LowerOptions& options_;
  const ScriptConfig& config_;
  bool needs_extension_{};
  bool open_call_{};
  std::size_t position_{0};
  Time at_{kRunStart};
  Time end_{kRunStart};  // of the last event
  Time settled_{kRunStart};
  std::size_t last_line_{0};
  std::set<Handle> non_blocking_;
  std::set<Handle> live_;
  Aliases aliases_;
  Flow flow_{config_, 0};
  NullSink nowhere_;
  Playback playback_;
  std::uint64_t ids_{0};
  Session session_{playback_, nowhere_, 0, ids_};
  SocketCalls calls_{session_, config_};
};

}  // namespace

std::expected<Lowered, std::string> script_from_history(const History& history,
                                                        const LowerOptions& options) {
  auto setting = setting_of(history, options);
  if (!setting) return std::unexpected(setting.error());
  for (const bool extension : {setting->needs_extension, true}) {
    setting->config.extension = extension;
    Lowering attempt{history, options, setting->config};
    if (!attempt.run()) continue;
    Lowered done = std::move(attempt.lowered);
    // A raw datagram holds the numbers of the wire: the stack must have those of the history.
    const bool raw = std::ranges::any_of(done.script.events, [](const script::Event& event) {
      return std::holds_alternative<script::RawPacket>(event.what);
    });
    if (raw && !options.keep_isns) {
      LowerOptions kept = options;
      kept.keep_isns = true;
      return script_from_history(history, kept);
    }
    done.script.options = std::move(setting->lines);
    if (extension) done.script.options.insert(done.script.options.begin(), {{}, "synspect", "1"});
    if (attempt.has_open_call()) {
      done.script.options.insert(done.script.options.begin(), {{}, "non_fatal", "syscall"});
    }
    done.portable = !extension;
    done.left_out.insert(done.left_out.begin(), setting->left_out.begin(), setting->left_out.end());
    return done;
  }
  std::unreachable();
}

}  // namespace synspect::drive
