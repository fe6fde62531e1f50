#include "fuzzers/standalone/ending.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <cstring>

#include "fuzzers/standalone/files.h"

// Absent without a sanitizer.
extern "C" [[gnu::weak]] void __sanitizer_set_death_callback(void (*callback)());

namespace synspect::standalone {
namespace {

// Signal handlers have nothing but globals.
std::span<const std::uint8_t> current;
char prefix[4096];
bool keeps = false;
Limits limits_of_run;
volatile std::sig_atomic_t interruption = 0;

void say(const char* text) {
  if (::write(STDERR_FILENO, text, std::strlen(text)) < 0) return;
}

// Async-signal-safe: a name on the stack, open() and write().
void keep(const char* kind) {
  if (!keeps) return;
  char path[sizeof prefix + 64];
  const std::size_t room = std::strlen(prefix), word = std::strlen(kind);
  std::memcpy(path, prefix, room);
  std::memcpy(path + room, kind, word);
  write_hash(current, path + room + word);
  const int file = ::open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  const ssize_t wrote = file < 0 ? -1 : ::write(file, current.data(), current.size());
  const bool whole = wrote >= 0 && static_cast<std::size_t>(wrote) == current.size();
  say(whole ? "Test unit written to " : "Test unit could not be written to ");
  say(path);
  say("\n");
}

[[noreturn]] void end(const char* why, const char* kind, int code) {
  say(why);
  keep(kind);
  ::_exit(code);
}

void on_crash(int signal) {
  say("deadly signal ");
  say(::sigabbrev_np(signal) != nullptr ? ::sigabbrev_np(signal) : "?");
  end("\n", "crash-", kCrashed);
}
void on_alarm(int) { end("timeout: this input took too long\n", "timeout-", kTimedOut); }
void on_interrupt(int) { interruption = 1; }
void on_report() { keep("crash-"); }

// A sanitizer's own handlers stay: their reports say more.
void handle(int signal, void (*handler)(int), bool if_default) {
  struct sigaction now{};
  ::sigaction(signal, nullptr, &now);
  if (if_default && now.sa_handler != SIG_DFL) return;
  struct sigaction action{};
  action.sa_handler = handler;
  action.sa_flags = SA_ONSTACK;
  ::sigaction(signal, &action, nullptr);
}

// A stack that recurses without end leaves no room on its own.
void handlers_get_a_stack() {
  static char room[64 * 1024];
  const stack_t stack{.ss_sp = room, .ss_flags = 0, .ss_size = sizeof room};
  ::sigaltstack(&stack, nullptr);
}

void set_alarm(std::uint64_t seconds) {
  itimerval after{};
  after.it_value.tv_sec = static_cast<time_t>(seconds);
  ::setitimer(ITIMER_REAL, &after, nullptr);
}

}  // namespace

void watch(const Limits& limits) {
  limits_of_run = limits;
  handle(SIGINT, on_interrupt, false);
  handle(SIGTERM, on_interrupt, false);
  if (limits.timeout != 0) handle(SIGALRM, on_alarm, false);
  if (!limits.artifact_prefix) return;
  keeps = true;
  limits.artifact_prefix->copy(prefix, sizeof prefix - 1);
  handlers_get_a_stack();
  for (const int signal : {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP, SIGXFSZ}) {
    handle(signal, on_crash, true);
  }
  if (__sanitizer_set_death_callback != nullptr) __sanitizer_set_death_callback(on_report);
}

bool interrupted() { return interruption != 0; }

void begins(std::span<const std::uint8_t> input) {
  current = input;
  if (limits_of_run.timeout != 0) set_alarm(limits_of_run.timeout);
}

void ends() {
  if (limits_of_run.timeout != 0) set_alarm(0);
  if (limits_of_run.rss_limit_mb != 0 && peak_rss_mb() > limits_of_run.rss_limit_mb) {
    end("out of memory: above -rss_limit_mb\n", "oom-", kOutOfMemory);
  }
}

std::uint64_t peak_rss_mb() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) / 1024;
}

}  // namespace synspect::standalone
