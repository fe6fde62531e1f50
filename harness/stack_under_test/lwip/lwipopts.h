/* How lwIP is configured here: its defaults wherever TCP's conduct is concerned, static pools so
   that all state lies in the module's own data, and no option beyond the MSS. */
#pragma once

/* One thread, raw API, virtual time: timers are called by clock.cc. */
#define NO_SYS 1
#define SYS_LIGHTWEIGHT_PROT 0
#define LWIP_TIMERS 0
#define LWIP_NETCONN 0
#define LWIP_SOCKET 0

/* IP datagrams in and out: no link layer, no fragments, one interface. */
#define LWIP_ARP 0
#define LWIP_ETHERNET 0
#define LWIP_IPV4 1
#define LWIP_IPV6 1
#define LWIP_SINGLE_NETIF 1
#define LWIP_HAVE_LOOPIF 0
#define LWIP_NETIF_LOOPBACK 0
#define IP_REASSEMBLY 0
#define IP_FRAG 0
#define LWIP_IPV6_REASS 0
#define LWIP_IPV6_FRAG 0
#define IPV6_FRAG_COPYHEADER 1 /* pointers are wider than 32 bits */
#define LWIP_IPV6_SCOPES 0
#define LWIP_IPV6_MLD 0
#define LWIP_IPV6_AUTOCONFIG 0
#define LWIP_IPV6_DUP_DETECT_ATTEMPTS 0
#define LWIP_IPV6_SEND_ROUTER_SOLICIT 0
#define LWIP_ND6_QUEUEING 0

#define LWIP_RAW 0
#define LWIP_UDP 0
#define LWIP_DNS 0
#define LWIP_DHCP 0
#define LWIP_STATS 0

/* TCP. Retries, timeouts and the delayed ACK are lwIP's defaults. */
#define LWIP_TCP 1
#define TCP_MSS 1460
#define TCP_WND 65535 /* the largest without a scale */
#define TCP_SND_BUF (32 * TCP_MSS)
#define TCP_QUEUE_OOSEQ 1
#define TCP_LISTEN_BACKLOG 1
#define SO_REUSE 1
#define LWIP_WND_SCALE 0
#define LWIP_TCP_TIMESTAMPS 0
#define LWIP_TCP_SACK_OUT 0
#define LWIP_HOOK_TCP_ISN(local_ip, local_port, remote_ip, remote_port) synspect_lwip_isn()

/* Memory: static. A datagram of 65,535 octets takes 43 buffers of the pool. */
#define MEM_LIBC_MALLOC 0
#define MEMP_MEM_MALLOC 0
#define MEM_ALIGNMENT 8
#define MEM_SIZE (256 * 1024)
#define MEMP_NUM_TCP_PCB 64
#define MEMP_NUM_TCP_PCB_LISTEN 16
#define TCP_SND_QUEUELEN 128
#define MEMP_NUM_TCP_SEG 512
#define PBUF_POOL_SIZE 96
#define PBUF_POOL_BUFSIZE 1600
