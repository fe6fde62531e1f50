// For tests: a client on host 0 connected to a server on host 1, and a way to move text.
#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <vector>

#include "stack/host/test_pair.h"

namespace synspect::tcp {

inline constexpr std::uint32_t kIsnBases[] = {0, 0x7fff'fffa, 0xffff'fffa};

inline std::vector<std::byte> pattern(std::size_t size) {
  std::vector<std::byte> octets(size);
  for (std::size_t i = 0; i < size; ++i) octets[i] = static_cast<std::byte>(i * 7 + i / 251);
  return octets;
}

struct Connected {
  explicit Connected(std::uint32_t base, Profile profile = kRfcProfile) : pair{base, profile} {
    listener = pair.hosts[1].open({.local = {{}, Port{80}}, .spawning = true}, pair.now).connection;
    client = pair.hosts[0]
                 .open({.remote = Socket{v4(2), Port{80}}, .active = true}, pair.now)
                 .connection;
    pair.run(std::chrono::seconds{1});
    server = pair.hosts[1].take_accepted(listener).value_or(ConnectionId::kNone);
  }
  [[nodiscard]] State client_state() const { return pair.hosts[0].status(client).state; }
  [[nodiscard]] State server_state() const { return pair.hosts[1].status(server).state; }

  TestPair pair;
  ConnectionId listener{}, client{}, server{};
};

// All that waits to be read.
inline void read_all(Host& host, ConnectionId id, Instant now, std::vector<std::byte>& into) {
  std::vector<std::byte> buffer(4096);
  while (true) {
    const TransferResult result = host.receive(id, {.buffer = buffer}, now);
    if (result.octets == 0) return;
    into.insert(into.end(), buffer.begin(),
                buffer.begin() + static_cast<std::ptrdiff_t>(result.octets));
  }
}

// Sends `data` from host `from` and reads it at the other end, until all is through or time is up.
inline std::vector<std::byte> carry(TestPair& pair, std::size_t from, ConnectionId sender,
                                    ConnectionId receiver, std::span<const std::byte> data) {
  std::vector<std::byte> got;
  std::size_t sent = 0;
  for (int rounds = 0; rounds < 20'000 && got.size() < data.size(); ++rounds) {
    sent += pair.hosts[from].send(sender, {.data = data.subspan(sent)}, pair.now).octets;
    pair.run(std::chrono::milliseconds{50});
    read_all(pair.hosts[1 - from], receiver, pair.now, got);
  }
  return got;
}

}  // namespace synspect::tcp
