#include "harness/worker/process.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <new>
#include <system_error>

// Present in a coverage build: a worker leaves by _exit(), which would lose its counters.
extern "C" __attribute__((weak)) int __llvm_profile_write_file(void);  // NOLINT: not our name

namespace synspect::worker {
namespace {

constexpr off_t kRoomForWords = off_t{4} << 20U;
constexpr std::size_t kMostWords = 64U << 10U;  // of them the last

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kAddressSanitizer = true;
#elif defined(__has_feature)
constexpr bool kAddressSanitizer = __has_feature(address_sanitizer);
#else
constexpr bool kAddressSanitizer = false;
#endif

[[noreturn]] void cannot(const char* what) {
  throw std::system_error{errno, std::generic_category(), what};
}

// A file in memory that takes so much and no more.
int file_for_words() {
  const int file = memfd_create("synspect_words", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (file < 0) return -1;
  if (ftruncate(file, kRoomForWords) == 0 && fcntl(file, F_ADD_SEALS, F_SEAL_GROW) == 0) {
    return file;
  }
  close(file);
  return -1;
}

void limit(int resource, std::uint64_t most) {
  rlimit wanted{};
  if (getrlimit(static_cast<__rlimit_resource>(resource), &wanted) != 0) return;
  wanted.rlim_cur = std::min<rlim_t>(most, wanted.rlim_max);
  setrlimit(static_cast<__rlimit_resource>(resource), &wanted);
}

std::uint64_t mapped_now() {
  std::ifstream file{"/proc/self/statm"};
  std::uint64_t pages = 0;
  file >> pages;
  return pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

Page* forked_page = nullptr;  // NOLINT: pthread_atfork() takes no argument

}  // namespace

bool can_limit_memory() { return !kAddressSanitizer; }

void forget_words() { static_cast<void>(lseek(STDERR_FILENO, 0, SEEK_SET)); }

Process::Process(const Body& body, const Limits& limits, std::span<const int> not_for_it) {
  std::array<int, 2> ends{};
  void* shared =
      mmap(nullptr, sizeof(Page), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) cannot("no page for a worker");
  page_ = new (shared) Page;
  words_ = file_for_words();
  if (words_ < 0 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    const int why = errno;
    if (words_ >= 0) close(words_);
    munmap(page_, sizeof(Page));
    errno = why;
    cannot("no channel for a worker");
  }
  std::fflush(nullptr);  // or the child has the text, too
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ == 0) {
    close(ends[0]);
    become_child(body, limits, ends[1], not_for_it, parent);
  }
  const int why = errno;
  close(ends[1]);
  channel_ = ends[0];
  if (pid_ < 0) {
    close(channel_);
    close(words_);
    munmap(page_, sizeof(Page));
    errno = why;
    cannot("no worker process");
  }
  setpgid(pid_, pid_);  // the child does so, too: whoever comes first
}

void Process::become_child(const Body& body, const Limits& limits, int channel,
                           std::span<const int> not_for_it, pid_t parent) {
  setpgid(0, 0);  // Ctrl-C goes to the parent, which puts an end to us
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);
  for (const int number : {SIGINT, SIGTERM}) std::signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int other : not_for_it) close(other);
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  dup2(nothing, STDIN_FILENO);
  if (nothing > STDERR_FILENO) close(nothing);
  dup2(words_, STDOUT_FILENO);
  dup2(words_, STDERR_FILENO);
  close(words_);
  limit(RLIMIT_CORE, 0);
  if (limits.memory != 0 && !kAddressSanitizer) limit(RLIMIT_AS, mapped_now() + limits.memory);
  forked_page = page_;
  // Two of us would answer: the copy ends at once, and the worker knows.
  pthread_atfork(nullptr, [] { forked_page->raise(Page::kForked); }, [] { _exit(0); });

  body(channel, *page_);
  page_->raise(Page::kLeft);
  if (__llvm_profile_write_file != nullptr) static_cast<void>(__llvm_profile_write_file());
  _exit(0);  // nothing of the parent's is put away twice
}

Process::~Process() {
  end();
  close(channel_);
  close(words_);
  munmap(page_, sizeof(Page));
}

std::string Process::words() const {
  const off_t end = std::clamp<off_t>(lseek(words_, 0, SEEK_CUR), 0, kRoomForWords);
  const off_t start = std::max<off_t>(0, end - static_cast<off_t>(kMostWords));
  std::string text(static_cast<std::size_t>(end - start), '\0');
  const ssize_t got = pread(words_, text.data(), text.size(), start);
  text.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
  return text;
}

std::span<const std::byte> Process::outbox() const {
  const std::size_t size = page_->outbox_size.load(std::memory_order_relaxed);
  return std::span{page_->outbox}.first(size > kOutbox ? 0 : size);
}

bool Process::ended() const {
  if (exit_) return true;
  siginfo_t info{};
  return waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
         info.si_pid == pid_;
}

Exit Process::end() {
  if (exit_) return *exit_;
  // Not reaped yet, so the number is still that of our child and of its group.
  kill(pid_, SIGKILL);
  kill(-pid_, SIGKILL);
  int status = 0;
  rusage used{};
  while (wait4(pid_, &status, 0, &used) < 0 && errno == EINTR) {
  }
  exit_ = Exit{.signalled = WIFSIGNALED(status),
               .number = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status),
               .most_memory = static_cast<std::uint64_t>(used.ru_maxrss) * 1024};
  return *exit_;
}

}  // namespace synspect::worker
