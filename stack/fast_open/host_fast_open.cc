#include "stack/fast_open/host_fast_open.h"

#include <algorithm>

#include "stack/fast_open/cookie.h"
#include "stack/hash.h"
#include "stack/segment_arrives/ack_check.h"

namespace synspect::tcp {

void HostFastOpen::enable(ConnectionId listener, std::uint16_t limit) {
  if (limit > 0 || listeners_.contains(listener)) listeners_[listener].limit = limit;
}

FastOpenAnswer HostFastOpen::answer(ConnectionId listener, const SocketPair& sockets,
                                    const FastOpenOption& option, std::uint64_t key_seed,
                                    const Profile& profile, Instant now) {
  PendingFastOpens* const pending = listeners_.find(listener);
  if (pending == nullptr || pending->limit == 0) return {};  // 7413-4.2-a
  if (pending->full(now)) return {};                         // 7413-4.2-b
  const CookieJar jar{.key_seed = key_seed, .size = profile.fast_open_cookie};
  FastOpenAnswer answer;
  answer.open = !option.asks() && cookie_is_valid(jar, sockets, option, now);
  // 7413-4.2.1-b: to whoever asks, and in place of one that is no longer the newest.
  FastOpenOption fresh = cookie_for(jar, sockets, now);
  fresh.experimental = option.experimental;
  if (!option.same_cookie(fresh)) answer.cookie = fresh;
  return answer;
}

void HostFastOpen::opened(ConnectionId listener, ConnectionId child) {
  listeners_[listener].opened();
  pending_[child] = listener;
}

void HostFastOpen::settled(ConnectionId child, bool by_reset, Instant now) {
  const ConnectionId* const listener = pending_.find(child);
  if (listener == nullptr) return;
  if (PendingFastOpens* const pending = listeners_.find(*listener)) {
    by_reset ? pending->was_reset(now) : pending->answered();
  }
  pending_.erase(listener);
}

std::optional<FastOpening> HostFastOpen::opening(const SocketPair& sockets, const Profile& profile,
                                                 Instant now) const {
  if (!profile.fast_open) return std::nullopt;
  if (cache_.paused(sockets.local.ip, sockets.remote, now)) return std::nullopt;
  FastOpening opening;
  if (const auto* const server = cache_.find(sockets.local.ip, sockets.remote.ip)) {
    opening.option = server->cookie;
    opening.mss = server->mss;
  } else {
    opening.option.experimental = profile.fast_open_experimental;
  }
  return opening;
}

void HostFastOpen::syn_answered(const Tcb& tcb, const Segment& syn_ack, Instant now) {
  const bool taken = tcb.state == State::kSynSent && syn_ack.syn && syn_ack.ack_flag &&
                     !syn_ack.rst && acknowledges_new(tcb, syn_ack.ack);
  if (!taken) return;
  const IpAddress& local = tcb.sockets.local.ip;
  const Socket& remote = tcb.sockets.remote;
  const auto& cookie = syn_ack.options.fast_open;
  const bool text_taken = distance(tcb.iss, syn_ack.ack).n > 1;
  if (cookie && !cookie->asks()) {
    const std::uint16_t standard = local.version == IpVersion::kV4 ? 536 : 1220;
    const std::uint16_t mss = std::min(syn_ack.options.mss.value_or(standard), tcb.rcv_mss);
    cache_.store({local, remote.ip, *cookie, mss});
    cache_.resume(local, remote);
  } else if (!text_taken && distance(tcb.iss, tcb.snd_nxt).n > 1) {
    cache_.pause(local, remote, now);  // the text was not taken, or only a plain SYN got through
  } else if (cache_.find(local, remote.ip) == nullptr) {
    cache_.pause(local, remote, now);  // 7413-4.2.1-d
  }
}

void HostFastOpen::clear() {
  cache_.clear();
  listeners_.clear();
  pending_.clear();
}

void HostFastOpen::add_to(Hasher& hasher) const {
  cache_.add_to(hasher);
  hasher.add(std::uint64_t{pending_.size()});
}

}  // namespace synspect::tcp
