/* lwIP as the yardstick of the core's speed: IPv4 and TCP only, everything that costs time and is
   not TCP's conduct left out, static pools. SYNSPECT_BENCH_CHECKSUMS says whether checksums are
   made and checked. */
#pragma once

#define NO_SYS 1
#define SYS_LIGHTWEIGHT_PROT 0
#define LWIP_TIMERS 1
#define LWIP_NETCONN 0
#define LWIP_SOCKET 0

#define LWIP_ARP 0
#define LWIP_ETHERNET 0
#define LWIP_IPV4 1
#define LWIP_IPV6 0
#define LWIP_ICMP 0
#define LWIP_SINGLE_NETIF 1
#define LWIP_HAVE_LOOPIF 0
#define LWIP_NETIF_LOOPBACK 0
#define IP_REASSEMBLY 0
#define IP_FRAG 0
#define LWIP_RAW 0
#define LWIP_UDP 0
#define LWIP_DNS 0
#define LWIP_DHCP 0
#define LWIP_STATS 0

#define CHECKSUM_GEN_IP SYNSPECT_BENCH_CHECKSUMS
#define CHECKSUM_GEN_TCP SYNSPECT_BENCH_CHECKSUMS
#define CHECKSUM_CHECK_IP SYNSPECT_BENCH_CHECKSUMS
#define CHECKSUM_CHECK_TCP SYNSPECT_BENCH_CHECKSUMS

/* Where the core chooses its ISS (datagrams) lwIP chooses one as good, by the same keyed hash
   (SHLD-1); its own default is a counter. */
#if SYNSPECT_BENCH_CHECKSUMS
#ifdef __cplusplus
extern "C"
#endif
    unsigned
    synspect_bench_isn(const void* local, unsigned short local_port, const void* remote,
                       unsigned short remote_port);
#define LWIP_HOOK_TCP_ISN synspect_bench_isn
#endif

#define LWIP_TCP 1
#define TCP_MSS 1460
#define TCP_WND (44 * TCP_MSS)
#define TCP_SND_BUF (44 * TCP_MSS)
#define TCP_QUEUE_OOSEQ 1
#define LWIP_WND_SCALE 0
#define LWIP_TCP_TIMESTAMPS 0
#define LWIP_TCP_SACK_OUT 0

#define MEM_LIBC_MALLOC 0
#define MEMP_MEM_MALLOC 0
#define MEM_ALIGNMENT 8
#define MEM_SIZE (256 * 1024)
#define MEMP_NUM_TCP_PCB 16
#define TCP_SND_QUEUELEN 176
#define MEMP_NUM_TCP_SEG 512
#define PBUF_POOL_SIZE 96
#define PBUF_POOL_BUFSIZE 1600
