#include "harness/drive/state_watch.h"

namespace synspect::drive {
namespace {

using scenario::EventClass;

// A connection that is gone leaves CLOSED, even where a listener waits for the next one. Only an
// attempt to open goes back to LISTEN (figure 5, note 1).
TcpState settled(TcpState from, EventClass event, TcpState to) {
  if (to != TcpState::kListen || from == TcpState::kListen || from == TcpState::kClosed) return to;
  return from == TcpState::kSynReceived && event >= EventClass::kSyn ? to : TcpState::kClosed;
}

bool vacant(TcpState state) { return state == TcpState::kClosed || state == TcpState::kListen; }

}  // namespace

void StateWatch::watch(std::uint8_t lane, const FourTuple& sockets) {
  Watched& watched = lanes_[lane];
  if (watched.on && watched.sockets == sockets) return;
  watched = {true, sockets, stack_->state(sockets), {}};
}

void StateWatch::record(Watched& lane, EventClass event, bool own, std::optional<TcpState> now) {
  const std::optional<TcpState> from = lane.state;
  lane.state = now;
  if (!from || !lane.state) return;
  // That a listener came, or was taken by another lane, is no move of this connection.
  if (!own && (*from == *lane.state || (vacant(*from) && vacant(*lane.state)))) return;
  coverage_->reached(*from, event, settled(*from, event, *lane.state), lane.path);
}

void StateWatch::after(EventClass event, std::uint8_t lane) {
  for (std::uint8_t i = 0; i < lanes_.size(); ++i) {
    Watched& watched = lanes_[i];
    if (watched.on) record(watched, event, i == lane, stack_->state(watched.sockets));
  }
}

void StateWatch::after_time() {
  for (Watched& lane : lanes_) {
    if (!lane.on) continue;
    const std::optional<TcpState> now = stack_->state(lane.sockets);
    record(lane, EventClass::kTime, lane.state == now, now);
  }
}

}  // namespace synspect::drive
