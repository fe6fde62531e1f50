// What a client remembers of servers (RFC 7413 4.1.3): their cookies and MSS, and where Fast Open
// did not work. Bounded: of each kind kMost, the one not renewed for longest goes first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "stack/address.h"
#include "stack/fast_open/option.h"
#include "stack/time.h"

namespace synspect::tcp {

class Hasher;

class FastOpenCache {
 public:
  static constexpr std::size_t kMost = 64;
  // How long a path that has failed is left alone (7413-4.1.3.1-b).
  static constexpr Duration kPause = std::chrono::hours{1};

  struct Server {  // one per pair of addresses, whatever the ports (7413-4.1.3-b)
    IpAddress local, remote;
    FastOpenOption cookie;
    std::uint16_t mss{};
    friend bool operator==(const Server&, const Server&) = default;
  };

  // Null where none is known.
  [[nodiscard]] const Server* find(const IpAddress& local, const IpAddress& remote) const;
  void store(const Server& server);  // 7413-4.1.3-a, 7413-4.2.2-h

  // 7413-4.1.3.1-a: of one service; others of that server may work.
  void pause(const IpAddress& local, const Socket& remote, Instant now);
  void resume(const IpAddress& local, const Socket& remote);
  [[nodiscard]] bool paused(const IpAddress& local, const Socket& remote, Instant now) const;

  void clear() {
    servers_.clear();
    pauses_.clear();
  }
  void add_to(Hasher& hasher) const;
  friend bool operator==(const FastOpenCache&, const FastOpenCache&) = default;

 private:
  struct Pause {
    IpAddress local;
    Socket remote;
    Instant until{};
    friend bool operator==(const Pause&, const Pause&) = default;
  };

  std::vector<Server> servers_;  // the one renewed last at the back
  std::vector<Pause> pauses_;    // likewise
};

}  // namespace synspect::tcp
