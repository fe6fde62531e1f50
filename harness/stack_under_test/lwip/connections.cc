#include "harness/stack_under_test/lwip/connections.h"

#include <lwip/priv/tcp_priv.h>

#include <utility>

#include "harness/stack_under_test/lwip/port.h"
#include "harness/stack_under_test/lwip/sockets.h"

namespace synspect::lwip {
namespace {

FourTuple sockets_of(const tcp_pcb& pcb) {
  return {{from_lwip(pcb.local_ip), pcb.local_port}, {from_lwip(pcb.remote_ip), pcb.remote_port}};
}

// Active ones first: lwIP opens none that is still in TIME-WAIT.
tcp_pcb* find(const FourTuple& sockets) {
  for (tcp_pcb* list : {tcp_active_pcbs, tcp_tw_pcbs}) {
    for (tcp_pcb* pcb = list; pcb != nullptr; pcb = pcb->next) {
      if (sockets_of(*pcb) == sockets) return pcb;
    }
  }
  return nullptr;
}

SocketAddress local_of(const tcp_pcb_listen& listener) {
  return {from_lwip(listener.local_ip), listener.local_port};
}

bool takes(const tcp_pcb_listen& listener, const SocketAddress& local) {
  const SocketAddress own = local_of(listener);
  return own.port == local.port && own.ip.version == local.ip.version &&
         (own.ip == local.ip || ip_addr_isany(&listener.local_ip));
}

}  // namespace

TcpState state_of(tcp_state state) {
  switch (state) {
    case CLOSED:
      return TcpState::kClosed;
    case LISTEN:
      return TcpState::kListen;
    case SYN_SENT:
      return TcpState::kSynSent;
    case SYN_RCVD:
      return TcpState::kSynReceived;
    case ESTABLISHED:
      return TcpState::kEstablished;
    case FIN_WAIT_1:
      return TcpState::kFinWait1;
    case FIN_WAIT_2:
      return TcpState::kFinWait2;
    case CLOSE_WAIT:
      return TcpState::kCloseWait;
    case CLOSING:
      return TcpState::kClosing;
    case LAST_ACK:
      return TcpState::kLastAck;
    case TIME_WAIT:
      return TcpState::kTimeWait;
  }
  std::unreachable();
}

TcpState state_between(const FourTuple& sockets) {
  if (const tcp_pcb* const pcb = find(sockets)) return state_of(pcb->state);
  for (const tcp_pcb_listen* it = tcp_listen_pcbs.listen_pcbs; it != nullptr; it = it->next) {
    if (takes(*it, sockets.local)) return TcpState::kListen;
  }
  return TcpState::kClosed;
}

void each_connection(void* context, Row row) {
  for (const tcp_pcb* list : {tcp_active_pcbs, tcp_tw_pcbs}) {
    for (const tcp_pcb* pcb = list; pcb != nullptr; pcb = pcb->next) {
      row(context, sockets_of(*pcb), state_of(pcb->state));
    }
  }
  for (const tcp_pcb_listen* it = tcp_listen_pcbs.listen_pcbs; it != nullptr; it = it->next) {
    const SocketAddress local = local_of(*it);
    const IpAddress nobody{.version = local.ip.version, .octets = {}};
    row(context, {local, {nobody, 0}}, TcpState::kListen);
  }
}

bool drop_between(const FourTuple& sockets) {
  tcp_pcb* const pcb = find(sockets);
  if (pcb == nullptr) return false;
  tcp_abandon(pcb, 0);
  forget_the_gone();
  return true;
}

}  // namespace synspect::lwip
