/* The plug-in interface of Synspect, version 1: a C ABI by which any TCP stack can be judged.
 *
 * Build a shared object that exports one function, synspect_stack() below, and run
 *
 *     synspect gate --stack plugin:./my_stack.so
 *
 * Contract
 *   - Time is virtual: microseconds from 0 at reset, moved only by advance_to(). A plug-in reads no
 *     clock, and draws all chance from synspect_config.seed.
 *   - Every function returns at once with the stack at rest: whatever it caused to be sent waits
 *     for poll_output().
 *   - Datagrams are whole IP datagrams, IPv4 or IPv6, without link headers. A plug-in that has a
 *     link layer answers ARP and neighbour discovery itself.
 *   - Functions of one instance are called one at a time, never from within one another. Two
 *     instances are used together in the scenarios between two endpoints: an instance shares no
 *     writable state with another. A stack with global variables allows one: create() then answers
 *     NULL the second time, and those scenarios are not run. --jobs N starts N processes, each with
 *     instances of its own (with --in-process: N threads).
 *   - A plug-in runs in a process that the harness has forked for it. Standard output and error may
 *     be written: they are shown when the process dies. Other descriptors that the plug-in did not
 *     open are not its own; it starts no process and does not end this one. A crash, a function
 *     that does not return, an exit() are findings.
 *   - Every struct that is handed over begins with `size`, filled by the harness with the number of
 *     octets that it knows of. Later versions of the harness only add fields at the end, so that
 *     size never shrinks below what this header says. The table of functions begins with the size
 *     that the plug-in knows of, in the same way.
 *   - What the harness hands over lives until the function returns, if nothing else is said. What a
 *     plug-in hands over lives until the next function of the same instance is called.
 *   - Structs to be filled come with "nothing known" in every field (said at each): a plug-in sets
 *     what it has and leaves the rest.
 *   - What does not keep to this header (times that run backwards, unknown numbers, output beyond
 *     the bounds) is reported as a failure of the stack; that run is over, the next one begins with
 *     reset().
 *
 * Pure C11. Nothing here depends on the size of an enum or of a bool.
 */
#ifndef SYNSPECT_STACK_H
#define SYNSPECT_STACK_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SYNSPECT_STACK_ABI 1u

/* An IP datagram is never longer: 40 octets of IPv6 header and a payload of 65,535. */
#define SYNSPECT_MOST_OCTETS 65575u
/* More output than this after one call, inject or advance_to: the stack is taken to run wild. */
#define SYNSPECT_MOST_OUTPUTS 10000u
/* The same of the octets of these outputs taken together. */
#define SYNSPECT_MOST_OUTPUT_OCTETS 16777216u
/* An unknown duration, or one that is not set. */
#define SYNSPECT_UNKNOWN (-1)

/* ---- Capabilities --------------------------------------------------------------------------- */

/* What may be asked: bits of synspect_description.controls. Not set: it is never asked. */
#define SYNSPECT_CAN_VIRTUAL_TIME (1u << 0)  /* required: time moves only by advance_to() */
#define SYNSPECT_CAN_DETERMINISTIC (1u << 1) /* same config, same operations: same octets */
#define SYNSPECT_CAN_INFO (1u << 2)          /* needs info() */
#define SYNSPECT_CAN_EVENTS (1u << 3)        /* poll_output() gives signals, too */
#define SYNSPECT_CAN_SOCKET_CALLS (1u << 4)  /* needs call(); trace scripts need it */
#define SYNSPECT_CAN_RFC_CALLS (1u << 5)     /* needs call(); OPEN SEND ... of RFC 9293 3.9.1 */
#define SYNSPECT_CAN_OPEN_ON_LISTEN                                                              \
  (1u << 6)                                  /* RFC calls: OPEN, SEND turn a passive OPEN active \
                                              */
#define SYNSPECT_CAN_PUSH (1u << 7)          /* RFC calls: the PUSH flag of SEND */
#define SYNSPECT_CAN_URGENT (1u << 8)        /* urgent data is sent and reported */
#define SYNSPECT_CAN_HALF_CLOSE (1u << 9)    /* one direction can be closed and the other read */
#define SYNSPECT_CAN_FORCED_ISN (1u << 10)   /* synspect_config.forced_isns; most traces use it */
#define SYNSPECT_CAN_SETTABLE_MSL (1u << 11) /* synspect_config.msl_us */
#define SYNSPECT_CAN_KNOBS (1u << 12)        /* needs set_knob() */
#define SYNSPECT_CAN_IPV4 (1u << 13)         /* of these two at least one */
#define SYNSPECT_CAN_IPV6 (1u << 14)
#define SYNSPECT_CAN_ALL ((1u << 15) - 1u)

/* Behaviour that the RFCs leave open: bits of features_known and features. A bit that is known and
 * not set says "has it not"; one that is not known lets the judge accept either. */
#define SYNSPECT_HAS_WINDOW_SCALE (1u << 0)       /* RFC 7323 2 */
#define SYNSPECT_HAS_TIMESTAMPS (1u << 1)         /* RFC 7323 3 */
#define SYNSPECT_HAS_SACK (1u << 2)               /* RFC 2018 */
#define SYNSPECT_HAS_ECN (1u << 3)                /* RFC 3168 */
#define SYNSPECT_HAS_FAST_OPEN (1u << 4)          /* RFC 7413 */
#define SYNSPECT_HAS_SYN_COOKIES (1u << 5)        /* SYN,ACK without state */
#define SYNSPECT_HAS_BLIND_RESET (1u << 6)        /* RFC 5961 3: challenge ACK for an inexact RST */
#define SYNSPECT_HAS_BLIND_SYN (1u << 7)          /* RFC 5961 4: challenge ACK for a SYN */
#define SYNSPECT_HAS_BLIND_DATA (1u << 8)         /* RFC 5961 5 */
#define SYNSPECT_HAS_TIME_WAIT_REUSE (1u << 9)    /* RFC 6191, MAY-2 */
#define SYNSPECT_HAS_RST_IN_TIME_WAIT (1u << 10)  /* RST ends TIME-WAIT; not set: ignored (1337) */
#define SYNSPECT_HAS_KEEP_ALIVE (1u << 11)        /* MAY-5 */
#define SYNSPECT_HAS_LIMITED_CHALLENGE (1u << 12) /* RFC 5961 7: challenge ACKs are throttled */
#define SYNSPECT_HAS_HALF_DUPLEX_CLOSE (1u << 13) /* after CLOSE nothing can be read (SHLD-3) */
#define SYNSPECT_HAS_RACK_TLP (1u << 14)          /* RFC 8985 */
#define SYNSPECT_HAS_F_RTO (1u << 15)             /* RFC 5682 */
#define SYNSPECT_HAS_PRR (1u << 16)               /* RFC 6937 */
#define SYNSPECT_HAS_CUBIC (1u << 17)             /* RFC 9438 */
#define SYNSPECT_HAS_ABE (1u << 18)               /* RFC 8511 */
#define SYNSPECT_HAS_ACCURATE_ECN (1u << 19)      /* RFC 9768 */
#define SYNSPECT_HAS_LIMITED_TRANSMIT (1u << 20)  /* RFC 3042 */
#define SYNSPECT_HAS_ALL ((1u << 21) - 1u)

/* Filled by describe(). Prefilled: no name, no bits, every number SYNSPECT_UNKNOWN. `name` and
 * `controls` stay the same for the life of the process; the rest from one reset to the next. */
typedef struct synspect_description {
  uint32_t size;                   /* by the harness */
  uint32_t controls;               /* SYNSPECT_CAN_ bits */
  const char* name;                /* 1 to 64 printable ASCII characters */
  const char* version;             /* at most 200 printable ASCII characters, or NULL */
  uint32_t features_known;         /* SYNSPECT_HAS_ bits of which the stack knows the answer */
  uint32_t features;               /* SYNSPECT_HAS_ bits: the answers; a subset of features_known */
  int64_t initial_window_segments; /* RFC 6928: 10; 1 to 65,535 or unknown */
  /* Durations in microseconds, 0 and up, or unknown. */
  int64_t msl_us;                /* Maximum Segment Lifetime; TIME-WAIT lasts twice that */
  int64_t initial_rto_us;        /* before the first sample (6298-2.1) */
  int64_t min_rto_us;            /* lower clamp */
  int64_t max_rto_us;            /* upper clamp */
  int64_t delayed_ack_max_us;    /* the longest time that an ACK is held back (MUST-40) */
  int64_t r2_data_us;            /* data is given up after this (MUST-20) */
  int64_t r2_syn_us;             /* a SYN is given up after this (MUST-23) */
  int64_t user_timeout_us;       /* default of OPEN and SEND (9293-3.9.1.1-c) */
  int64_t r1_us;                 /* advice to the user after this (MUST-20) */
  int64_t keep_alive_idle_us;    /* MUST-28 */
  int64_t max_probe_interval_us; /* between zero-window probes (SHLD-30) */
  /* A timer fires at most this much after it was due; unknown: lateness is not judged. */
  int64_t retransmission_granularity_us;
  int64_t delayed_ack_granularity_us;
  int64_t time_wait_granularity_us; /* 2MSL and all slow timers */
} synspect_description;

/* ---- Start ---------------------------------------------------------------------------------- */

/* An address and a port. */
typedef struct synspect_address {
  uint8_t version;    /* 4 or 6; 0: there is none, the other fields mean nothing */
  uint8_t reserved;   /* 0 */
  uint16_t port;      /* in the byte order of the host; 0: not specified */
  uint8_t octets[16]; /* in network order; IPv4 fills the first four, the rest are 0 */
} synspect_address;

typedef struct synspect_knob {
  const char* name;
  const char* value;
} synspect_knob;

/* Filled by the harness. */
typedef struct synspect_config {
  uint32_t size;
  uint32_t mtu;  /* octets, IP header included: at least 68, with IPv6 1,280; at most 65,535 */
  uint64_t seed; /* the only source of chance */
  const synspect_address* addresses; /* of the stack, port 0; the first is the default source */
  size_t address_count;              /* at least 1 */
  const char* profile;               /* "rfc" unless the user named another one */
  /* Initial sequence numbers, in the order in which connections first send a SYN or SYN,ACK; the
   * stack's own generator goes on after the last. Empty without SYNSPECT_CAN_FORCED_ISN. */
  const uint32_t* forced_isns;
  size_t forced_isn_count;
  int64_t msl_us;             /* -1: the stack's own; always so without SYNSPECT_CAN_SETTABLE_MSL */
  const synspect_knob* knobs; /* further settings; refuse the reset for one that is not known */
  size_t knob_count;
} synspect_config;

/* ---- User calls ----------------------------------------------------------------------------- */

/* synspect_call.kind, and the fields that each one uses besides `handle`. Sockets never block. */
enum {
  SYNSPECT_CALL_SOCKET = 0,      /* value: 4 or 6; result: a new handle. handle is -1 */
  SYNSPECT_CALL_BIND = 1,        /* local; port 0: the stack chooses */
  SYNSPECT_CALL_LISTEN = 2,      /* value: backlog */
  SYNSPECT_CALL_ACCEPT = 3,      /* result: a new handle; local and remote of the connection */
  SYNSPECT_CALL_CONNECT = 4,     /* remote */
  SYNSPECT_CALL_SEND = 5,        /* data; remote: sendto(); FAST_OPEN URGENT MORE; result: taken */
  SYNSPECT_CALL_RECEIVE = 6,     /* max; PEEK; result: data, its length, 0 at end of stream */
  SYNSPECT_CALL_SHUTDOWN = 7,    /* value: 0 reading, 1 writing, 2 both */
  SYNSPECT_CALL_CLOSE = 8,       /* the handle is gone; the connection may live on */
  SYNSPECT_CALL_SET_OPTION = 9,  /* option, value */
  SYNSPECT_CALL_GET_OPTION = 10, /* option; result: its value */
  SYNSPECT_CALL_NAME = 11,       /* getsockname, getpeername: result in local and remote */
  /* RFC 9293 3.9.1 */
  SYNSPECT_CALL_OPEN = 12,        /* local (version 0 never; all-zero address: unspecified), remote
                                   * (version 0: unspecified), ACTIVE, timeout_us, diffserv; handle
                                   * -1 or an existing name; result: a local connection name */
  SYNSPECT_CALL_RFC_SEND = 13,    /* data; PUSH URGENT; timeout_us; result: octets taken */
  SYNSPECT_CALL_RFC_RECEIVE = 14, /* max; result as for RECEIVE; WOULD_BLOCK: it would wait */
  SYNSPECT_CALL_RFC_CLOSE = 15,
  SYNSPECT_CALL_ABORT = 16,  /* both dialects; of a socket: close with a RST */
  SYNSPECT_CALL_STATUS = 17, /* result: state, local, remote */
  SYNSPECT_CALL_POLL = 18    /* of a socket, without waiting. value: POLLIN 1, POLLPRI 2, POLLOUT 4,
                              * POLLRDHUP 0x2000; result: which of them are there, and POLLERR 8,
                              * POLLHUP 16 */
};

/* synspect_call.flags */
#define SYNSPECT_FLAG_FAST_OPEN (1u << 0) /* data may go on the SYN */
#define SYNSPECT_FLAG_URGENT (1u << 1)    /* SEND: the last octet; RFC SEND: the whole buffer */
#define SYNSPECT_FLAG_MORE (1u << 2)      /* more follows: no need to push */
#define SYNSPECT_FLAG_PEEK (1u << 3)      /* what is read stays */
#define SYNSPECT_FLAG_ACTIVE (1u << 4)    /* active OPEN */
#define SYNSPECT_FLAG_PUSH (1u << 5)

/* synspect_call.option */
enum {
  SYNSPECT_OPTION_REUSE_ADDRESS = 0,  /* SO_REUSEADDR */
  SYNSPECT_OPTION_ERROR = 1,          /* SO_ERROR: get only, an error number; reading clears it */
  SYNSPECT_OPTION_LINGER = 2,         /* SO_LINGER: -1 off, else seconds */
  SYNSPECT_OPTION_RECEIVE_BUFFER = 3, /* SO_RCVBUF, octets */
  SYNSPECT_OPTION_SEND_BUFFER = 4,    /* SO_SNDBUF, octets */
  SYNSPECT_OPTION_KEEP_ALIVE = 5,     /* SO_KEEPALIVE */
  SYNSPECT_OPTION_NO_DELAY = 6,       /* TCP_NODELAY */
  SYNSPECT_OPTION_CORK = 7,           /* TCP_CORK */
  SYNSPECT_OPTION_MAX_SEGMENT = 8,    /* TCP_MAXSEG, octets */
  SYNSPECT_OPTION_KEEP_IDLE = 9,      /* TCP_KEEPIDLE, seconds */
  SYNSPECT_OPTION_KEEP_INTERVAL = 10, /* TCP_KEEPINTVL, seconds */
  SYNSPECT_OPTION_KEEP_COUNT = 11,    /* TCP_KEEPCNT */
  SYNSPECT_OPTION_USER_TIMEOUT = 12,  /* TCP_USER_TIMEOUT, milliseconds (this is R2, MUST-21) */
  SYNSPECT_OPTION_DIFFSERV = 13,      /* IP_TOS, IPV6_TCLASS */
  SYNSPECT_OPTION_TTL = 14,           /* IP_TTL, IPV6_UNICAST_HOPS */
  SYNSPECT_OPTION_FAST_OPEN = 15      /* TCP_FASTOPEN: how many may be pending; 0: off */
};

/* synspect_result.error, synspect_output.reason: numbers of Synspect, not those of errno.h. */
enum {
  SYNSPECT_OK = 0,
  SYNSPECT_NOT_SUPPORTED = 1, /* there is no such call or option */
  SYNSPECT_WOULD_BLOCK = 16,  /* from here on as in POSIX: EAGAIN */
  SYNSPECT_IN_PROGRESS = 17,
  SYNSPECT_ALREADY = 18,
  SYNSPECT_IS_CONNECTED = 19,
  SYNSPECT_NOT_CONNECTED = 20,
  SYNSPECT_CONNECTION_REFUSED = 21,
  SYNSPECT_CONNECTION_RESET = 22,
  SYNSPECT_CONNECTION_ABORTED = 23,
  SYNSPECT_TIMED_OUT = 24,
  SYNSPECT_BROKEN_PIPE = 25,
  SYNSPECT_INVALID = 26,
  SYNSPECT_BAD_DESCRIPTOR = 27,
  SYNSPECT_ADDRESS_IN_USE = 28,
  SYNSPECT_ADDRESS_NOT_AVAILABLE = 29,
  SYNSPECT_NO_BUFFERS = 30,
  SYNSPECT_OPERATION_NOT_SUPPORTED = 31,
  SYNSPECT_NO_PROTOCOL_OPTION = 32,
  SYNSPECT_HOST_UNREACHABLE = 33,
  SYNSPECT_NETWORK_UNREACHABLE = 34,
  SYNSPECT_MESSAGE_SIZE = 35,
  SYNSPECT_FAULT = 36,
  SYNSPECT_DESTINATION_REQUIRED = 37,
  SYNSPECT_RFC_ILLEGAL = 128,                /* "connection illegal for this process" */
  SYNSPECT_RFC_DOES_NOT_EXIST = 129,         /* "connection does not exist" */
  SYNSPECT_RFC_ALREADY_EXISTS = 130,         /* "connection already exists" */
  SYNSPECT_RFC_INSUFFICIENT_RESOURCES = 131, /* "insufficient resources" */
  SYNSPECT_RFC_REMOTE_UNSPECIFIED = 132,     /* "remote socket unspecified" */
  SYNSPECT_RFC_CLOSING = 133,                /* "connection closing" */
  SYNSPECT_RFC_RESET = 134,                  /* "connection reset" */
  SYNSPECT_RFC_REFUSED = 135,                /* "connection refused" */
  SYNSPECT_RFC_USER_TIMEOUT = 136            /* "connection aborted due to user timeout" */
};

/* The states of RFC 9293 3.3.2. */
enum {
  SYNSPECT_CLOSED = 0,
  SYNSPECT_LISTEN = 1,
  SYNSPECT_SYN_SENT = 2,
  SYNSPECT_SYN_RECEIVED = 3,
  SYNSPECT_ESTABLISHED = 4,
  SYNSPECT_FIN_WAIT_1 = 5,
  SYNSPECT_FIN_WAIT_2 = 6,
  SYNSPECT_CLOSE_WAIT = 7,
  SYNSPECT_CLOSING = 8,
  SYNSPECT_LAST_ACK = 9,
  SYNSPECT_TIME_WAIT = 10
};

/* Filled by the harness. Fields that a kind does not use are 0, handle, timeout and diffserv -1. */
typedef struct synspect_call {
  uint32_t size;
  uint32_t kind;    /* SYNSPECT_CALL_ */
  int32_t handle;   /* what the call acts on; -1: none */
  uint32_t flags;   /* SYNSPECT_FLAG_ */
  int32_t option;   /* SYNSPECT_OPTION_ */
  int32_t diffserv; /* six bits; -1: not given */
  int64_t value;
  int64_t timeout_us; /* R2; -1: the default */
  synspect_address local;
  synspect_address remote;
  const uint8_t* data;
  size_t data_size;
  size_t max; /* octets wanted at most */
} synspect_call;

/* synspect_result.flags */
#define SYNSPECT_RESULT_END_OF_STREAM (1u << 0) /* RECEIVE: the peer's FIN was reached */
#define SYNSPECT_RESULT_PUSH (1u << 1)          /* RFC RECEIVE: the buffer ended by a PUSH */

/* Filled by call(). Prefilled: error SYNSPECT_NOT_SUPPORTED, value -1, state -1, urgent_ahead -1,
 * no addresses, no data; so a kind of call that a plug-in does not know answers itself. */
typedef struct synspect_result {
  uint32_t size; /* by the harness */
  int32_t error; /* SYNSPECT_OK or why not */
  int64_t value; /* as said at each kind, else 0; ignored with an error. A new handle is 0 to
                  * 2^31-1 and of no other live socket or connection */
  const uint8_t*
      data;       /* RECEIVE: `value` octets, at most synspect_call.max; may be NULL for none */
  uint32_t flags; /* SYNSPECT_RESULT_ */
  int32_t state;  /* STATUS; -1: not known */
  int64_t urgent_ahead;    /* octets up to the urgent mark, 0 to 2^32-1; -1: none (MUST-33) */
  synspect_address local;  /* ACCEPT CONNECT OPEN NAME STATUS: whose connection it is; both or */
  synspect_address remote; /* neither; unspecified parts are 0 */
} synspect_result;

/* ---- Output --------------------------------------------------------------------------------- */

enum { SYNSPECT_OUTPUT_DATAGRAM = 0, SYNSPECT_OUTPUT_SIGNAL = 1 }; /* synspect_output.kind */

/* What a stack tells its user without being asked: synspect_output.signal. */
enum {
  SYNSPECT_SIGNAL_READABLE = 0,    /* data or end of stream can be read */
  SYNSPECT_SIGNAL_WRITABLE = 1,    /* send space is there again */
  SYNSPECT_SIGNAL_ACCEPTABLE = 2,  /* a connection waits in the listener's queue */
  SYNSPECT_SIGNAL_CONNECTED = 3,   /* an active open completed */
  SYNSPECT_SIGNAL_PEER_CLOSED = 4, /* the peer's FIN was taken (MUST-12) */
  SYNSPECT_SIGNAL_RESET = 5,       /* the peer's RST ended the connection (MUST-12) */
  SYNSPECT_SIGNAL_REFUSED = 6,     /* the open attempt was reset */
  SYNSPECT_SIGNAL_TIMED_OUT = 7,   /* R2 or the user timeout ended it */
  SYNSPECT_SIGNAL_URGENT = 8,      /* urgent data became pending or the mark moved on (MUST-32) */
  SYNSPECT_SIGNAL_SOFT_ERROR = 9,  /* an ICMP soft error, or R1 was reached (MUST-47, SHLD-9) */
  SYNSPECT_SIGNAL_CLOSED = 10      /* the connection is gone after a normal close */
};

/* Filled by poll_output(). Prefilled: a datagram of no octets, `at_us` the current time. */
typedef struct synspect_output {
  uint32_t size;   /* by the harness */
  uint32_t kind;   /* SYNSPECT_OUTPUT_ */
  int64_t at_us;   /* when it was emitted: never decreases, at most the current time */
  uint8_t* buffer; /* by the harness: where to write a datagram */
  size_t capacity; /* by the harness: octets of room there, at least SYNSPECT_MOST_OCTETS */
  size_t length;   /* octets written */
  int32_t handle;  /* of a signal */
  int32_t signal;  /* SYNSPECT_SIGNAL_ */
  int32_t reason;  /* SYNSPECT_OK, or why, with the signals that end a connection */
} synspect_output;

/* ---- Information ---------------------------------------------------------------------------- */

/* synspect_info.known: which fields are filled. */
#define SYNSPECT_INFO_STATE (1u << 0)
#define SYNSPECT_INFO_OPTIONS (1u << 1)
#define SYNSPECT_INFO_SND_UNA (1u << 2)
#define SYNSPECT_INFO_SND_NXT (1u << 3)
#define SYNSPECT_INFO_RCV_NXT (1u << 4)
#define SYNSPECT_INFO_SND_WND (1u << 5)
#define SYNSPECT_INFO_RCV_WND (1u << 6)
#define SYNSPECT_INFO_SND_MSS (1u << 7)
#define SYNSPECT_INFO_RCV_MSS (1u << 8)
#define SYNSPECT_INFO_ADVMSS (1u << 9)
#define SYNSPECT_INFO_CWND_SEGMENTS (1u << 10)
#define SYNSPECT_INFO_SSTHRESH_SEGMENTS (1u << 11)
#define SYNSPECT_INFO_UNACKED_SEGMENTS (1u << 12)
#define SYNSPECT_INFO_RETRANSMITS (1u << 13)
#define SYNSPECT_INFO_BACKOFF (1u << 14)
#define SYNSPECT_INFO_RTO (1u << 15)
#define SYNSPECT_INFO_SRTT (1u << 16)
#define SYNSPECT_INFO_RTTVAR (1u << 17)
#define SYNSPECT_INFO_WINDOW_SCALES (1u << 18) /* both */
#define SYNSPECT_INFO_SACKED_SEGMENTS (1u << 19)
#define SYNSPECT_INFO_PROBES (1u << 20)
#define SYNSPECT_INFO_CA_STATE (1u << 21)
#define SYNSPECT_INFO_ALL ((1u << 22) - 1u)

/* Filled by info(). Prefilled: all 0. */
typedef struct synspect_info {
  uint32_t size;    /* by the harness */
  uint32_t known;   /* SYNSPECT_INFO_ bits */
  uint32_t state;   /* SYNSPECT_CLOSED ... */
  uint32_t options; /* in use: 1 timestamps, 2 SACK, 4 window scale, 8 ECN, 32 data on the SYN */
  uint32_t snd_una; /* sequence numbers as on the wire */
  uint32_t snd_nxt;
  uint32_t rcv_nxt;
  uint32_t snd_wnd; /* octets, scaled */
  uint32_t rcv_wnd; /* octets, scaled */
  uint32_t snd_mss; /* octets */
  uint32_t rcv_mss;
  uint32_t advmss;
  uint32_t cwnd_segments;
  uint32_t ssthresh_segments;
  uint32_t unacked_segments;
  uint32_t retransmits; /* of the segment now outstanding */
  uint32_t backoff;
  uint16_t snd_wscale; /* shift counts in use, 0 to 14 */
  uint16_t rcv_wscale;
  int64_t rto_us; /* 0 and up */
  int64_t srtt_us;
  int64_t rttvar_us;
  uint32_t sacked_segments;
  uint32_t probes;   /* that nothing has answered */
  uint32_t ca_state; /* 0 open, 1 disorder, 2 CWR, 3 recovery, 4 loss */
  uint32_t reserved; /* 0 */
} synspect_info;

/* ---- The stack ------------------------------------------------------------------------------ */

typedef struct synspect_instance synspect_instance; /* yours: the harness never looks inside */

/* The table lives as long as the plug-in is loaded and does not change. */
typedef struct synspect_stack_v1 {
  uint32_t size; /* sizeof(synspect_stack_v1): a table may end before what is marked as later */
  uint32_t abi;  /* SYNSPECT_STACK_ABI */

  /* -- required */
  /* Says what the stack is. `stack` may be NULL: then of a stack after a plain reset. */
  void (*describe)(const synspect_instance* stack, synspect_description* out);
  /* A new stack, not yet reset; NULL: no more of them (stacks with global variables allow one).
   * destroy() frees it. */
  synspect_instance* (*create)(void);
  void (*destroy)(synspect_instance* stack);
  /* Throws away everything, waiting output included; time is 0 again. 0: done; anything else:
   * it cannot be done as asked, last_error() says why in a line. */
  int32_t (*reset)(synspect_instance* stack, const synspect_config* config);
  /* When the earliest timer is due, at or after the current time; -1: all timers are off. A stack
   * that cannot tell answers its next tick. */
  int64_t (*next_deadline)(const synspect_instance* stack);
  /* Moves the clock forward to `limit_us`, or to an earlier moment at which output came to wait,
   * firing what is due up to and including it, in order. Returns the time reached. */
  int64_t (*advance_to)(synspect_instance* stack, int64_t limit_us);
  /* A datagram arrives: any octets, any length up to SYNSPECT_MOST_OCTETS. */
  void (*inject)(synspect_instance* stack, const uint8_t* datagram, size_t length);
  /* Takes the oldest waiting output. 1: `out` is filled; 0: there is none. */
  int32_t (*poll_output)(synspect_instance* stack, synspect_output* out);

  /* -- optional: NULL where the stack has none; the capability must then be off */
  void (*call)(synspect_instance* stack, const synspect_call* call, synspect_result* out);
  /* 1: `out` is filled; 0: no such handle. */
  int32_t (*info)(const synspect_instance* stack, int32_t handle, synspect_info* out);
  /* Changes a setting in mid-run. 0: done; else last_error() says why not. */
  int32_t (*set_knob)(synspect_instance* stack, const char* name, const char* value);
  /* Why the last reset() or set_knob() was refused; one line of ASCII, or NULL. */
  const char* (*last_error)(const synspect_instance* stack);

  /* -- optional and later: a table that was built before them is shorter, and just as good */
  /* The state of the connection between these sockets, SYNSPECT_CLOSED to SYNSPECT_TIME_WAIT: where
   * there is none, SYNSPECT_LISTEN if a listener would take its SYN, else SYNSPECT_CLOSED. -1: it
   * cannot be told. No verdict rests on it: it says which states a campaign has reached. */
  int32_t (*state)(const synspect_instance* stack, const synspect_address* local,
                   const synspect_address* remote);
} synspect_stack_v1;

#if defined(_WIN32)
#define SYNSPECT_EXPORT __declspec(dllexport)
#elif defined(__GNUC__)
#define SYNSPECT_EXPORT __attribute__((visibility("default")))
#else
#define SYNSPECT_EXPORT
#endif

/* The one symbol that a plug-in exports. `abi_version` is what the harness speaks; NULL: the
 * plug-in does not speak it. */
SYNSPECT_EXPORT const synspect_stack_v1* synspect_stack(uint32_t abi_version);

#ifdef __cplusplus
}
#endif

#endif /* SYNSPECT_STACK_H */
