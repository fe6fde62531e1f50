/* A stack as a plug-in of Synspect, to start from: a TCP over IPv4 in which no port is ever open,
 * so that RFC 9293 3.10.7.1 (SEGMENT ARRIVES in CLOSED) is all of it. Put your stack in its place:
 * what it sends goes to send(), what it is asked to do comes from call(). */
#include <stdlib.h>
#include <string.h>
#include <synspect_stack.h>

#define QUEUE 16 /* outputs that wait; a real stack sends several at once */

struct synspect_instance {
  int64_t now_us;
  uint8_t waiting[QUEUE][40]; /* an IPv4 and a TCP header, without options */
  size_t first, count;
  int32_t next_handle;
};

static uint32_t get32(const uint8_t* p) {
  return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}
static void put16(uint8_t* p, uint32_t v) {
  p[0] = (uint8_t)(v >> 8);
  p[1] = (uint8_t)v;
}
static void put32(uint8_t* p, uint32_t v) {
  put16(p, v >> 16);
  put16(p + 2, v);
}
/* RFC 1071; `sum` is what was added up before. */
static uint32_t checksum(const uint8_t* p, size_t length, uint32_t sum) {
  for (size_t i = 0; i + 1 < length; i += 2) sum += (uint32_t)p[i] << 8 | p[i + 1];
  if (length % 2 != 0) sum += (uint32_t)p[length - 1] << 8;
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  return ~sum & 0xffff;
}

static void send(synspect_instance* s, const uint8_t* to, uint32_t seq, uint32_t ack,
                 uint8_t flags) {
  if (s->count == QUEUE) return; /* lost, as on a full link */
  uint8_t* d = s->waiting[(s->first + s->count++) % QUEUE];
  memset(d, 0, 40);
  d[0] = 0x45; /* version 4, five words of header */
  put16(d + 2, 40);
  d[8] = 64;                  /* time to live */
  d[9] = 6;                   /* TCP */
  memcpy(d + 12, to + 16, 4); /* addresses and ports of the segment, turned round */
  memcpy(d + 16, to + 12, 4);
  put16(d + 10, checksum(d, 20, 0));
  const size_t header = (size_t)(to[0] & 15) * 4;
  memcpy(d + 20, to + header + 2, 2);
  memcpy(d + 22, to + header, 2);
  put32(d + 24, seq);
  put32(d + 28, ack);
  d[32] = 0x50; /* five words of header */
  d[33] = flags;
  put16(d + 36, checksum(d + 12, 28, 6 + 20)); /* with the pseudo-header: protocol and length */
}

/* A segment for a connection that does not exist. */
static void inject(synspect_instance* s, const uint8_t* d, size_t length) {
  if (length < 40 || d[0] >> 4 != 4 || d[9] != 6) return;
  const size_t header = (size_t)(d[0] & 15) * 4, whole = (size_t)d[2] << 8 | d[3];
  if (header < 20 || whole > length || whole < header + 20) return;
  const uint8_t* tcp = d + header;
  const size_t segment = whole - header;
  const uint32_t pseudo = 0xffff & ~checksum(d + 12, 8, 6 + (uint32_t)segment);
  if (checksum(tcp, segment, pseudo) != 0) return; /* MUST-3 */
  const size_t offset = (size_t)(tcp[12] >> 4) * 4;
  if (offset < 20 || whole < header + offset) return;
  const uint8_t flags = tcp[13]; /* 1 FIN, 2 SYN, 4 RST, 16 ACK */
  if ((flags & 4) != 0) return;  /* a RST is never answered (9293-3.10.7.1-b) */
  if ((flags & 16) != 0) {       /* <SEQ=SEG.ACK><CTL=RST> */
    send(s, d, get32(tcp + 8), 0, 4);
  } else { /* <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK> */
    const uint32_t text = (uint32_t)(whole - header - offset);
    send(s, d, 0, get32(tcp + 4) + text + (flags & 1u) + (flags >> 1 & 1u), 4 | 16);
  }
}

static void describe(const synspect_instance* s, synspect_description* out) {
  (void)s; /* the same for every instance and after every reset */
  out->name = "template";
  out->version = "the CLOSED state alone";
  out->controls = SYNSPECT_CAN_VIRTUAL_TIME | SYNSPECT_CAN_DETERMINISTIC |
                  SYNSPECT_CAN_SOCKET_CALLS | SYNSPECT_CAN_IPV4;
}
static synspect_instance* create(void) { return calloc(1, sizeof(synspect_instance)); }
static void destroy(synspect_instance* s) { free(s); }
static int32_t reset(synspect_instance* s, const synspect_config* config) {
  (void)config; /* a real stack takes its addresses, its MTU and its seed from here */
  memset(s, 0, sizeof *s);
  s->next_handle = 3;
  return 0;
}
static int64_t next_deadline(const synspect_instance* s) {
  (void)s;
  return -1; /* no timers */
}
static int64_t advance_to(synspect_instance* s, int64_t limit_us) { return s->now_us = limit_us; }
static int32_t poll_output(synspect_instance* s, synspect_output* out) {
  if (s->count == 0) return 0;
  memcpy(out->buffer, s->waiting[s->first], 40); /* kind and at_us are filled: a datagram, now */
  out->length = 40;
  s->first = (s->first + 1) % QUEUE;
  --s->count;
  return 1;
}
static void call(synspect_instance* s, const synspect_call* asked, synspect_result* out) {
  if (asked->kind != SYNSPECT_CALL_SOCKET) return; /* prefilled: SYNSPECT_NOT_SUPPORTED */
  out->error = SYNSPECT_OK;
  out->value = s->next_handle++;
}

static int32_t state(const synspect_instance* s, const synspect_address* local,
                     const synspect_address* remote) {
  (void)s, (void)local, (void)remote;
  return SYNSPECT_CLOSED; /* a real stack looks the connection up */
}

const synspect_stack_v1* synspect_stack(uint32_t abi_version) {
  static const synspect_stack_v1 table = {.size = sizeof(synspect_stack_v1),
                                          .abi = SYNSPECT_STACK_ABI,
                                          .describe = describe,
                                          .create = create,
                                          .destroy = destroy,
                                          .reset = reset,
                                          .next_deadline = next_deadline,
                                          .advance_to = advance_to,
                                          .inject = inject,
                                          .poll_output = poll_output,
                                          .call = call,
                                          .state = state};
  return abi_version == SYNSPECT_STACK_ABI ? &table : NULL;
}
