#include "harness/drive/state_watch.h"

#include <utility>

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

void StateWatch::record(std::uint8_t lane, EventClass event, bool own,
                        std::optional<TcpState> now) {
  Watched& watched = lanes_[lane];
  const std::optional<TcpState> from = watched.state;
  watched.state = now;
  if (!from || !now) return;
  // That a listener came, or was taken by another lane, is no move of this connection.
  if (!own && (*from == *now || (vacant(*from) && vacant(*now)))) return;
  if (view_ != nullptr) watched.path.situation = situation_of(view_->lane(lane));
  coverage_->reached(*from, event, settled(*from, event, *now), watched.path);
}

bool StateWatch::unchanged() {
  const std::uint64_t before = std::exchange(changes_, stack_->state_changes());
  return changes_ != 0 && changes_ == before;
}

void StateWatch::after(EventClass event, std::uint8_t lane) {
  if (unchanged()) {  // the others have not moved
    if (lanes_[lane].on) record(lane, event, true, lanes_[lane].state);
    return;
  }
  for (std::uint8_t i = 0; i < lanes_.size(); ++i) {
    if (lanes_[i].on) record(i, event, i == lane, stack_->state(lanes_[i].sockets));
  }
}

void StateWatch::after_time() {
  const bool same = unchanged();
  for (std::uint8_t i = 0; i < lanes_.size(); ++i) {
    const Watched& lane = lanes_[i];
    if (!lane.on) continue;
    const std::optional<TcpState> now = same ? lane.state : stack_->state(lane.sockets);
    record(i, EventClass::kTime, lane.state == now, now);
  }
}

}  // namespace synspect::drive
