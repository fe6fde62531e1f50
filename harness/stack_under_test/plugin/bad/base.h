/* A plug-in that does nothing and errs in nothing; each file of this folder changes one thing. */
#ifndef BASE_H
#define BASE_H

#include <stdlib.h>
#include <synspect_stack.h>

struct synspect_instance {
  int64_t now_us;
  int woken; /* datagrams that arrived since the last reset */
};

static void base_describe(const synspect_instance* s, synspect_description* out) {
  (void)s;
  out->name = "bad";
  out->controls = SYNSPECT_CAN_VIRTUAL_TIME | SYNSPECT_CAN_SOCKET_CALLS | SYNSPECT_CAN_IPV4;
}
static synspect_instance* base_create(void) { return calloc(1, sizeof(synspect_instance)); }
static void base_destroy(synspect_instance* s) { free(s); }
static int32_t base_reset(synspect_instance* s, const synspect_config* config) {
  (void)config;
  s->now_us = 0;
  s->woken = 0;
  return 0;
}
static int64_t base_next_deadline(const synspect_instance* s) {
  (void)s;
  return -1;
}
static int64_t base_advance_to(synspect_instance* s, int64_t limit_us) {
  return s->now_us = limit_us;
}
static void base_inject(synspect_instance* s, const uint8_t* datagram, size_t length) {
  (void)datagram;
  (void)length;
  ++s->woken;
}
static int32_t base_poll_output(synspect_instance* s, synspect_output* out) {
  (void)s;
  (void)out;
  return 0;
}
static void base_call(synspect_instance* s, const synspect_call* call, synspect_result* out) {
  (void)s;
  if (call->kind != SYNSPECT_CALL_SOCKET) return;
  out->error = SYNSPECT_OK;
  out->value = 3;
}

#define BASE_TABLE                      \
  {.size = sizeof(synspect_stack_v1),   \
   .abi = SYNSPECT_STACK_ABI,           \
   .describe = base_describe,           \
   .create = base_create,               \
   .destroy = base_destroy,             \
   .reset = base_reset,                 \
   .next_deadline = base_next_deadline, \
   .advance_to = base_advance_to,       \
   .inject = base_inject,               \
   .poll_output = base_poll_output,     \
   .call = base_call}

#endif
