#include "stack/fast_open/cache.h"

#include <algorithm>

#include "stack/hash.h"

namespace synspect::tcp {
namespace {

// What `old` says of the same goes; at the limit, so does the oldest.
template <typename Entry, typename Same>
void renew(std::vector<Entry>& entries, const Entry& entry, const Same& same) {
  std::erase_if(entries, same);
  if (entries.size() == FastOpenCache::kMost) entries.erase(entries.begin());
  entries.push_back(entry);
}

}  // namespace

const FastOpenCache::Server* FastOpenCache::find(const IpAddress& local,
                                                 const IpAddress& remote) const {
  const auto at = std::ranges::find_if(servers_, [&](const Server& server) {
    return server.remote == remote && server.local == local;
  });
  return at == servers_.end() ? nullptr : &*at;
}

void FastOpenCache::store(const Server& server) {
  renew(servers_, server, [&](const Server& other) {
    return other.remote == server.remote && other.local == server.local;
  });
}

void FastOpenCache::pause(const IpAddress& local, const Socket& remote, Instant now) {
  renew(pauses_, {local, remote, now + kPause}, [&](const Pause& other) {
    return (other.remote == remote && other.local == local) || other.until <= now;
  });
}

void FastOpenCache::resume(const IpAddress& local, const Socket& remote) {
  std::erase_if(pauses_,
                [&](const Pause& pause) { return pause.remote == remote && pause.local == local; });
}

bool FastOpenCache::paused(const IpAddress& local, const Socket& remote, Instant now) const {
  return std::ranges::any_of(pauses_, [&](const Pause& pause) {
    return pause.remote == remote && pause.local == local && now < pause.until;
  });
}

void FastOpenCache::add_to(Hasher& hasher) const {
  for (const Server& server : servers_) {
    hasher.add(server.local);
    hasher.add(server.remote);
    hasher.add(server.cookie.cookie());
    hasher.add(std::uint64_t{server.mss});
  }
  for (const Pause& pause : pauses_) {
    hasher.add(pause.local);
    hasher.add(SocketPair{{pause.local, {}}, pause.remote});
    hasher.add(pause.until);
  }
}

}  // namespace synspect::tcp
