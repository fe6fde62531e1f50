/* Does what BAD_DEED says where BAD_PLACE says: every crime at every place without a file for each
 * pair. Places after the first datagram are innocent before it, so that other scripts pass. */
#define _POSIX_C_SOURCE 200809L
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base.h"

static void use_up_memory(void) {
  const size_t piece = (size_t)1 << 20;
  for (;;) {
    volatile char* const taken = malloc(piece);  // volatile: the optimiser drops what nobody reads
    for (size_t i = 0; i < piece; i += 4096) taken[i] = 1;
  }
}

static void close_all(void) {
  for (int fd = 0; fd < 1024; ++fd) close(fd);
}

static void scribble(void) {
  static const char rubbish[4096] = "rubbish";
  for (int fd = 3; fd < 64; ++fd) {
    if (write(fd, rubbish, sizeof rubbish) < 0) continue;
  }
}

static void print(void) {
  for (int i = 0; i < 100000; ++i) puts("{\"script\": \"rubbish\", \"verdict\": \"pass\"}");
  fflush(stdout);
}

static void hang(void) {
  for (volatile int going = 1; going;) continue;
}

static void die_with_words(void) {
  fputs("Assertion failed: snd_una <= snd_nxt\n", stderr);
  abort();
}

static void crash(void) {
  signal(SIGSEGV, SIG_DFL); /* a sanitizer would make an exit of it */
  raise(SIGSEGV);
}
static void leave(void) { exit(0); }
static void leave_at_once(void) { _exit(3); }
static void split(void) { fork(); }

static void at(const char* place) {
  static const struct {
    const char* name;
    void (*deed)(void);
  } deeds[] = {{"crash", crash}, {"hang", hang},           {"abort", die_with_words},
               {"exit", leave},  {"_exit", leave_at_once}, {"memory", use_up_memory},
               {"fork", split},  {"close", close_all},     {"scribble", scribble},
               {"print", print}};
  const char* wanted_place = getenv("BAD_PLACE");
  const char* wanted_deed = getenv("BAD_DEED");
  if (wanted_place == NULL || wanted_deed == NULL || strcmp(place, wanted_place) != 0) return;
  for (size_t i = 0; i < sizeof deeds / sizeof deeds[0]; ++i) {
    if (strcmp(deeds[i].name, wanted_deed) == 0) deeds[i].deed();
  }
}

static synspect_instance* create(void) {
  at("create");
  return base_create();
}
static void destroy(synspect_instance* s) {
  at("destroy");
  base_destroy(s);
}
static int32_t reset(synspect_instance* s, const synspect_config* config) {
  at("reset");
  return base_reset(s, config);
}
static int64_t next_deadline(const synspect_instance* s) {
  if (s->woken != 0) at("next_deadline");
  return base_next_deadline(s);
}
static int64_t advance_to(synspect_instance* s, int64_t limit_us) {
  if (s->woken != 0) at("advance_to");
  return base_advance_to(s, limit_us);
}
static void inject(synspect_instance* s, const uint8_t* datagram, size_t length) {
  base_inject(s, datagram, length);
  at("inject");
}
static int32_t poll_output(synspect_instance* s, synspect_output* out) {
  if (s->woken != 0) at("poll_output");
  return base_poll_output(s, out);
}
static void call(synspect_instance* s, const synspect_call* asked, synspect_result* out) {
  if (s->woken != 0) at("call");
  base_call(s, asked, out);
}

const synspect_stack_v1* synspect_stack(uint32_t abi_version) {
  (void)abi_version;
  static synspect_stack_v1 table = BASE_TABLE;
  at("load");
  table.create = create;
  table.destroy = destroy;
  table.reset = reset;
  table.next_deadline = next_deadline;
  table.advance_to = advance_to;
  table.inject = inject;
  table.poll_output = poll_output;
  table.call = call;
  return &table;
}
