#include "harness/stack_under_test/lwip/port.h"

#include <lwip/init.h>
#include <lwip/ip.h>
#include <lwip/netif.h>
#include <lwip/pbuf.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/sys.h>

#include <algorithm>
#include <csetjmp>
#include <cstdio>
#include <cstring>

#include "harness/stack_under_test/lwip/connections.h"
#include "harness/stack_under_test/lwip/sockets.h"

namespace synspect::lwip {

Port port;

namespace {

constexpr Duration kTick = std::chrono::milliseconds{TCP_TMR_INTERVAL};

netif interface;
std::jmp_buf trap;
std::byte out[0xffff];

// Runs what may fail an assertion of lwIP. Nothing that lwIP or its port keeps has a destructor.
template <typename Operation>
void guarded(const Operation& operation) {
  if (port.failure[0] != '\0') return;
  if (setjmp(trap) == 0) operation();
}

void emit(const pbuf* p) {
  const std::size_t size = pbuf_copy_partial(p, out, p->tot_len, 0);
  port.how.outlet.datagram(port.how.outlet.context, std::span{out}.first(size));
}
err_t put_out(netif*, pbuf* p, const ip4_addr_t*) {
  emit(p);
  return ERR_OK;
}
err_t put_out6(netif*, pbuf* p, const ip6_addr_t*) {
  emit(p);
  return ERR_OK;
}

err_t set_up(netif* it) {
  it->output = put_out;
  it->output_ip6 = put_out6;
  it->mtu = port.how.mtu;
  it->name[0] = 's';
  it->name[1] = 's';
  return ERR_OK;
}

void start(const Start& how) {
  port.how = how;
  port.random = how.seed;
  guarded([] {
    lwip_init();
    const ip_addr_t address =
        to_lwip(port.how.ipv4.value_or(IpAddress{.version = IpVersion::kV4, .octets = {}}));
    const ip4_addr_t everywhere{};  // a mask of zero: every address is on the link
    netif_add(&interface, ip_2_ip4(&address), &everywhere, &everywhere, nullptr, set_up, ip_input);
    for (std::size_t i = 0; i < port.how.ipv6_count; ++i) {
      const ip_addr_t six = to_lwip(port.how.ipv6[i]);
      const auto at = static_cast<s8_t>(i);
      netif_ip6_addr_set(&interface, at, ip_2_ip6(&six));
      netif_ip6_addr_set_state(&interface, at, IP6_ADDR_PREFERRED);
    }
    netif_set_default(&interface);
    netif_set_link_up(&interface);
    netif_set_up(&interface);
  });
}

std::optional<Time> deadline() {
  if (!port.timer_on) return std::nullopt;
  return port.timer_due;
}

void advance(Time to) {
  port.now = to;
  if (!port.timer_on || to < port.timer_due) return;
  port.in_timer = true;
  guarded([] {
    tcp_tmr();
    forget_the_gone();
  });
  port.in_timer = false;
  port.timer_on = tcp_active_pcbs != nullptr || tcp_tw_pcbs != nullptr;
  port.timer_due += kTick;
}

void inject(std::span<const std::byte> datagram) {
  if (datagram.empty() || datagram.size() > 0xffff) return;  // more than lwIP can hold
  guarded([&] {
    const auto size = static_cast<u16_t>(datagram.size());
    pbuf* p = pbuf_alloc(PBUF_RAW, size, PBUF_POOL);
    if (p == nullptr) {
      PBUF_CHECK_FREE_OOSEQ();  // what lwIP's main loop does when the pool ran dry
      p = pbuf_alloc(PBUF_RAW, size, PBUF_POOL);
    }
    if (p == nullptr) return;
    pbuf_take(p, datagram.data(), size);
    if (interface.input(p, &interface) != ERR_OK) pbuf_free(p);
    PBUF_CHECK_FREE_OOSEQ();
    forget_the_gone();
  });
}

CallResult call(const UserCall& call) {
  CallResult result = CallResult::failed(CallError::kConnectionAborted);
  guarded([&] {
    result = perform(call);
    forget_the_gone();
  });
  return result;
}

std::optional<StackInfo> info(Handle handle) { return info_of(handle); }

bool drop(const FourTuple& sockets) {
  bool dropped = false;
  guarded([&] { dropped = drop_between(sockets); });
  return dropped;
}

const char* failed_assertion() { return port.failure[0] == '\0' ? nullptr : port.failure; }

}  // namespace

ip_addr_t to_lwip(const IpAddress& ip) {
  ip_addr_t to{};
  if (ip.version == IpVersion::kV4) {
    IP_SET_TYPE_VAL(to, IPADDR_TYPE_V4);
    std::memcpy(&ip_2_ip4(&to)->addr, ip.octets.data(), 4);
  } else {
    IP_SET_TYPE_VAL(to, IPADDR_TYPE_V6);
    std::memcpy(ip_2_ip6(&to)->addr, ip.octets.data(), 16);
  }
  return to;
}

IpAddress from_lwip(const ip_addr_t& ip) {
  IpAddress from;
  from.version = IP_IS_V6_VAL(ip) ? IpVersion::kV6 : IpVersion::kV4;
  if (from.version == IpVersion::kV4) {
    std::memcpy(from.octets.data(), &ip_2_ip4(&ip)->addr, 4);
  } else {
    std::memcpy(from.octets.data(), ip_2_ip6(&ip)->addr, 16);
  }
  return from;
}

}  // namespace synspect::lwip

using synspect::lwip::port;

extern "C" {

[[gnu::visibility("default")]] extern const synspect::lwip::Module synspect_lwip_module;
const synspect::lwip::Module synspect_lwip_module = {
    .start = synspect::lwip::start,
    .deadline = synspect::lwip::deadline,
    .advance = synspect::lwip::advance,
    .inject = synspect::lwip::inject,
    .call = synspect::lwip::call,
    .info = synspect::lwip::info,
    .state = synspect::lwip::state_between,
    .endpoints = synspect::lwip::each_connection,
    .drop = synspect::lwip::drop,
    .failed_assertion = synspect::lwip::failed_assertion,
};

void synspect_lwip_assert(const char* what, const char* file, int line) {
  std::snprintf(port.failure, sizeof port.failure, "assertion failed: %s, %s:%d", what, file, line);
  std::longjmp(synspect::lwip::trap, 1);
}

uint32_t synspect_lwip_random() {  // SplitMix64
  std::uint64_t z = port.random += 0x9e37'79b9'7f4a'7c15;
  z = (z ^ (z >> 30)) * 0xbf58'476d'1ce4'e5b9;
  z = (z ^ (z >> 27)) * 0x94d0'49bb'1331'11eb;
  return static_cast<uint32_t>((z ^ (z >> 31)) >> 32);
}

// The hook takes the place of lwIP's own generator, which adds up coarse ticks; so does this when
// the forced numbers have run out.
uint32_t synspect_lwip_isn() {
  static uint32_t iss = 6510;
  if (port.isns_used < port.how.isn_count) {
    // tcp_connect gives its SYN the number before the one that it asked for.
    return port.how.isns[port.isns_used++] + (port.in_connect ? 1 : 0);
  }
  return iss += tcp_ticks;
}

u32_t sys_now() {
  return static_cast<u32_t>(
      std::chrono::floor<std::chrono::milliseconds>(port.now.time_since_epoch()).count());
}

// lwIP tells that it has connections: its tick runs from now on until there are none.
void tcp_timer_needed() {
  if (port.timer_on || (tcp_active_pcbs == nullptr && tcp_tw_pcbs == nullptr)) return;
  port.timer_on = true;
  port.timer_due = port.now + synspect::lwip::kTick;
}

}  // extern "C"
