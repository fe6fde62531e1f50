// What the user is told and given: octets in order (9293-3.10.7.4-1e), ends of connections by their
// kind (MUST-12, 9293-3.5.3-c), refusals after CLOSE (9293-3.10.2-h), time limits (MUST-23,
// SHLD-11).
#include <fmt/format.h>

#include <variant>

#include "harness/judge/follow.h"
#include "harness/judge/rules.h"

namespace synspect::judge {
namespace {

using std::chrono::seconds;

bool is_reset(CallError error) {
  return error == CallError::kConnectionReset || error == CallError::kReset ||
         error == CallError::kConnectionRefused || error == CallError::kRefused ||
         error == CallError::kConnectionAborted || error == CallError::kBrokenPipe;
}

void judge_octets(Scene& scene, std::span<const std::byte> data) {
  Connection& conn = scene.conn;
  if (data.empty() || !conn.rcv.known || conn.vague) return;
  if (conn.states.only(TcpState::kSynReceived) && conn.snd.una_max < 1 && !conn.peer.fast_open &&
      !conn.own.fast_open) {
    scene.broken(Rule::kSynDataWaits,
                 {"nothing before ESTABLISHED", fmt::format("{} octets", data.size()), {}});
  } else if (conn.rcv.user_read == 1) {
    scene.upheld(Rule::kSynDataWaits);
  }
  const Offset end = conn.rcv.user_read + static_cast<Offset>(data.size());
  const Offset most = conn.rcv.high() - (conn.rcv.fin && conn.rcv.high() > *conn.rcv.fin ? 1 : 0);
  if (end > most && !conn.rcv.arrived.full()) {
    return scene.broken(
        Rule::kInOrderToUser,
        {fmt::format("at most {} octets: no more arrived in order", most - conn.rcv.user_read),
         fmt::format("{} octets", data.size()),
         {}});
  }
  if (conn.rcv.text_conflict) return;
  switch (conn.rcv.text.compare(conn.rcv.user_read, data)) {
    case OctetLog::Match::kSame:
      scene.upheld(Rule::kInOrderToUser);
      break;
    case OctetLog::Match::kUnknown:
      break;
    case OctetLog::Match::kDifferent:
      scene.broken(Rule::kInOrderToUser, {"the octets that arrived, in order",
                                          fmt::format("other octets in {}..{} of the stream",
                                                      conn.rcv.user_read - 1, end - 1),
                                          {}});
      break;
  }
  conn.rcv.text.forget_below(end);
}

// An end is told as what it was.
void judge_end(Scene& scene, const CallResult& result) {
  Connection& conn = scene.conn;
  if (conn.vague || conn.closed_by_user || !conn.rcv.known) return;
  if (result.end_of_stream) {
    const bool closed = conn.rcv.fin && conn.rcv.high() > *conn.rcv.fin;
    if (closed) {
      if (!conn.end_read && !conn.fully_closed) conn.end_read = scene.now();
      return scene.upheld(Rule::kMust12);
    }
    if (conn.told || conn.fully_closed || conn.touched) return;
    return scene.broken(Rule::kMust12, {conn.reset_delivered ? "a reset is told as a reset"
                                                             : "no end of stream: no FIN arrived",
                                        "end of stream",
                                        {}});
  }
  if (!conn.reset_certain || conn.told || conn.rcv.fin) return;
  if (is_reset(result.error)) {
    scene.upheld(Rule::kMust12);
    return scene.upheld(Rule::kResetTold);
  }
  if (result.error == CallError::kWouldBlock) {
    scene.broken(Rule::kResetTold, {"an error that tells of the reset", "the call would wait", {}});
  }
}

void judge_receive(Scene& scene, const CallResult& result) {
  judge_octets(scene, result.data);
  judge_end(scene, result);
}

void judge_send(Scene& scene, const CallResult& result) {
  Connection& conn = scene.conn;
  if (conn.closed_by_user) {
    if (result.error != CallError::kNone) return scene.upheld(Rule::kNoSendAfterClose);
    if (result.value <= 0) return;
    return scene.broken(
        Rule::kNoSendAfterClose,
        {"an error: the user has closed", fmt::format("{} octets taken", result.value), {}});
  }
  if (conn.reset_certain && !conn.told && is_reset(result.error)) scene.upheld(Rule::kResetTold);
}

void judge_time_limit(Scene& scene) {
  Connection& conn = scene.conn;
  if (conn.touched || scene.endpoint.knobs || scene.endpoint.blind || conn.vague) return;
  const auto check = [&](Rule rule, Duration least, Time from) {
    const Duration waited = scene.now() - from;
    if (waited + scene.endpoint.uncertainty >= least) return scene.upheld(rule);
    scene.broken(rule, scene.cause(Cause::Kind::kTimer), conn.states,
                 {fmt::format("not given up before {} ms", least.count() / 1000),
                  fmt::format("given up after {} ms", waited.count() / 1000),
                  {}});
  };
  if (conn.states.only(TcpState::kSynSent)) {
    check(Rule::kMust23, seconds{180}, conn.first_syn);
  } else if (conn.states.within(kTransfers) && conn.snd.unanswered && !conn.fully_closed) {
    check(Rule::kShld11, seconds{100}, conn.snd.unanswered_first);
  }
}

void tell_timeout(Scene& scene, const char* observed) {
  judge_time_limit(scene);
  judge_timed_out(scene, observed);
}

void judge_error(Scene& scene, CallError error) {
  Connection& conn = scene.conn;
  if (error == CallError::kTimedOut || error == CallError::kUserTimeout) {
    if (!conn.told) tell_timeout(scene, "a call says that it timed out");
    return end_told(scene);
  }
  if (!is_reset(error)) return;
  // A broken pipe, after his own CLOSE, is no news of the connection.
  if (error != CallError::kBrokenPipe && error != CallError::kConnectionAborted) {
    return end_told(scene);
  }
  if (conn.closed_by_user && error == CallError::kBrokenPipe) return;
  conn.told = true;
  scene.maybe_gone();
}

struct JudgeCall {
  Scene& scene;
  const CallResult& result;
  void operator()(const call::Receive&) const { judge_receive(scene, result); }
  void operator()(const call::RfcReceive&) const { judge_receive(scene, result); }
  void operator()(const call::Send&) const { judge_send(scene, result); }
  void operator()(const call::RfcSend&) const { judge_send(scene, result); }
  template <typename Other>
  void operator()(const Other&) const {}
};

}  // namespace

void judge_call(Scene& scene, const CallSeen& seen) {
  std::visit(JudgeCall{scene, seen.result}, seen.call);
  CallError error = seen.result.error;
  const auto* get = std::get_if<call::GetOption>(&seen.call);
  if (get && get->option == call::Option::kError && error == CallError::kNone) {
    error = static_cast<CallError>(seen.result.value);
    if (is_reset(error)) scene.upheld(Rule::kResetTold);
  }
  if (is_reset(error)) judge_needless_end(scene);
  judge_open_failure(scene, seen, error);
  judge_error(scene, error);
}

void judge_signal(Scene& scene, const SignalSeen& seen) {
  Connection& conn = scene.conn;
  if (seen.signal == Signal::kUrgent) return judge_urgent_signal(scene);
  if (seen.signal == Signal::kTimedOut && !conn.told) {
    tell_timeout(scene, "the user is told that it timed out");
  }
  if (seen.signal == Signal::kSoftError) judge_soft_error(scene);
  if (seen.signal == Signal::kPeerClosed && !conn.vague) {
    const bool closed = conn.rcv.fin && conn.rcv.high() > *conn.rcv.fin;
    if (closed) {
      scene.upheld(Rule::kMust12);
    } else {
      scene.broken(Rule::kMust12, {"no close is told: no FIN arrived", "connection closing", {}});
    }
  }
  if (seen.signal == Signal::kReset || seen.signal == Signal::kRefused) {
    judge_needless_end(scene);
    const bool opening = conn.origin == Origin::kActive && conn.snd.una_max < 1;
    if (conn.reset_certain && opening && !conn.told) scene.upheld(Rule::kOpenFailureTold);
    if (conn.reset_certain) {
      scene.upheld(Rule::kMust12);
      scene.upheld(Rule::kResetTold);
    }
    end_told(scene);
  }
  if (seen.signal == Signal::kTimedOut) end_told(scene);
}

}  // namespace synspect::judge
