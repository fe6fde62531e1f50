// lwIP through its raw API: a server that reads into a buffer of its own, closes when the peer has
// closed, and forgets. As a driver would, it copies each datagram into a buffer of lwIP's pool;
// lwIP turns the header's octets round in place. Timers are looked after with each datagram, as in
// the core's endpoint, and with the same clock.
#include "harness/bench/lwip/module.h"

#include <lwip/init.h>
#include <lwip/ip.h>
#include <lwip/netif.h>
#include <lwip/pbuf.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/sys.h>
#include <lwip/timeouts.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <utility>

#include "stack/bench/wire_workloads.h"
#include "stack/host/isn.h"

namespace synspect::bench {
namespace {

// Beside the core's Host, which looks after timers; step() alone does not.
constexpr bool kHost = SYNSPECT_BENCH_CHECKSUMS == 1;
std::uint64_t now_us{};  // NOLINT: lwIP asks for the time by a global function

class LwipEndpoint {
 public:
  LwipEndpoint() {
    lwip_init();
    ip4_addr_t address, mask{}, gateway{};
    IP4_ADDR(&address, 192, 0, 2, 1);
    netif_add(&interface_, &address, &mask, &gateway, this, set_up, ip_input);
    netif_set_default(&interface_);
    netif_set_link_up(&interface_);
    netif_set_up(&interface_);
    tcp_pcb* listener = tcp_new();
    if (tcp_bind(listener, IP_ADDR_ANY, kServer.port.number) != ERR_OK) std::abort();
    listener = tcp_listen(listener);
    tcp_arg(listener, this);
    tcp_accept(listener, accepted);
  }

  void inject(std::span<const std::byte> octets) {
    const auto size = static_cast<u16_t>(octets.size());
    pbuf* const p = pbuf_alloc(PBUF_RAW, size, PBUF_POOL);
    pbuf_take(p, octets.data(), size);
    if constexpr (kHost) {
      now_us += 10;
      sys_check_timeouts();
    }
    interface_.input(p, &interface_);
    // As the core's application does it, when the segment has been dealt with: closed from within
    // the callback the FIN would carry the ACK, one datagram less on this side.
    if (tcp_pcb* const pcb = std::exchange(to_close_, nullptr)) {
      ++counts_.closed;
      tcp_close(pcb);
    }
  }
  void write(std::span<const std::byte> octets) {
    tcp_write(connection_, octets.data(), static_cast<u16_t>(octets.size()), TCP_WRITE_FLAG_COPY);
    tcp_output(connection_);
  }
  [[nodiscard]] std::uint32_t last_seq() const { return last_seq_; }
  [[nodiscard]] std::uint64_t datagrams() const { return counts_.datagrams; }
  [[nodiscard]] std::uint64_t octets_read() const { return counts_.octets_read; }
  [[nodiscard]] std::uint64_t closed() const { return counts_.closed; }
  [[nodiscard]] const LwipCounts& counts() const { return counts_; }

 private:
  static LwipEndpoint& at(void* self) { return *static_cast<LwipEndpoint*>(self); }
  static err_t set_up(netif* it) {
    it->output = put_out;
    it->mtu = 1500;
    return ERR_OK;
  }
  static err_t put_out(netif* it, pbuf* p, const ip4_addr_t*) {
    LwipEndpoint& self = at(it->state);
    self.last_seq_ = sequence_number_of({static_cast<const std::byte*>(p->payload), p->len});
    ++self.counts_.datagrams;
    return ERR_OK;
  }
  static err_t accepted(void* self, tcp_pcb* pcb, err_t) {
    if (at(self).connection_ == nullptr) at(self).connection_ = pcb;  // the one that stays
    tcp_recv(pcb, received);
    return ERR_OK;
  }
  static err_t received(void* self, tcp_pcb* pcb, pbuf* p, err_t) {
    if (p == nullptr) {
      at(self).to_close_ = pcb;
      return ERR_OK;
    }
    const u16_t size = p->tot_len;
    at(self).counts_.octets_read += pbuf_copy_partial(p, at(self).buffer_.data(), size, 0);
    tcp_recved(pcb, size);
    pbuf_free(p);
    return ERR_OK;
  }

  netif interface_{};
  tcp_pcb* connection_{};
  tcp_pcb* to_close_{};                   // its peer has closed
  std::array<std::byte, 2048> buffer_{};  // where the application wants the text
  std::uint32_t last_seq_{};
  LwipCounts counts_;
};

LwipEndpoint& endpoint() {
  static LwipEndpoint the_one;
  return the_one;
}
OneConnection<LwipEndpoint>& connection() {
  static OneConnection<LwipEndpoint> the_one{endpoint(), {kPeer.ip, {4001}}};
  return the_one;
}

template <auto kOperation>
void on_connection(std::uint64_t times) {
  OneConnection<LwipEndpoint>& one = connection();
  for (std::uint64_t i = 0; i < times; ++i) (one.*kOperation)();
}
void syn_to_close(std::uint64_t times) {
  (void)connection();
  static Connections<LwipEndpoint> connections{endpoint()};
  for (std::uint64_t i = 0; i < times; ++i) connections.syn_to_close();
}
LwipCounts counts() { return endpoint().counts(); }

constexpr LwipWorkloads kWorkloads{
    .pure_ack = on_connection<&OneConnection<LwipEndpoint>::pure_ack>,
    .in_order_text = on_connection<&OneConnection<LwipEndpoint>::in_order_text>,
    .acknowledged_send = on_connection<&OneConnection<LwipEndpoint>::acknowledged_send>,
    .syn_to_close = syn_to_close,
    .counts = counts,
};

}  // namespace
}  // namespace synspect::bench

extern "C" {
[[gnu::visibility("default")]] const synspect::bench::LwipWorkloads* SYNSPECT_BENCH_ENTRY() {
  return &synspect::bench::kWorkloads;
}
u32_t sys_now() { return static_cast<u32_t>(synspect::bench::now_us / 1000); }
unsigned synspect_bench_isn(const void* local, unsigned short local_port, const void* remote,
                            unsigned short remote_port) {
  using namespace synspect::tcp;
  const auto socket = [](const void* address, unsigned short port) {
    Socket result{{}, {port}};
    std::memcpy(result.ip.octets.data(), address, 4);
    return result;
  };
  const SocketPair sockets{socket(local, local_port), socket(remote, remote_port)};
  return initial_sequence_number(1, sockets, Instant{}).raw();
}
}
