#include "harness/script/known_names.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "harness/script/snippet.h"
#include "harness/script/values.h"

namespace synspect::script {
namespace {

// LANGUAGE.md section 14.
constexpr std::string_view kCalls[] = {
    "socket",       "bind",         "listen",     "accept",   "connect",      "read",
    "write",        "send",         "recv",       "shutdown", "close",        "fcntl",
    "ioctl",        "getsockopt",   "setsockopt", "recvfrom", "sendto",       "readv",
    "writev",       "sendmsg",      "recvmsg",    "poll",     "epoll_create", "epoll_ctl",
    "pipe",         "epoll_wait",   "open",       "splice",   "sendfile",     "cap_set",
    "psp_rx_assoc", "psp_tx_assoc",
};
constexpr std::string_view kRfcCalls[] = {"OPEN", "SEND", "RECEIVE", "CLOSE", "ABORT", "STATUS"};
constexpr std::string_view kFunctions[] = {"htons", "htonl",     "ntohs",
                                           "ntohl", "inet_addr", "inet6_addr"};

// Constants whose value nothing that can be run needs. Those with a value: values.cc.
constexpr std::string_view kConstantNames[] = {
    "AF_LOCAL",
    "AF_UNIX",
    "AF_NETLINK",
    "AF_PACKET",
    "PF_LOCAL",
    "PF_UNIX",
    "PF_UNSPEC",
    "SOCK_RAW",
    "SOCK_RDM",
    "SOCK_SEQPACKET",
    "SOCK_PACKET",
    "IPPROTO_ICMP",
    "IPPROTO_ICMPV6",
    "IPPROTO_RAW",
    "IPPROTO_UDPLITE",
    "IPPROTO_MPTCP",
    "IPPROTO_GRE",
    "IPPROTO_DCCP",
    "INADDR_ANY",
    "INADDR_LOOPBACK",
    "O_CREAT",
    "O_EXCL",
    "O_TRUNC",
    "O_APPEND",
    "O_NDELAY",
    "O_SYNC",
    "O_DSYNC",
    "O_ASYNC",
    "O_CLOEXEC",
    "O_DIRECT",
    "O_NOCTTY",
    "O_LARGEFILE",
    "O_DIRECTORY",
    "O_NOFOLLOW",
    "O_TMPFILE",
    "O_PATH",
    "O_NOATIME",
    "F_DUPFD",
    "F_DUPFD_CLOEXEC",
    "F_GETFD",
    "F_SETFD",
    "F_GETOWN",
    "F_SETOWN",
    "F_GETLK",
    "F_SETLK",
    "F_SETLKW",
    "F_GETSIG",
    "F_SETSIG",
    "F_SETPIPE_SZ",
    "F_GETPIPE_SZ",
    "FD_CLOEXEC",
    // flags of messages
    "MSG_DONTROUTE",
    "MSG_CTRUNC",
    "MSG_PROXY",
    "MSG_TRYHARD",
    "MSG_PROBE",
    "MSG_CONFIRM",
    "MSG_SYN",
    "MSG_FIN",
    "MSG_RST",
    "MSG_BATCH",
    "MSG_WAITFORONE",
    "MSG_CMSG_CLOEXEC",
    "MSG_SENDPAGE_NOTLAST",
    "MSG_NOTIFICATION",
    "MSG_EOF",
    "MSG_NBIO",
    "MSG_ABORT",
    "MSG_ADDR_OVER",
    "MSG_UNORDERED",
    "MSG_SPLICE_PAGES",
    // levels and options
    "SOL_UDP",
    "SOL_UDPLITE",
    "SOL_SCTP",
    "SOL_RAW",
    "SOL_ICMPV6",
    "SOL_MPTCP",
    "SOL_PACKET",
    "SO_DEBUG",
    "SO_TYPE",
    "SO_DONTROUTE",
    "SO_BROADCAST",
    "SO_OOBINLINE",
    "SO_NO_CHECK",
    "SO_PRIORITY",
    "SO_BSDCOMPAT",
    "SO_PASSCRED",
    "SO_PEERCRED",
    "SO_RCVLOWAT",
    "SO_SNDLOWAT",
    "SO_RCVTIMEO",
    "SO_SNDTIMEO",
    "SO_BINDTODEVICE",
    "SO_ATTACH_FILTER",
    "SO_DETACH_FILTER",
    "SO_PEERNAME",
    "SO_TIMESTAMP",
    "SO_TIMESTAMPNS",
    "SO_TIMESTAMPING",
    "SO_ACCEPTCONN",
    "SO_PEERSEC",
    "SO_SNDBUFFORCE",
    "SO_RCVBUFFORCE",
    "SO_PASSSEC",
    "SO_MARK",
    "SO_PROTOCOL",
    "SO_DOMAIN",
    "SO_RXQ_OVFL",
    "SO_WIFI_STATUS",
    "SO_PEEK_OFF",
    "SO_NOFCS",
    "SO_LOCK_FILTER",
    "SO_SELECT_ERR_QUEUE",
    "SO_BUSY_POLL",
    "SO_MAX_PACING_RATE",
    "SO_BPF_EXTENSIONS",
    "SO_INCOMING_CPU",
    "SO_ATTACH_BPF",
    "SO_DETACH_BPF",
    "SO_ATTACH_REUSEPORT_CBPF",
    "SO_ATTACH_REUSEPORT_EBPF",
    "SO_CNX_ADVICE",
    "SO_MEMINFO",
    "SO_INCOMING_NAPI_ID",
    "SO_COOKIE",
    "SO_PEERGROUPS",
    "SO_ZEROCOPY",
    "SO_TXTIME",
    "SO_BINDTOIFINDEX",
    "SO_TIMESTAMP_OLD",
    "SO_TIMESTAMP_NEW",
    "SO_TIMESTAMPNS_OLD",
    "SO_TIMESTAMPNS_NEW",
    "SO_TIMESTAMPING_OLD",
    "SO_TIMESTAMPING_NEW",
    "SO_RCVTIMEO_OLD",
    "SO_RCVTIMEO_NEW",
    "SO_SNDTIMEO_OLD",
    "SO_SNDTIMEO_NEW",
    "SO_DETACH_REUSEPORT_BPF",
    "SO_PREFER_BUSY_POLL",
    "SO_BUSY_POLL_BUDGET",
    "SO_NETNS_COOKIE",
    "SO_BUF_LOCK",
    "SO_RESERVE_MEM",
    "SO_TXREHASH",
    "SO_RCVMARK",
    "SO_RCVPRIORITY",
    "SO_PASSPIDFD",
    "SO_PEERPIDFD",
    "SO_USELOOPBACK",
    "SO_NOSIGPIPE",
    "SO_NREAD",
    "SO_NWRITE",
    "SO_SETFIB",
    "SO_REUSEPORT_LB",
    "SO_LISTENQLIMIT",
    "SO_LISTENQLEN",
    "SO_LISTENINCQLEN",
    "SO_ACCEPTFILTER",
    "SO_USER_COOKIE",
    "TCP_COOKIE_TRANSACTIONS",
    "TCP_THIN_LINEAR_TIMEOUTS",
    "TCP_THIN_DUPACK",
    "TCP_REPAIR",
    "TCP_REPAIR_QUEUE",
    "TCP_QUEUE_SEQ",
    "TCP_REPAIR_OPTIONS",
    "TCP_CC_INFO",
    "TCP_SAVE_SYN",
    "TCP_SAVED_SYN",
    "TCP_REPAIR_WINDOW",
    "TCP_ULP",
    "TCP_MD5SIG_EXT",
    "TCP_FASTOPEN_KEY",
    "TCP_FASTOPEN_NO_COOKIE",
    "TCP_ZEROCOPY_RECEIVE",
    "TCP_INQ",
    "TCP_CM_INQ",
    "TCP_TX_DELAY",
    "TCP_AO_ADD_KEY",
    "TCP_AO_DEL_KEY",
    "TCP_AO_INFO",
    "TCP_AO_GET_KEYS",
    "TCP_AO_REPAIR",
    "TCP_IS_MPTCP",
    "TCP_RTO_MAX_MS",
    "TCP_RTO_MIN_US",
    "TCP_DELACK_MAX_US",
    "TCP_NOPUSH",
    "TCP_NOOPT",
    "TCP_KEEPINIT",
    "TCP_KEEPALIVE",
    "TCP_CONNECTIONTIMEOUT",
    "TCP_FUNCTION_BLK",
    "TCP_FUNCTION_ALIAS",
    "TCP_REMOTE_UDP_ENCAPS_PORT",
    "TCP_DELACK",
    "TCP_FIN_IS_RST",
    "TCP_LOG_LIMIT",
    "TCP_SHARED_CWND_ALLOWED",
    "TCP_STATS",
    "TCP_CCALGOOPT",
    "TCP_MAXUNACKTIME",
    "TCP_MAXPEAKRATE",
    "TCP_IDLE_REDUCE",
    "TCP_DEFER_OPTIONS",
    "TCP_PCAP_OUT",
    "TCP_PCAP_IN",
    "TCP_LOGBUF",
    "TCP_LOGID",
    "TCP_TXTLS_ENABLE",
    "TCP_TXTLS_MODE",
    "TCP_RXTLS_ENABLE",
    "TCP_RXTLS_MODE",
    "TCP_USE_CMP_ACKS",
    "TCP_PERF_INFO",
    "TCP_LRD",
    "IP_HDRINCL",
    "IP_OPTIONS",
    "IP_ROUTER_ALERT",
    "IP_RECVOPTS",
    "IP_RETOPTS",
    "IP_PKTINFO",
    "IP_PKTOPTIONS",
    "IP_RECVTTL",
    "IP_RECVTOS",
    "IP_MTU",
    "IP_FREEBIND",
    "IP_IPSEC_POLICY",
    "IP_XFRM_POLICY",
    "IP_PASSSEC",
    "IP_TRANSPARENT",
    "IP_ORIGDSTADDR",
    "IP_RECVORIGDSTADDR",
    "IP_MINTTL",
    "IP_NODEFRAG",
    "IP_CHECKSUM",
    "IP_BIND_ADDRESS_NO_PORT",
    "IP_RECVFRAGSIZE",
    "IP_RECVERR_RFC4884",
    "IP_MULTICAST_TTL",
    "IP_MULTICAST_LOOP",
    "IP_UNICAST_IF",
    "IP_LOCAL_PORT_RANGE",
    "IP_PROTOCOL",
    "IP_DONTFRAG",
    "IP_PORTRANGE",
    "IP_RECVDSTADDR",
    "IP_PMTUDISC_DONT",
    "IP_PMTUDISC_WANT",
    "IP_PMTUDISC_DO",
    "IP_PMTUDISC_PROBE",
    "IP_PMTUDISC_INTERFACE",
    "IP_PMTUDISC_OMIT",
    "IPV6_ADDRFORM",
    "IPV6_CHECKSUM",
    "IPV6_V6ONLY",
    "IPV6_MTU",
    "IPV6_MTU_DISCOVER",
    "IPV6_RECVPKTINFO",
    "IPV6_PKTINFO",
    "IPV6_HOPLIMIT",
    "IPV6_RECVHOPLIMIT",
    "IPV6_RECVTCLASS",
    "IPV6_HOPOPTS",
    "IPV6_DSTOPTS",
    "IPV6_RTHDR",
    "IPV6_RECVPATHMTU",
    "IPV6_PATHMTU",
    "IPV6_DONTFRAG",
    "IPV6_USE_MIN_MTU",
    "IPV6_FLOWLABEL_MGR",
    "IPV6_FLOWINFO",
    "IPV6_FLOWINFO_SEND",
    "IPV6_AUTOFLOWLABEL",
    "IPV6_FREEBIND",
    "IPV6_TRANSPARENT",
    "IPV6_MINHOPCOUNT",
    "IPV6_MULTICAST_HOPS",
    "IPV6_MULTICAST_LOOP",
    "IPV6_PREFER_SRC_TMP",
    "IPV6_ADDR_PREFERENCES",
    "IPV6_RECVERR_RFC4884",
    "IPV6_UNICAST_IF",
    "IPV6_PORTRANGE",
    "IPV6_PMTUDISC_DONT",
    "IPV6_PMTUDISC_WANT",
    "IPV6_PMTUDISC_DO",
    "IPV6_PMTUDISC_PROBE",
    "UDP_CORK",
    "UDP_ENCAP",
    "UDP_SEGMENT",
    "UDP_GRO",
    "UDPLITE_SEND_CSCOV",
    "UDPLITE_RECV_CSCOV",
    // waiting
    "POLLRDBAND",
    "POLLWRBAND",
    "POLLMSG",
    "POLLINIGNEOF",
    "EPOLLIN",
    "EPOLLPRI",
    "EPOLLOUT",
    "EPOLLERR",
    "EPOLLHUP",
    "EPOLLNVAL",
    "EPOLLRDNORM",
    "EPOLLRDBAND",
    "EPOLLWRNORM",
    "EPOLLWRBAND",
    "EPOLLMSG",
    "EPOLLRDHUP",
    "EPOLLEXCLUSIVE",
    "EPOLLWAKEUP",
    "EPOLLONESHOT",
    "EPOLLET",
    "EPOLL_CTL_ADD",
    "EPOLL_CTL_DEL",
    "EPOLL_CTL_MOD",
    "EPOLL_CLOEXEC",
    "FIONBIO",
    "FIOASYNC",
    "FIONWRITE",
    "FIONSPACE",
    "TIOCINQ",
    "TIOCOUTQ",
    "SIOCOUTQNSD",
    "SIOCATMARK",
    "SPLICE_F_MOVE",
    "SPLICE_F_NONBLOCK",
    "SPLICE_F_MORE",
    "SPLICE_F_GIFT",
    // control messages and the error queue
    "SCM_RIGHTS",
    "SCM_CREDENTIALS",
    "SCM_TIMESTAMP",
    "SCM_TIMESTAMPNS",
    "SCM_TIMESTAMPING",
    "SCM_TIMESTAMPING_OPT_STATS",
    "SCM_TIMESTAMPING_PKTINFO",
    "SCM_TSTAMP_SND",
    "SCM_TSTAMP_SCHED",
    "SCM_TSTAMP_ACK",
    "SCM_TXTIME",
    "SCM_TS_OPT_ID",
    "SCM_WIFI_STATUS",
    "SO_EE_ORIGIN_NONE",
    "SO_EE_ORIGIN_LOCAL",
    "SO_EE_ORIGIN_ICMP",
    "SO_EE_ORIGIN_ICMP6",
    "SO_EE_ORIGIN_TXSTATUS",
    "SO_EE_ORIGIN_TIMESTAMPING",
    "SO_EE_ORIGIN_ZEROCOPY",
    "SO_EE_ORIGIN_TXTIME",
    "SO_EE_CODE_ZEROCOPY_COPIED",
    "TCP_MAX_QUICKACKS",
    "INT_MAX",
    "INT_MIN",
    "UINT_MAX",
    "LONG_MAX",
    "SSIZE_MAX",
    "SIZE_MAX",
    "SOMAXCONN",
};
// Families that are known as a whole: the language names them by their prefix.
constexpr std::string_view kConstantPrefixes[] = {
    "SCTP_",  "SPP_",    "TCP_NLA_", "TCP_RACK_", "SOF_TIMESTAMPING_", "PSP_", "CAP_", "ICMP_",
    "ICMP6_", "ICMPV6_", "IPTOS_",   "TRR_",
};

template <std::size_t N>
[[nodiscard]] bool one_of(std::string_view word, const std::string_view (&list)[N]) {
  return std::ranges::find(list, word) != std::end(list);
}

constexpr std::size_t kLongestCompared = 40;

// Letters to insert, drop, replace, or swap with their neighbour to get from one to the other.
[[nodiscard]] std::size_t distance(std::string_view a, std::string_view b) {
  using Row = std::array<std::size_t, kLongestCompared + 1>;
  Row before{};
  Row last{};
  Row row{};
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t other = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + other});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before = std::exchange(last, row);
  }
  return last[b.size()];
}

// Keeps the closest of the names offered; of equals the first.
class Closest {
 public:
  explicit Closest(std::string_view name)
      : name_{name},
        bound_{name.size() < 4   ? 0U
               : name.size() < 7 ? 1U
                                 : 2U} {}
  void offer(std::string_view candidate) {
    if (name_.size() > kLongestCompared || candidate.size() > kLongestCompared) return;
    const std::size_t apart = distance(name_, candidate);
    if (apart > bound_ || (best_ && apart >= apart_)) return;
    best_ = candidate;
    apart_ = apart;
  }
  [[nodiscard]] std::optional<std::string_view> best() const { return best_; }

 private:
  std::string_view name_;
  std::size_t bound_;
  std::size_t apart_{};
  std::optional<std::string_view> best_;
};

}  // namespace

bool is_call_name(std::string_view name) {
  return one_of(name, kCalls) || is_rfc_call_name(name) || name.starts_with("sctp_");
}

bool is_rfc_call_name(std::string_view name) { return one_of(name, kRfcCalls); }

bool is_function_name(std::string_view name) { return one_of(name, kFunctions); }

bool is_constant_name(std::string_view name) {
  if (constant(name) || snippet_constant(name) || one_of(name, kConstantNames)) return true;
  return std::ranges::any_of(kConstantPrefixes, [name](std::string_view prefix) {
    return name.size() > prefix.size() && name.starts_with(prefix);
  });
}

std::optional<std::string_view> close_call_name(std::string_view name) {
  Closest closest{name};
  for (const std::string_view call : kCalls) closest.offer(call);
  return closest.best();
}

std::optional<std::string_view> close_errno_name(std::string_view name) {
  Closest closest{name};
  for (const NamedValue& row : errno_names()) closest.offer(row.name);
  return closest.best();
}

std::optional<std::string_view> close_constant_name(std::string_view name) {
  Closest closest{name};
  for (const NamedValue& row : constants()) closest.offer(row.name);
  for (const std::string_view known : kConstantNames) closest.offer(known);
  for (const NamedValue& row : errno_names()) closest.offer(row.name);
  return closest.best();
}

}  // namespace synspect::script
