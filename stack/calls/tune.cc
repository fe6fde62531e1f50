// Buffers, the size of segments and the cork of one connection, or of all that a listener will
// make; not calls of RFC 9293 3.9.1, which leaves them open.
#include <algorithm>
#include <utility>

#include "stack/calls/calls.h"
#include "stack/receive/window.h"
#include "stack/send/emit.h"
#include "stack/send/room.h"

namespace synspect::tcp {
namespace {

// A smaller one takes hold as what was queued or promised goes: the right edge of the window never
// moves left (SHLD-14).
void set_buffer(Tcb& tcb, std::uint32_t Profile::* buffer, std::uint32_t wanted, bool begun,
                std::uint32_t& limit) {
  if (wanted == 0) return;
  const std::uint32_t was = (*tcb.profile).*buffer;
  const std::uint32_t most = begun ? std::max(was, wanted) : wanted;
  if (most != was) tcb.profile.edit().*buffer = most;
  limit = wanted < most ? wanted : 0;
}

bool still_takes_text(State state) {
  return state == State::kEstablished || state == State::kFinWait1 || state == State::kFinWait2;
}

}  // namespace

void tune(Tcb& tcb, const TuneCall& call) {
  const bool begun = tcb.state != State::kClosed && tcb.state != State::kListen;
  Tuned& tuned = tcb.tuned;
  set_buffer(tcb, &Profile::receive_buffer, call.receive_buffer, begun, tuned.receive_buffer);
  // A passive open that came back to LISTEN may have text queued already.
  set_buffer(tcb, &Profile::send_buffer, call.send_buffer, begun || !tcb.send_queue.empty(),
             tuned.send_buffer);
  if (call.most_text > 0 && !begun) tuned.most_text = call.most_text;
  tuned.corked = call.cork.value_or(tuned.corked);
}

void user_call(Tcb& tcb, const TuneCall& call, Instant now, Effects& effects) {
  if (tcb.state == State::kClosed) {
    effects.status = CallStatus::kDoesNotExist;
    return;
  }
  const bool was_full = send_room(tcb) == 0;
  tune(tcb, call);
  if (call.cork == false) tcb.pushed = static_cast<std::uint32_t>(tcb.send_queue.size());
  send_queued(tcb, now, effects);  // what the cork held
  if (was_full && send_room(tcb) > 0) effects.notices.push_back(Notice::kWritable);
  if (call.receive_buffer == 0 || !still_takes_text(tcb.state)) return;
  widen_window(tcb);
  if (window_update_due(tcb)) send_ack(tcb, effects);
}

}  // namespace synspect::tcp
