#include "harness/stack_under_test/reference/state_hash.h"

#include "harness/stack_under_test/reference/convert.h"
#include "stack/hash.h"

namespace synspect::reference {
namespace {

template <class Enum>
std::uint64_t number(Enum value) {
  return static_cast<std::uint64_t>(value);
}

void add(tcp::Hasher& hasher, const SocketEntry& entry) {
  hasher.add(number(entry.version));
  hasher.add(number(entry.phase));
  hasher.add(to_core(entry.local));
  hasher.add(to_core(entry.remote));
  hasher.add(number(entry.id));
  hasher.add(number(entry.pending_error));
  hasher.add(std::uint64_t{entry.reuse_address});
  hasher.add(std::uint64_t{entry.no_delay});
  hasher.add(entry.user_timeout);
  hasher.add(std::uint64_t{entry.keep_alive.on});
  hasher.add(std::uint64_t{entry.keep_alive.count});
  hasher.add(std::uint64_t{entry.keep_alive.idle_s});
  hasher.add(std::uint64_t{entry.keep_alive.interval_s});
  const tcp::TuneCall& tuning = entry.tuning;
  const std::uint32_t cork = tuning.cork ? (*tuning.cork ? 2U : 1U) : 0U;
  for (const std::uint32_t one :
       {tuning.receive_buffer, tuning.send_buffer, std::uint32_t{tuning.most_text}, cork}) {
    hasher.add(std::uint64_t{one});
  }
  hasher.add(static_cast<std::uint64_t>(entry.linger_s));
  hasher.add(std::uint64_t{entry.diffserv});
  hasher.add(std::uint64_t{entry.fast_open_queue});
  hasher.add(std::uint64_t{entry.write_shut});
  hasher.add(std::uint64_t{entry.read_shut});
}

void add(tcp::Hasher& hasher, const StackOutput& out) {
  hasher.add(to_core(out.at));
  hasher.add(number(out.kind));
  hasher.add(std::span<const std::byte>{out.octets});
  hasher.add(number(out.handle));
  hasher.add(number(out.signal));
  hasher.add(number(out.reason));
}

}  // namespace

std::uint64_t state_hash(const tcp::Host& host, const Sockets& sockets, const RfcCalls& rfc,
                         std::int32_t next_handle, Time now, std::span<const StackOutput> waiting) {
  tcp::Hasher hasher;
  hasher.add(hash(host));
  for (const auto& [handle, entry] : sockets.entries()) {
    hasher.add(number(handle));
    add(hasher, entry);
  }
  for (const tcp::ConnectionId id : sockets.orphans()) hasher.add(number(id));
  for (const auto& [name, id] : rfc.entries()) {
    hasher.add(number(name));
    hasher.add(number(id));
  }
  hasher.add(number(next_handle));
  hasher.add(to_core(now));
  for (const StackOutput& out : waiting) add(hasher, out);
  return hasher.digest();
}

}  // namespace synspect::reference
