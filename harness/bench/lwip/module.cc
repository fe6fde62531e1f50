// lwIP through its raw API: a server that reads, closes when the peer has closed, and forgets. As a
// driver would, it copies each datagram into a buffer of lwIP's pool; lwIP turns the header's
// octets round in place.
#include "harness/bench/lwip/module.h"

#include <lwip/init.h>
#include <lwip/ip.h>
#include <lwip/netif.h>
#include <lwip/pbuf.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/sys.h>

#include <cstdlib>
#include <optional>

#include "stack/bench/wire_workloads.h"

namespace synspect::bench {
namespace {

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
    interface_.input(p, &interface_);
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
      ++at(self).counts_.closed;
      return tcp_close(pcb);
    }
    at(self).counts_.octets_read += p->tot_len;
    tcp_recved(pcb, p->tot_len);
    pbuf_free(p);
    return ERR_OK;
  }

  netif interface_{};
  tcp_pcb* connection_{};
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
u32_t sys_now() { return 0; }
void tcp_timer_needed() {}
}
